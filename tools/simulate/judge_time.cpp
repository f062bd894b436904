// What must have happened by now.
#include <algorithm>

#include "tools/simulate/judge.h"

namespace hometime::simulation {

namespace {

constexpr int kDaysAhead = 60;

std::string staff_name(StaffId staff) {
    return "staff " + std::to_string(staff.value);
}

}  // namespace

/// The time that counts is the log's: where the clock was set back, nothing is due before it has caught up.
void Judge::settled(UtcTime wall, bool interrupted) {
    if (interrupted) {
        anew_ = true;
        return;
    }
    const auto now = std::max(wall, model_.newest);
    if (anew_) {
        anew_ = false;
        anew_at_ = now;
        for (auto& [staff, due] : due_) due.reckoned = 0;
        for (auto& [guardian, due] : replies_due_) due.reckoned = 0;
        late_.clear();
    }
    for (const auto& [staff, held] : model_.held) {
        if (!held.empty()) judge_held(staff, now);
    }
    for (const auto& [guardian, held] : model_.held_replies) {
        if (!held.empty()) judge_replies(guardian, now);
    }
    judge_worries(wall, now);
}

void Judge::judge_held(StaffId staff, UtcTime now) {
    auto& due = due_[staff];
    if (due.reckoned != model_.calendar_changes + 1) {
        const auto opening = timetables_.next_open(model_.windows_of(staff), now, kDaysAhead);
        due = {model_.calendar_changes + 1, now, std::nullopt, false};
        if (opening) due.by = opening->at + kInTime;
    }
    if (!due.told && now >= due.since + kInTime) {
        judge_told(staff, now);
        due.told = true;
    }
    if (due.by && now > *due.by) {
        find("I19", "what is held for " + staff_name(staff) + " was due at " + to_string(*due.by - kInTime) +
                        " and is held at " + to_string(now));
        due.by.reset();
    }
}

/// What is held says when it will be seen, under the calendars as they are (I22). What is open just now is on its way.
void Judge::judge_told(StaffId staff, UtcTime now, const char* invariant) {
    const auto opening = timetables_.next_open(model_.windows_of(staff), now, kDaysAhead);
    if (opening && opening->at == now) return;
    for (const auto id : model_.held.at(staff)) {
        const auto& message = model_.messages.at(id);
        const bool same = opening ? message.told == opening->at && message.occurrence == opening->occurrence
                                  : !message.told || *message.told > now + std::chrono::days{kDaysAhead - 1};
        if (same) continue;
        find(invariant, "message " + std::to_string(id.value) + " is announced for " +
                            (message.told ? to_string(*message.told) : "no date") + ", its window opens " +
                            (opening ? to_string(opening->at) : "never") + " as of " + to_string(now));
    }
}

void Judge::judge_replies(GuardianId guardian, UtcTime now) {
    auto& due = replies_due_[guardian];
    if (due.reckoned != model_.calendar_changes + 1) {
        due = {model_.calendar_changes + 1, now, std::nullopt, true};
        for (const auto id : model_.held_replies.at(guardian)) {
            const auto opening = reply_opening(model_.replies.at(id), now);
            if (opening && (!due.by || *opening + kInTime < *due.by)) due.by = *opening + kInTime;
        }
    }
    if (due.by && now > *due.by) {
        find("I19", "a reply to guardian " + std::to_string(guardian.value) + " was due at " +
                        to_string(*due.by - kInTime) + " and is held at " + to_string(now));
        due.by.reset();
    }
}

/// Whatever else happens: not tied to windows, to the clock of anybody's wall, or to a channel that answers (I23, I24).
void Judge::judge_worries(UtcTime wall, UtcTime now) {
    for (const auto& [id, worry] : model_.worries) {
        if (worry.acknowledged || worry.escalated || late_.contains(id)) continue;
        const auto by = std::max(worry.escalates_at, anew_at_) + kInTime;
        if (now <= by || wall <= worry.escalates_at + kInTime) continue;
        find("I23", "concern " + std::to_string(id.value) + " is not escalated at " + to_string(now));
        late_.insert(id);
    }
}

void Judge::calm(UtcTime wall) {
    const auto now = std::max(wall, model_.newest);
    for (const auto& [staff, held] : model_.held) {
        if (wall < model_.newest) break;  // Time stands still until the clock has caught up.
        const bool open = !held.empty() && timetables_.is_open(model_.windows_of(staff), now) &&
                          timetables_.is_open(model_.windows_of(staff), now - kInTime);
        if (open) find("I41", "messages wait for " + staff_name(staff) + " at " + to_string(now));
        judge_told(staff, now, "I41");
    }
    for (const auto digest : model_.unrecorded) {
        find("I41", "digest " + std::to_string(digest.value) + " is not delivered at " + to_string(now));
    }
    if (wall >= model_.newest) notifications_.calm(now);
}

}  // namespace hometime::simulation
