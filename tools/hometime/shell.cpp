#include "tools/hometime/shell.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>

namespace hometime::tools {

namespace {

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::filesystem::path state_folder() {
    if (const auto folder = environment("XDG_STATE_HOME"); !folder.empty())
        return std::filesystem::path(folder) / "hometime";
    const auto home = environment("HOME");
    if (home.empty()) throw Failure(Exit::config, "HOME is not set: say where sign-ins are kept with XDG_STATE_HOME");
    return std::filesystem::path(home) / ".local" / "state" / "hometime";
}

bool is_profile_name(const std::string& name) {
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") ==
               std::string::npos;
}

GlobalOptions completed(GlobalOptions options) {
    if (options.profile.empty()) options.profile = environment("HOMETIME_AS");
    if (options.school.empty()) options.school = environment("HOMETIME_SCHOOL");
    if (const auto socket = environment("HOMETIME_SOCKET"); options.endpoint.unix_socket.empty() && !socket.empty()) {
        options.endpoint.unix_socket = socket;
    }
    if (options.endpoint.unix_socket.empty()) options.endpoint.unix_socket = "/run/hometimed/hometimed.sock";
    return options;
}

/// Stops the terminal from showing what is typed, for as long as it lives.
class Unseen {
public:
    Unseen() {
        tcgetattr(STDIN_FILENO, &before_);
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    ~Unseen() {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << '\n';
    }
    Unseen(const Unseen&) = delete;
    Unseen& operator=(const Unseen&) = delete;

private:
    termios before_{};
};

}  // namespace

Shell::Shell(GlobalOptions options)
    : options_(completed(std::move(options))), client_(options_.endpoint), out_(options_.json) {}

std::filesystem::path Shell::profile_file() const {
    const std::string name = options_.profile.empty() ? "default" : options_.profile;
    if (!is_profile_name(name)) throw Failure(Exit::usage, "--as takes a short name of letters, digits, - and _");
    return state_folder() / (name + ".json");
}

std::optional<Profile> Shell::profile() const {
    std::ifstream file(profile_file());
    if (!file) return std::nullopt;
    std::stringstream text;
    text << file.rdbuf();
    boost::json::error_code ec;
    const auto value = boost::json::parse(text.str(), ec);
    if (ec || !value.is_object()) return std::nullopt;
    return Profile{std::string(value.at("token").as_string()), std::string(value.at("school").as_string())};
}

void Shell::save_profile(const Profile& profile) const {
    const auto file = profile_file();
    std::filesystem::create_directories(file.parent_path());
    const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const std::string text =
        boost::json::serialize(boost::json::object{{"token", profile.token}, {"school", profile.school}});
    if (fd < 0 || fchmod(fd, 0600) != 0 || write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
        if (fd >= 0) close(fd);
        throw Failure(Exit::cannot_create, "cannot save the sign-in in " + file.string());
    }
    close(fd);
}

void Shell::forget_profile() const {
    std::filesystem::remove(profile_file());
}

std::optional<Uuid> Shell::client_id() const {
    if (options_.client_id.empty()) return std::nullopt;
    const auto id = parse_uuid(options_.client_id);
    if (!id) throw Failure(Exit::usage, "--command-id takes a UUID");
    return id;
}

std::string Shell::path(const std::string& rest) const {
    std::string school = options_.school;
    if (school.empty()) {
        if (const auto saved = profile()) school = saved->school;
    }
    if (school.empty()) {
        const auto list = client_.call("GET", "/v1/schools").at("schools").as_array();
        if (list.size() != 1)
            throw Failure(Exit::usage, "say which school with --school; `hometime school list` shows them");
        school = std::string(list.front().at("school").as_string());
    }
    if (!parse_school_id(school)) throw Failure(Exit::usage, "a school is named like sch_7Q2K9DAB");
    return "/v1/schools/" + school + rest;
}

boost::json::value Shell::admin(const std::string& method, const std::string& rest,
                                const boost::json::value& body) const {
    return client_.call(method, path(rest), body, client_id());
}

HttpClient Shell::signed_in() const {
    const auto saved = profile();
    if (!saved)
        throw Failure(Exit::permission,
                      "this needs a person's own sign-in: run `hometime login` first (or name one with --as)");
    HttpClient client = client_;
    client.use_token(saved->token);
    return client;
}

boost::json::value Shell::person(const std::string& method, const std::string& rest,
                                 const boost::json::value& body) const {
    return signed_in().call(method, path(rest), body, client_id());
}

void Shell::follow(const std::string& rest, const std::string& last_id,
                   const std::function<bool(std::string_view)>& take) const {
    signed_in().follow(path(rest), last_id, take);
}

boost::json::value Shell::either(const std::string& method, const std::string& rest,
                                 const boost::json::value& body) const {
    return options_.profile.empty() && !profile() ? admin(method, rest, body) : person(method, rest, body);
}

Shell Shell::only_if(const std::string& version) const {
    Shell narrowed = *this;
    narrowed.client_.only_if('"' + version + '"');
    return narrowed;
}

std::string read_text(const std::filesystem::path& file, std::size_t max) {
    std::ifstream opened;
    if (file != "-") {
        opened.open(file, std::ios::binary);
        if (!opened) throw Failure(Exit::no_input, "cannot read " + file.string());
    }
    std::istream& in = file == "-" ? std::cin : opened;
    std::string text(max + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > max)
        throw Failure(Exit::data, file.string() + " is larger than " + std::to_string(max) + " bytes");
    return text;
}

std::string read_password(const std::filesystem::path& file, const std::string& what) {
    constexpr std::size_t kPasswordFileMax = 4096;
    std::string line;
    if (!file.empty()) {
        std::istringstream text(read_text(file, kPasswordFileMax));
        std::getline(text, line);
        return line;
    }
    if (isatty(STDIN_FILENO) == 0)
        throw Failure(Exit::usage, "give the password with --password-file (- reads standard input)");
    std::cerr << what << ": ";
    const Unseen unseen;
    std::getline(std::cin, line);
    return line;
}

}  // namespace hometime::tools
