#include "daemon/commands/retention.h"

#include <algorithm>

#include "eventstore/keyring.h"

namespace hometime {

namespace {

constexpr RetentionClass kClasses[] = {
    RetentionClass::identity, RetentionClass::messages, RetentionClass::feed,
    RetentionClass::points,   RetentionClass::reports,  RetentionClass::calendar,
    RetentionClass::links,    RetentionClass::policy,   RetentionClass::safeguarding};

/// Whether a guardian belongs to a pupil on the roll, linked or not.
bool has_pupil_here(const School& school, GuardianId guardian) {
    bool found = false;
    school.each_pupil([&](const PupilRow& pupil) {
        found = pupil.active && std::any_of(pupil.adults.begin(), pupil.adults.end(),
                                            [&](const PupilAdult& adult) { return adult.guardian == guardian; });
        return !found;
    });
    return found;
}

/// When whoever it is left, as far as that is known; empty: never was here.
std::optional<UtcTime> left_at(const School& school, const Subject& subject) {
    switch (subject.kind) {
        case SubjectKind::pupil: return school.pupil(PupilId{subject.id})->left_at;
        case SubjectKind::guardian: return school.guardian(GuardianId{subject.id})->left_at;
        case SubjectKind::staff: return school.staff(StaffId{subject.id})->left_at;
        case SubjectKind::school_class: return school.school_class(ClassId{subject.id})->left_at;
        case SubjectKind::concern: return school.concern(ConcernId{subject.id})->closed_at;
        case SubjectKind::school: break;
    }
    return std::nullopt;
}

bool names(const LegalHoldRow& hold, RetentionClass retention) {
    return hold.classes.empty() || std::ranges::find(hold.classes, retention) != hold.classes.end();
}

bool is_about(const School& school, const LegalHoldRow& hold, const Subject& subject) {
    if (hold.subject == subject) return true;
    if (hold.subject.kind != SubjectKind::pupil || subject.kind != SubjectKind::concern) return false;
    const auto concern = school.concern(ConcernId{subject.id});
    return concern && std::ranges::find(concern->pupils, PupilId{hold.subject.id}) != concern->pupils.end();
}

/// Texts that count from the day on which somebody left, not from the day on which they were written.
bool counts_from_leaving(RetentionClass retention) {
    return retention == RetentionClass::identity || retention == RetentionClass::links ||
           retention == RetentionClass::safeguarding;
}

UtcTime first_of_september(int year) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::September / 1};
}

}  // namespace

std::vector<RetentionRule> retention_rules(const Policy& policy) {
    std::vector<RetentionRule> rules;
    for (const auto retention : kClasses) {
        RetentionRule rule{retention, 0, retention == RetentionClass::safeguarding};
        for (const auto& own : policy.retention.value_or(std::vector<RetentionRule>{})) {
            if (own.retention != retention) continue;
            rule.years = own.years;
            rule.must_keep = own.must_keep.value_or(*rule.must_keep);
        }
        rules.push_back(rule);
    }
    return rules;
}

RetentionRule retention_rule(const School& school, RetentionClass retention) {
    const auto policy = school.policy();
    const auto rules = retention_rules(policy ? policy->policy : Policy{});
    return *std::ranges::find(rules, retention, &RetentionRule::retention);
}

bool is_known(const School& school, const Subject& subject) {
    switch (subject.kind) {
        case SubjectKind::pupil: return school.pupil(PupilId{subject.id}) != nullptr;
        case SubjectKind::guardian: return school.guardian(GuardianId{subject.id}) != nullptr;
        case SubjectKind::staff: return school.staff(StaffId{subject.id}) != nullptr;
        case SubjectKind::school_class: return school.school_class(ClassId{subject.id}) != nullptr;
        case SubjectKind::concern: return school.concern(ConcernId{subject.id}) != nullptr;
        case SubjectKind::school: break;
    }
    return false;
}

bool is_active(const School& school, const Subject& subject) {
    if (!is_known(school, subject)) return false;
    switch (subject.kind) {
        case SubjectKind::pupil: return school.pupil(PupilId{subject.id})->active;
        case SubjectKind::guardian:
            return !school.guardian(GuardianId{subject.id})->linked.empty() ||
                   has_pupil_here(school, GuardianId{subject.id});
        case SubjectKind::staff: return school.staff(StaffId{subject.id})->active;
        case SubjectKind::school_class: return school.school_class(ClassId{subject.id})->active;
        case SubjectKind::concern: return !school.concern(ConcernId{subject.id})->closed_at;
        case SubjectKind::school: break;
    }
    return false;
}

LegalHoldId hold_over(const School& school, const Subject& subject, RetentionClass retention, UtcTime now) {
    LegalHoldId found;
    school.each_legal_hold([&](const LegalHoldRow& hold) {
        const bool over = hold.lifted_at || (hold.until && *hold.until <= now);
        if (!over && names(hold, retention) && is_about(school, hold, subject)) found = hold.id;
        return !found;
    });
    return found;
}

std::optional<UtcTime> expires_at(const School& school, const Subject& subject, RetentionClass retention,
                                  std::uint16_t school_year) {
    const auto years = retention_rule(school, retention).years;
    if (years == 0) return std::nullopt;
    const bool of_itself = retention == RetentionClass::identity || retention == RetentionClass::policy;
    if (subject.kind == SubjectKind::school && of_itself) return std::nullopt;
    int counted = school_year;
    if (counts_from_leaving(retention)) {
        if (!is_known(school, subject) || is_active(school, subject)) return std::nullopt;
        if (const auto left = left_at(school, subject)) counted = std::max(counted, int{school_year_of(*left)});
    }
    return first_of_september(counted + 1 + static_cast<int>(years));
}

}  // namespace hometime
