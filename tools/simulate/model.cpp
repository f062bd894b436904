#include "tools/simulate/model.h"

#include <algorithm>

#include "eventstore/base/result.h"

namespace hometime::simulation {

namespace {

CalendarException closed(const DateRange& dates) {
    return {dates.from, dates.to, ExceptionKind::closed, std::nullopt};
}

bool has(const std::vector<Weekday>& days, int day) {
    return std::find(days.begin(), days.end(), static_cast<Weekday>(day)) != days.end();
}

/// Everything outside the working hours of a day, by looking at each of its minutes.
std::vector<QuietPeriod> quiet_outside(const std::vector<WeeklyWindow>& working) {
    std::vector<QuietPeriod> quiet;
    for (int day = 0; day < 7; ++day) {
        int from = 0;
        for (int minute = 0; minute <= 24 * 60; ++minute) {
            bool works = minute == 24 * 60;
            for (const auto& hours : working) {
                const int end = hours.end <= hours.start ? 24 * 60 : hours.end.value;
                works = works || (has(hours.days, day) && hours.start.value <= minute && minute < end);
            }
            if (!works) continue;
            const std::vector<Weekday> today{static_cast<Weekday>(day)};
            if (from < minute) quiet.push_back({today, LocalMinute{from}, LocalMinute{minute}});
            from = minute + 1;
        }
    }
    return quiet;
}

}  // namespace

Calendar Model::windows_of(StaffId one) const {
    auto calendar = windows_while_there(one);
    const auto member = staff.find(one);
    if (member != staff.end() && !member->second.active) calendar.term_dates.emplace();
    return calendar;
}

Calendar Model::windows_while_there(StaffId one) const {
    Calendar calendar;
    calendar.zone = zone;
    calendar.weekly_windows = policy.weekly_windows;
    calendar.term_dates = terms;
    for (const auto& [id, dates] : closures) calendar.exceptions.push_back(closed(dates));
    for (const auto& [id, cover] : covers) {
        if (one && cover.absent == one) calendar.exceptions.push_back(closed(cover.dates));
    }
    for (const auto& [id, training] : trainings) {
        if (!training.first || training.first == one) calendar.busy.push_back(training.second);
    }
    const auto own = quiet_hours.find(one);
    calendar.quiet_hours = own != quiet_hours.end() ? own->second : default_quiet_;
    return calendar;
}

Calendar Model::working_hours_of(StaffId one) const {
    auto calendar = windows_while_there(one);
    calendar.weekly_windows = policy.working_hours;
    calendar.quiet_hours.clear();
    calendar.busy.clear();
    return calendar;
}

Calendar Model::guardian_hours() const {
    Calendar calendar;
    calendar.zone = zone;
    using enum Weekday;
    calendar.weekly_windows = policy.guardian_hours.value_or(
        std::vector<WeeklyWindow>{{{mon, tue, wed, thu, fri, sat, sun}, LocalMinute{7 * 60}, LocalMinute{20 * 60}}});
    return calendar;
}

std::optional<Calendar> Model::own_hours(GuardianId guardian) const {
    const auto wish = wishes.find(guardian);
    if (wish == wishes.end() || !wish->second.hours) return std::nullopt;
    Calendar calendar;
    calendar.zone = zone;
    calendar.weekly_windows = *wish->second.hours;
    return calendar;
}

bool Model::is_barred(GuardianId guardian, PupilId pupil, UtcTime now) const {
    const auto standing = standings.find(guardian);
    const bool out = standing != standings.end() && standing->second.out &&
                     (!standing->second.until || now < *standing->second.until);
    return out || std::any_of(limits.begin(), limits.end(), [&](const auto& one) {
               const auto& limit = one.second;
               return limit.guardian == guardian && limit.pupil == pupil && !limit.lifted && limit.from <= now &&
                      (!limit.until || now < *limit.until);
           });
}

bool Model::may_write(GuardianId guardian, PupilId id, UtcTime now) const {
    const auto pupil = pupils.find(id);
    const auto tie = ties.find({guardian, id});
    if (pupil == pupils.end() || !pupil->second.active || tie == ties.end() || !tie->second.linked) return false;
    const auto& until = tie->second.approved_until;
    const bool over = tie->second.approval && until && *until <= now;
    return !over && !is_barred(guardian, id, now);
}

/// A pupil who has left takes the link along; what was written before is still shown.
bool Model::may_be_shown(const Message& message, UtcTime now) const {
    if (pupils.at(message.pupil).active) return may_write(message.guardian, message.pupil, now);
    return !is_barred(message.guardian, message.pupil, now);
}

void Model::settle(MessageId id, Fate fate, UtcTime at) {
    auto& message = messages[id];
    message.fate = fate;
    message.shown_at = at;
    held[message.staff].erase(id);
}

void Model::settle(ReplyId id, Fate fate) {
    auto& reply = replies[id];
    reply.fate = fate;
    held_replies[reply.guardian].erase(id);
}

/// Of all the facts only those that somebody judges by; each of the others changes nothing here.
void Model::fold(const RecordHeader& header, const Event& event) {
    const auto at = header.sequence;
    newest = header.recorded_at;
    if (header.group_index == 0 && header.session != 0) ++groups_of[Sequence{header.session}];
    const auto changes_calendars = [this] { ++calendar_changes; };
    std::visit(
        overloaded{
            [&](const SchoolOpened& e) { zone = e.zone; },
            [&](const PolicySet& e) {
                policy = e.policy;
                default_quiet_ = quiet_outside(policy.working_hours);
                policy_version = PolicyVersion::at(at);
                changes_calendars();
            },
            [&](const PolicyAccepted& e) { accepted[{e.person_kind, e.person}] = e.policy; },
            [&](const TermDatesSet& e) {
                terms = e.terms;
                changes_calendars();
            },
            [&](const ClosureAnnounced& e) {
                closures[ClosureId::at(at)] = {e.from, e.to};
                changes_calendars();
            },
            [&](const ClosureWithdrawn& e) {
                closures.erase(e.closure);
                changes_calendars();
            },
            [&](const TrainingScheduled& e) {
                trainings[TrainingId::at(at)] = {e.staff, e.period};
                changes_calendars();
            },
            [&](const TrainingCancelled& e) {
                trainings.erase(e.training);
                changes_calendars();
            },
            [&](const QuietHoursSet& e) {
                quiet_hours[e.staff] = e.quiet_hours;
                changes_calendars();
            },
            [&](const CoverArranged& e) {
                covers[CoverId::at(at)] = {e.absent, e.cover, e.dates};
                changes_calendars();
            },
            [&](const CoverEnded& e) {
                covers.erase(e.cover);
                changes_calendars();
            },
            [&](const GuardianPreferencesSet& e) {
                wishes[e.guardian] = {at, e.hours, e.feed_digest};
                changes_calendars();
            },
            [&](const ClassCreated&) { classes.insert(ClassId::at(at)); },
            [&](const StaffAdded&) { staff[StaffId::at(at)] = {}; },
            [&](const StaffDetailsChanged& e) {  // Also how somebody who had left comes back.
                staff[e.staff].active = true;
                changes_calendars();
            },
            [&](const StaffLeft& e) {
                staff[e.staff].active = false;
                changes_calendars();
            },
            [&](const StaffAssigned& e) {
                (e.role == StaffRole::teacher ? staff[e.staff].teaches : staff[e.staff].assists).insert(e.class_id);
            },
            [&](const StaffUnassigned& e) {
                staff[e.staff].teaches.erase(e.class_id);
                staff[e.staff].assists.erase(e.class_id);
            },
            [&](const PupilEnrolled& e) { pupils[PupilId::at(at)] = {e.class_id, true}; },
            [&](const PupilMoved& e) { pupils[e.pupil].class_id = e.class_id; },
            [&](const PupilLeft& e) { pupils[e.pupil].active = false; },
            [&](const AdultApproved& e) { ties[{e.guardian, e.pupil}].approved_until = e.until; },
            [&](const GuardianLinked& e) {
                auto& tie = ties[{e.guardian, e.pupil}];
                tie.linked = true;
                tie.approval = e.approval;
            },
            [&](const GuardianUnlinked& e) { ties[{e.guardian, e.pupil}].linked = false; },
            [&](const ContactRestricted& e) {
                limits[RestrictionId::at(at)] = {e.pupil, e.guardian, e.from, e.until, false};
            },
            [&](const RestrictionLifted& e) { limits[e.restriction].lifted = true; },
            [&](const GuardianSuspended& e) { standings[e.guardian] = {true, e.until}; },
            [&](const GuardianRemoved& e) { standings[e.guardian] = {true, std::nullopt}; },
            [&](const GuardianReinstated& e) { standings[e.guardian] = {}; },
            [&](const ThreadOpened& e) { threads[ThreadId::at(at)] = {e.guardian, e.staff}; },
            [&](const MessageSent& e) {
                const auto id = MessageId::at(at);
                messages[id] = {id,           e.thread,     e.guardian, e.staff, e.pupil, header.recorded_at,
                                e.release_at, e.occurrence, Fate::held, {}};
                if (e.staff) {
                    held[e.staff].insert(id);
                } else {
                    settle(id, Fate::shown, header.recorded_at);
                }
            },
            [&](const MessageReleased& e) { settle(e.message, Fate::shown, header.recorded_at); },
            [&](const MessageRescheduled& e) {
                messages[e.message].told = e.release_at;
                messages[e.message].occurrence = e.occurrence;
            },
            [&](const MessageWithdrawn& e) { settle(e.message, Fate::withdrawn, header.recorded_at); },
            [&](const MessageUndelivered& e) { settle(e.message, Fate::barred, header.recorded_at); },
            [&](const DigestSealed& e) {
                const auto id = DigestId::at(at);
                digests[id] = {id, e.staff, e.occurrence, e.counter, false};
                unrecorded.insert(id);
                for (const auto message : e.messages) settle(message, Fate::shown, header.recorded_at);
            },
            [&](const DigestDelivered& e) {
                digests[e.digest].recorded = true;
                unrecorded.erase(e.digest);
            },
            [&](const ReplySent& e) {
                const auto id = ReplyId::at(at);
                const bool waits = e.held.value_or(false);
                replies[id] = {id,
                               e.thread,
                               e.guardian,
                               e.staff,
                               e.pupil,
                               e.from_office,
                               header.recorded_at,
                               e.release_at,
                               waits ? Fate::held : Fate::shown};
                if (waits) held_replies[e.guardian].insert(id);
            },
            [&](const ReplyReleased& e) { settle(e.reply, Fate::shown); },
            [&](const ReplyUndelivered& e) { settle(e.reply, Fate::barred); },
            [&](const ReplyRescheduled& e) { replies[e.reply].told = e.release_at; },
            [&](const Posted& e) { posts[PostId::at(at)] = e.class_id; },
            [&](const PostRetracted& e) { posts.erase(e.post); },
            [&](const ConcernRaised& e) {
                const auto id = ConcernId::at(at);
                const bool by_guardian = header.actor.kind == ActorKind::guardian;
                worries[id] = {id, header.recorded_at, e.escalates_at, by_guardian, false, false, false};
            },
            [&](const ConcernAcknowledged& e) { worries[e.concern].acknowledged = true; },
            [&](const ConcernEscalated& e) { worries[e.concern].escalated = true; },
            [&](const ConcernClosed& e) { worries[e.concern].closed = true; },
            [](const auto&) {},
        },
        static_cast<const EventVariant&>(event));
}

}  // namespace hometime::simulation
