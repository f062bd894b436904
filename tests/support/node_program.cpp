#include "tests/support/node_program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "tests/support/raw_socket.h"

extern char** environ;

namespace hometime::test {

namespace {

struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe could be made");
    }
    std::array<int, 2> ends{-1, -1};
};

pid_t spawn(const std::vector<std::string>& words, int input, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    std::vector<char*> arguments;
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t child = -1;
    const int failed = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) throw std::runtime_error("node cannot be started");
    return child;
}

bool is_readable(int descriptor) {
    pollfd waiting{descriptor, POLLIN, 0};
    const auto most = std::chrono::duration_cast<std::chrono::milliseconds>(kAnswerMax).count();
    return ::poll(&waiting, 1, static_cast<int>(most)) == 1;
}

}  // namespace

bool has_node() {
    return std::system("node --version > /dev/null 2>&1") == 0;
}

NodeProgram::NodeProgram(const std::filesystem::path& script, const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"node", script.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    Pipe in;
    Pipe out;
    child_ = spawn(words, in.ends[0], out.ends[1]);
    ::close(in.ends[0]);
    ::close(out.ends[1]);
    to_ = in.ends[1];
    from_ = out.ends[0];
    std::signal(SIGPIPE, SIG_IGN);  // One that has ended is noticed by what it does not say.
    greeting_ = read_line();
}

NodeProgram::~NodeProgram() {
    ::close(to_);
    // It ends, and its end of the pipe with it; or it is late.
    std::array<char, 4096> rest{};
    bool ended = false;
    while (!ended && is_readable(from_)) ended = ::read(from_, rest.data(), rest.size()) <= 0;
    if (!ended) ::kill(child_, SIGKILL);
    ::close(from_);
    ::waitpid(child_, nullptr, 0);
}

boost::json::value NodeProgram::ask(const boost::json::value& request) {
    const auto line = boost::json::serialize(request) + "\n";
    if (::write(to_, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        throw std::runtime_error("the node program does not listen any more");
    }
    return read_line();
}

boost::json::value NodeProgram::read_line() {
    for (;;) {
        if (const auto end = read_.find('\n'); end != std::string::npos) {
            auto value = boost::json::parse(read_.substr(0, end));
            read_.erase(0, end + 1);
            return value;
        }
        std::array<char, 65536> piece{};
        const auto count = is_readable(from_) ? ::read(from_, piece.data(), piece.size()) : -1;
        if (count <= 0) throw std::runtime_error("the node program says nothing");
        read_.append(piece.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace hometime::test
