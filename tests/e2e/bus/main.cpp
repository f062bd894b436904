// A publisher to practise on, for tests of subscribers: its facts are lines of a file, so that it can be killed,
// started again, and brought back from a copy as if from a backup. It does what standard input says, a line at a time.
//
//   bus_stage FOLDER EVENTS REPLAY KEY SUBSCRIBERS HIGH_WATER_MARK HEARTBEAT_MS
//
// FOLDER/facts: "award N", "retract N" (the newest N that stand), "link N", "restored UUID". Commands: the same,
// "reload" and "stop". Each is answered by a line of JSON: {"last":{"e1/…/points/":12, …}} or {"error":"…"}.
#include <unistd.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "notifier/bus/message.h"
#include "notifier/bus/publisher.h"
#include "projections/views/build.h"
#include "projections/views/store.h"
#include "projections/views/streams.h"
#include "tests/support/fact_log.h"

namespace hometime::test {
namespace {

namespace js = boost::json;

/// Standard output as it was given; what is logged goes to standard error from the first call on.
std::ostream& answers() {
    static std::ofstream out = [] {
        const auto given = dup(STDOUT_FILENO);
        dup2(STDERR_FILENO, STDOUT_FILENO);
        return std::ofstream("/dev/fd/" + std::to_string(given));
    }();
    return out;
}

class BusStage {
public:
    explicit BusStage(std::vector<std::string> words) : folder_(words.at(0)), subscribers_(words.at(4)) {
        auto opened = ViewStore::open({folder_ / "views", views::all_views(), ViewAccess::owner, {}});
        if (!opened) throw std::runtime_error(opened.error().detail);
        views_ = std::move(*opened);
        folding_ = std::make_unique<ViewFolder>(log_, *views_, views::all_projections());
        log_.append(LogOpened{kSchool, log_of(kSchool)});
        log_.append(SchoolOpened{"Europe/London", {}});
        std::ifstream facts(folder_ / "facts");
        for (std::string line; std::getline(facts, line);) add(line);
        fold();
        start(words);
    }
    ~BusStage() { publisher_->stop(); }
    BusStage(const BusStage&) = delete;
    BusStage& operator=(const BusStage&) = delete;

    /// False: it is to stop.
    bool take(const std::string& line) {
        if (line == "stop") return false;
        if (line == "reload") {
            reload();
            return true;
        }
        {
            std::ofstream facts(folder_ / "facts", std::ios::app);
            facts << line << std::endl;
        }
        add(line);
        fold();
        publisher_->wake();
        say();
        return true;
    }
    void say() const {
        js::object last;
        for (const auto stream : kStreams) {
            last[bus::stream_prefix(kSchool, stream)] = views::stream_last(*views_, kSchool, stream);
        }
        answers() << js::serialize(js::object{{"last", last}}) << std::endl;
    }

private:
    void add(const std::string& line) {
        std::istringstream words(line);
        std::string verb;
        std::string rest;
        words >> verb >> rest;
        if (verb == "restored") {
            log_.append(LogRestored{*parse_uuid(rest), "copy", log_.head(kSchool)->size, {}, {}});
            return;
        }
        for (auto left = std::stoull(rest); left > 0; --left) add_one(verb);
    }
    void add_one(const std::string& verb) {
        if (verb == "award") {
            standing_.push_back(log_.add<AwardId>(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"}));
        } else if (verb == "retract") {
            log_.append(PointRetracted{standing_.back(), PupilId{7}, StaffId{6}, {}});
            standing_.pop_back();
        } else if (verb == "link") {
            log_.append(GuardianLinked{PupilId{7}, GuardianId{1000 + links_++}, {}, {}});
        } else {
            throw std::runtime_error("no such fact: " + verb);
        }
    }
    void fold() {
        const auto cursors = folding_->cursors();
        const auto from = cursors.contains(kSchool) ? cursors.at(kSchool) : Sequence{};
        if (const auto done = folding_->fold(log_.after(from)); !done) throw std::runtime_error(done.error().detail);
    }
    void start(const std::vector<std::string>& words) {
        bus::PublisherOptions options;
        options.endpoint = words.at(1);
        options.replay = words.at(2);
        options.high_water_mark = std::stoi(words.at(5));
        options.heartbeat = std::chrono::milliseconds{std::stoi(words.at(6))};
        options.after_burst = options.heartbeat / 5;
        auto keys = std::make_shared<bus::BusKeys>();
        auto server = bus::load_secret_key(posix_files(), words.at(3));
        if (!server) throw std::runtime_error(server.error().detail);
        keys->server = std::move(*server);
        keys->subscribers = bus::read_subscribers(subscribers_).subscribers;
        options.keys = std::move(keys);
        publisher_ = std::make_unique<bus::Publisher>(std::move(options), log_, *views_, clock_);
        if (const auto started = publisher_->start(); !started) throw std::runtime_error(started.error().detail);
    }
    void reload() {
        auto read = bus::read_subscribers(subscribers_);
        if (!read.errors.empty()) {
            answers() << js::serialize(js::object{{"error", to_string(read.errors[0])}}) << std::endl;
            return;
        }
        const auto done = publisher_->reload(std::move(read.subscribers));
        if (done) return say();
        answers() << js::serialize(js::object{{"error", done.error().detail}}) << std::endl;
    }

    std::filesystem::path folder_;
    std::filesystem::path subscribers_;
    SystemClock clock_;
    FactLog log_;
    std::vector<AwardId> standing_;
    std::uint64_t links_ = 0;
    std::unique_ptr<ViewStore> views_;
    std::unique_ptr<ViewFolder> folding_;
    std::unique_ptr<bus::Publisher> publisher_;
};

}  // namespace
}  // namespace hometime::test

int main(int argc, char** argv) {
    try {
        hometime::test::answers();
        hometime::test::BusStage stage({argv + 1, argv + argc});
        stage.say();
        for (std::string line; std::getline(std::cin, line);) {
            if (!stage.take(line)) break;
        }
    } catch (const std::exception& error) {
        std::cerr << "bus_stage: " << error.what() << '\n';
        return 1;
    }
    return 0;
}
