// Who is who: tokens that hold, and the one answer to all that do not.
#include <gtest/gtest.h>

#include "tests/support/small_school.h"

namespace hometime::test {
namespace {

TEST(SignIn, EveryRoleIsWhoItIsSaidToBe) {
    RunningDaemon daemon;
    const SmallSchool school(daemon);
    const std::vector<std::pair<Role, boost::json::array>> expected{{Role::guardian, {"guardian"}},
                                                                    {Role::teacher, {"teacher"}},
                                                                    {Role::teaching_assistant, {"teaching_assistant"}},
                                                                    {Role::office, {"office"}},
                                                                    {Role::slt, {"slt"}},
                                                                    {Role::dsl, {"dsl"}}};
    for (const auto& [role, roles] : expected) {
        const auto me = school.client(role).call("GET", school.path("/me"));
        EXPECT_EQ(me.at("roles"), roles);
    }
}

}  // namespace
}  // namespace hometime::test
