// What every command of `hometime` works with: a way to the daemon, a school, and where to print.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/common/exit.h"
#include "tools/common/http_client.h"
#include "tools/common/output.h"

namespace hometime::tools {

/// Options that stand before or after any command.
struct GlobalOptions {
    Endpoint endpoint;
    std::string school;     ///< "sch_…"; empty: the profile's, or the only one there is
    std::string profile;    ///< whose sign-in to use: --as NAME
    std::string client_id;  ///< the command's own id, for sending it again safely
    bool json = false;
};

/// A sign-in that `hometime login` or `hometime join` saved, readable by its owner only.
struct Profile {
    std::string token;
    std::string school;
};

class Shell {
public:
    explicit Shell(GlobalOptions options);

    [[nodiscard]] const Output& out() const { return out_; }
    [[nodiscard]] const HttpClient& client() const { return client_; }
    /// The school that was named on the command line or in the environment; empty: none.
    [[nodiscard]] const std::string& school() const { return options_.school; }

    /// "/v1/schools/sch_…" + `rest`. Throws Failure when no school can be told.
    [[nodiscard]] std::string path(const std::string& rest) const;
    /// A command of an administrator (the socket's identity) or of a script: no sign-in is sent.
    [[nodiscard]] boost::json::value admin(const std::string& method, const std::string& rest,
                                           const boost::json::value& body = nullptr) const;
    /// A command of a person, with their saved sign-in. Throws Failure when there is none.
    [[nodiscard]] boost::json::value person(const std::string& method, const std::string& rest,
                                            const boost::json::value& body = nullptr) const;
    /// person() when a sign-in is saved or asked for, else admin().
    [[nodiscard]] boost::json::value either(const std::string& method, const std::string& rest,
                                            const boost::json::value& body = nullptr) const;

    /// An event stream of a person's, with their saved sign-in; see HttpClient::follow().
    void follow(const std::string& rest, const std::string& last_id,
                const std::function<bool(std::string_view)>& take) const;

    /// The same shell, whose requests hold only for the version of a thing that `version` names (If-Match).
    [[nodiscard]] Shell only_if(const std::string& version) const;

    void save_profile(const Profile& profile) const;
    void forget_profile() const;
    [[nodiscard]] std::optional<Profile> profile() const;

private:
    [[nodiscard]] std::filesystem::path profile_file() const;
    /// A client that is signed in as the person. Throws Failure when no sign-in is saved.
    [[nodiscard]] HttpClient signed_in() const;
    [[nodiscard]] std::optional<Uuid> client_id() const;

    GlobalOptions options_;
    HttpClient client_;
    Output out_;
};

/// The text of a file, or of standard input for "-". At most `max` bytes. Throws Failure.
[[nodiscard]] std::string read_text(const std::filesystem::path& file, std::size_t max);
/// A password: the first line of `file`, or asked for at the terminal, as `what`, without showing it.
[[nodiscard]] std::string read_password(const std::filesystem::path& file, const std::string& what = "Password");

}  // namespace hometime::tools
