// A school of two classes in a running daemon, with somebody signed in for every role. Made through the routes
// that people use.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "daemon/access/operations.h"
#include "tests/support/running_daemon.h"

namespace hometime::test {

/// Long enough for a password, and on no list.
inline constexpr const char* kPassword = "seven green bottles";

struct SmallSchool {
    explicit SmallSchool(RunningDaemon& daemon, std::string mark = "Lane");

    [[nodiscard]] HttpClient client(Role role) const;
    [[nodiscard]] std::string path(const std::string& rest) const { return base + rest; }

    /// A code for this adult and pupil, by the office; one that is open is replaced.
    [[nodiscard]] std::string invite(std::uint64_t pupil, std::uint64_t adult) const;
    [[nodiscard]] std::uint64_t invite_id(std::uint64_t pupil, std::uint64_t adult) const;
    [[nodiscard]] std::string staff_code(std::uint64_t staff) const;
    [[nodiscard]] std::string pupil_code(std::uint64_t pupil) const;
    /// Makes an account with a code; the answer is that of the route.
    [[nodiscard]] RawAnswer open_account(const std::string& code, const std::string& login) const;
    /// Opens the adult's account by a code for the pupil. Returns the token.
    [[nodiscard]] std::string link(std::uint64_t pupil, std::uint64_t adult, const std::string& login);
    /// The token of a person who has accepted the policy in force.
    [[nodiscard]] std::string accepting(std::string token) const;
    /// A further sign-in of the same person.
    [[nodiscard]] std::string fresh_token(Role role) const;

    RunningDaemon& daemon;
    std::string mark;
    SchoolId school;
    std::string base;  ///< "/v1/schools/ID"
    std::uint64_t oak = 0, elm = 0;
    /// Teach oak and elm, assist in oak; office, SLT, DSL; one without an account; and one without any role.
    std::uint64_t tina = 0, theo = 0, asha = 0, otis = 0, sue = 0, dee = 0, newt = 0, lou = 0;
    std::vector<std::uint64_t> pupils;
    std::vector<std::uint64_t> adults;   ///< 0 and 1: of pupil 0; 2: of 1; 3 and 4: of 3; 5: of 4; 6: of 5; 7: of 2
    std::map<Role, std::string> tokens;  ///< guardian: adult 0, linked to pupil 0; pupil: pupil 0
    std::map<std::string, std::string> more_tokens;  ///< "theo"; "adult-2" (of pupil 1), "adult-3" (of pupil 3)

private:
    void open();
    void learn_ids();
    void sign_staff_in();
    void sign_pupil_in();
};

}  // namespace hometime::test
