#include "projections/state/fold.h"

namespace hometime {

void evolve(MutableRows& rows, SchoolId school, const RecordHeader& header, const Event& event) {
    const state::Folding folding{rows, school, header};
    std::visit([&](const auto& fact) { state::fold(folding, fact); }, event);
}

namespace state {

void fold(const Folding& f, const LogOpened& e) {
    SchoolRow row;
    row.school = e.school;
    row.log = e.log;
    f.put(keys::school(f.school), row);
}

void fold(const Folding& f, const SchoolOpened& e) {
    f.upsert<SchoolRow>(keys::school(f.school), [&](SchoolRow& row) {
        row.zone = e.zone;
        row.opened = f.sequence();
    });
}

void fold(const Folding& f, const PolicySet& e) {
    const auto version = f.created<PolicyVersion>();
    f.put(keys::policy(f.school, version), PolicyRow{version, e.policy});
    f.upsert<SchoolRow>(keys::school(f.school), [&](SchoolRow& row) {
        row.policy = version;
        row.calendar = CalendarVersion::at(f.sequence());  // Windows and working hours are part of it.
    });
}

void fold(const Folding& f, const PolicyAccepted& e) {
    f.put(keys::acceptance(f.school, e.person_kind, e.person), AcceptanceRow{e.policy});
}

namespace {

void use_pupil_code(const Folding& f, PupilId pupil, std::uint64_t account) {
    PupilCodeId used;
    f.change<PupilRow>(keys::pupil(f.school, pupil), [&](PupilRow& row) {
        row.account = account;
        used = std::exchange(row.code, PupilCodeId{});
    });
    f.change<PupilCodeRow>(keys::pupil_code(f.school, used), [&](PupilCodeRow& code) {
        code.used = true;
        f.change<SelectorRow>(keys::selector(f.school, code.selector),
                              [&](SelectorRow& row) { row.pupil_codes.erase(used); });
    });
}

}  // namespace

void fold(const Folding& f, const AccountOpened& e) {
    f.put(keys::account(f.school, e.account), AccountRow{e.account, e.person_kind, e.person});
    if (e.person_kind == PersonKind::guardian) {
        f.change<GuardianRow>(keys::guardian(f.school, GuardianId{e.person}),
                              [&](GuardianRow& row) { row.account = e.account; });
    }
    if (e.person_kind == PersonKind::pupil) return use_pupil_code(f, PupilId{e.person}, e.account);
    if (e.person_kind != PersonKind::staff) return;
    StaffCodeId used;
    f.change<StaffRow>(keys::staff(f.school, StaffId{e.person}), [&](StaffRow& row) {
        row.account = e.account;
        used = std::exchange(row.code, StaffCodeId{});
    });
    f.change<StaffCodeRow>(keys::staff_code(f.school, used), [&](StaffCodeRow& code) {
        code.used = true;
        f.change<SelectorRow>(keys::selector(f.school, code.selector),
                              [&](SelectorRow& row) { row.staff_codes.erase(used); });
    });
}

void fold(const Folding&, const RestrictedRead&) {}  // A fact for auditors; no decision rests on it.

}  // namespace state
}  // namespace hometime
