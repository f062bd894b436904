// What every test of a view is written with: a log in memory, its views in memory, and a fold between them.
#pragma once

#include <gtest/gtest.h>

#include "projections/views/build.h"
#include "projections/views/queries.h"
#include "tests/support/fact_log.h"

namespace hometime::test {

class ViewsTest : public testing::Test {
protected:
    /// Folds what was recorded since the last time.
    void fold() {
        const auto cursors = folder.cursors();
        for (const auto& head : log.heads()) {
            const auto seen = cursors.at(head.school);
            ASSERT_TRUE(folder.fold(log.after(seen, head.school)));
        }
        for (const auto& view : folder.status()) EXPECT_FALSE(view.stopped) << view.name << ": " << view.reason;
    }

    FactLog log;
    MemoryViews views;
    ViewFolder folder{log, views, views::all_projections()};
};

/// A guardian's message to a teacher, held until `release_at`.
inline MessageSent message_to(StaffId staff, ThreadId thread, GuardianId guardian, PupilId pupil,
                              std::string_view release_at = "2026-11-24T15:30:00Z") {
    return {thread,
            guardian,
            staff,
            pupil,
            Category::general,
            Route::teacher,
            instant(release_at),
            instant("2026-11-25T08:30:00Z"),
            Occurrence{*parse_local_date("2026-11-24"), LocalMinute{930}},
            CalendarVersion{3},
            {}};
}
inline MessageSent message_to_office(ThreadId thread, GuardianId guardian, PupilId pupil,
                                     Category category = Category::attendance) {
    return {thread, guardian, StaffId{}, pupil, category, Route::office, {}, {}, {}, CalendarVersion{3}, {}};
}
inline DigestSealed digest_of(StaffId staff, std::vector<MessageId> messages) {
    return {staff, Channel::in_app, {*parse_local_date("2026-11-24"), LocalMinute{930}}, 0, std::move(messages)};
}
inline ReplySent reply_in(ThreadId thread, GuardianId guardian, StaffId staff, PupilId pupil, bool office = false) {
    return {thread, guardian, staff, pupil, office, {}};
}

}  // namespace hometime::test
