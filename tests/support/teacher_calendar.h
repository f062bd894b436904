// A guardian who writes to a teacher: when it reaches them, whatever was done to the calendar before.
#pragma once

#include "tests/support/given.h"

namespace hometime::test {

class TeacherCalendar : public testing::Test {
protected:
    TeacherCalendar() { given_.link(given_.pupil(0), given_.adult(0)); }

    /// When a message sent at this local time reaches its teacher, in local time.
    std::string released(const std::string& sent_at) {
        given_.at(sent_at).as(given_.adult(0));
        const auto accepted = given_.accept(SendMessage{given_.pupil(0), tess_, Category::general, "A text"});
        const auto release = facts<MessageSent>(accepted).at(0).release_at;
        return release ? given_.local(*release) : "never";
    }
    void set_policy(const Policy& policy) {
        const auto in_force = given_.school().school()->policy;
        given_.as(GivenSchool::kAdministrator).accept(SetPolicy{policy, {"o@s.example", "1", "8 to 4"}, in_force});
    }

    GivenSchool given_;
    const StaffId tess_ = given_.staff("tess");
};

}  // namespace hometime::test
