// The daemon and its bus: keys from files, a start that is refused, a reload, and the numbers that it shows.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "daemon/bus_keys.h"
#include "daemon/daemon.h"
#include "eventstore/base/mutants.h"
#include "tests/support/fact_log.h"
#include "tests/support/fake_disk.h"
#include "tests/support/running_daemon.h"

namespace hometime {
namespace {

using testing::HasSubstr;

class DaemonBus : public testing::Test {
protected:
    DaemonBus() {
        std::filesystem::create_directory(subscribers_);
        chmod(subscribers_.c_str(), 0755);
        put("bus.key", bus::to_z85(server_.secret.view()), 0600);
        grant("mis-sync");
    }
    void put(const std::string& name, const std::string& text, mode_t mode) {
        const auto path = folder_ / name;
        std::ofstream(path) << text;
        if (chmod(path.c_str(), mode) != 0) throw std::runtime_error("chmod");
    }
    void grant(const std::string& name) {
        const bus::Subscriber one{name,
                                  bus::make_key_pair().public_key,
                                  {"e1/sch_7Q2K9DAB/flow/"},
                                  *parse_local_date("2027-07-31"),
                                  "tests",
                                  std::nullopt};
        put("subscribers.d/" + name + ".zpl", bus::to_zpl(one), 0644);
    }
    [[nodiscard]] DaemonOptions options() const {
        DaemonOptions options;
        options.config.data_dir = folder_ / "data";
        options.config.unix_socket = folder_ / "socket";
        options.config.bus_events = "tcp://127.0.0.1:*";
        options.config.bus_replay = "tcp://127.0.0.1:*";
        options.config.bus_subscribers = subscribers_;
        options.config.bus_key = folder_ / "bus.key";
        options.argon2 = test::kCheapArgon2;
        options.follow_time = false;
        options.disk = std::make_shared<test::FakeDisk>(std::uint64_t{1} << 40);
        options.config.space.ballast = 0;
        return options;
    }
    Result<Daemon::Started> start(DaemonOptions options) {
        return Daemon::start(std::move(options), clock_, random_, [](const Error&) {});
    }
    Error refused(DaemonOptions options) {
        auto started = start(std::move(options));
        return started ? Error{ErrorCode::busy, "it started"} : started.error();
    }

    test::TempDir folder_;
    std::filesystem::path subscribers_ = folder_ / "subscribers.d";
    bus::KeyPair server_ = bus::make_key_pair();
    ManualClock clock_{test::instant("2026-11-24T15:35:00Z")};
    SystemRandom random_;
};

TEST_F(DaemonBus, StartsOnceItsTestOfKeysHasPassedAndShowsItsNumbers) {
    auto started = start(options());
    ASSERT_TRUE(started) << started.error().detail;
    EXPECT_THAT(started->daemon->bus_replay_endpoint(), testing::StartsWith("tcp://127.0.0.1:"));
    const auto metrics = started->daemon->metrics();
    EXPECT_THAT(metrics, testing::ContainsRegex("hometime_bus_handshakes_denied_total [1-9]"));
    EXPECT_THAT(metrics, testing::ContainsRegex("hometime_bus_replay_requests_total [1-9]"));
    EXPECT_THAT(metrics, HasSubstr("hometime_bus_cuts_total 0"));
}

TEST_F(DaemonBus, DoesNotStartWhenNobodyAsksWhoseKeyItIs) {
    const ScopedMutant mistake(Mutant::bus_without_gatekeeper);
    const auto error = refused(options());
    EXPECT_EQ(error.code, ErrorCode::busy);
    EXPECT_THAT(error.detail, HasSubstr("test of keys failed"));
}

TEST_F(DaemonBus, DoesNotStartWithoutItsKey) {
    auto without = options();
    without.config.bus_key.clear();
    EXPECT_EQ(refused(without).code, ErrorCode::key_missing);
    auto absent = options();
    absent.config.bus_key = folder_ / "absent.key";
    EXPECT_EQ(refused(absent).code, ErrorCode::key_missing);
    put("bus.key", bus::to_z85(server_.secret.view()), 0644);
    EXPECT_EQ(refused(options()).code, ErrorCode::permission);
    auto credential = options();
    credential.config.bus_key.clear();
    credential.bus_key_credential = folder_ / "bus.key";
    EXPECT_TRUE(start(credential)) << "a credential's mode is the service manager's affair";
}

TEST_F(DaemonBus, DoesNotStartWithASubscriberThatCannotBeRead) {
    put("subscribers.d/broken.zpl", "metadata\n  name = 1\n", 0644);
    const auto error = refused(options());
    EXPECT_EQ(error.code, ErrorCode::invalid);
    EXPECT_THAT(error.detail, HasSubstr("broken.zpl:2:3: error: "));
}

TEST_F(DaemonBus, AReloadTakesAllFilesOrNone) {
    auto started = start(options());
    ASSERT_TRUE(started) << started.error().detail;
    auto& daemon = *started->daemon;
    grant("display");
    ASSERT_TRUE(daemon.reload_subscribers());
    EXPECT_THAT(daemon.metrics(), HasSubstr("hometime_bus_cuts_total 0"));
    put("subscribers.d/broken.zpl", "metadata\n  name = 1\n", 0644);
    std::filesystem::remove(subscribers_ / "mis-sync.zpl");
    const auto reloaded = daemon.reload_subscribers();
    ASSERT_FALSE(reloaded);
    EXPECT_THAT(reloaded.error().detail, HasSubstr("broken.zpl:2:3: error: "));
    EXPECT_THAT(daemon.metrics(), HasSubstr("hometime_bus_cuts_total 0"));
    std::filesystem::remove(subscribers_ / "broken.zpl");
    ASSERT_TRUE(daemon.reload_subscribers());
    EXPECT_THAT(daemon.metrics(), HasSubstr("hometime_bus_cuts_total 1"));
}

TEST_F(DaemonBus, WithoutKeysThereIsNothingToReadAgain) {
    auto plain = options();
    plain.config.bus_subscribers.clear();
    plain.config.bus_key.clear();
    auto started = start(plain);
    ASSERT_TRUE(started) << started.error().detail;
    EXPECT_TRUE(started->daemon->reload_subscribers());
}

}  // namespace
}  // namespace hometime
