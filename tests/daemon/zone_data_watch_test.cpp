#include "daemon/zone_data_watch.h"

#include <gtest/gtest.h>

#include "tests/support/running_daemon.h"

namespace hometime {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime kStart{1h};

class ZoneDataChanges : public testing::Test {
protected:
    std::string on_disk_ = "2025b";
    int looks_ = 0;
    ZoneDataWatch watch_{[this] {
        ++looks_;
        return on_disk_;
    }};
};

TEST_F(ZoneDataChanges, AreSaidOnce) {
    EXPECT_EQ(watch_.started_with(), "2025b");
    EXPECT_EQ(watch_.look(kStart), std::nullopt);
    on_disk_ = "2025c";
    EXPECT_EQ(watch_.look(kStart + 1min), "2025c");
    EXPECT_TRUE(watch_.changed());
    EXPECT_EQ(watch_.look(kStart + 2min), std::nullopt);
    EXPECT_TRUE(watch_.changed());
    EXPECT_EQ(watch_.started_with(), "2025b");
}

TEST_F(ZoneDataChanges, AreLookedForOnceAMinute) {
    EXPECT_EQ(watch_.look(kStart), std::nullopt);
    on_disk_ = "2025c";
    const auto before = looks_;
    EXPECT_EQ(watch_.look(kStart + 1min - 1us), std::nullopt);
    EXPECT_EQ(looks_, before);
    EXPECT_FALSE(watch_.changed());
    EXPECT_EQ(watch_.look(kStart + 1min), "2025c");
}

TEST_F(ZoneDataChanges, ThatAreTakenBackAreOver) {
    on_disk_ = "2025c";
    EXPECT_EQ(watch_.look(kStart), "2025c");
    on_disk_ = "2025b";
    EXPECT_EQ(watch_.look(kStart + 1min), "2025b");
    EXPECT_FALSE(watch_.changed());
}

std::string metric(test::RunningDaemon& daemon, const std::string& name) {
    const auto all = daemon.daemon().metrics();
    const auto at = all.find("\n" + name);
    return at == std::string::npos ? "" : all.substr(at + 1, all.find('\n', at + 1) - at - 1);
}

TEST(ZoneDataOfADaemon, IsWhatItStartedWithAndAChangeIsANumber) {
    test::RunningOptions options;
    const auto on_disk = std::make_shared<std::string>("2025b");
    options.zone_data = [on_disk] { return *on_disk; };
    test::RunningDaemon daemon(options);
    daemon.daemon().look_at_zone_data();
    EXPECT_EQ(metric(daemon, "hometime_zone_data_changed "), "hometime_zone_data_changed 0");
    *on_disk = "2025c";
    daemon.clock().advance(1min);
    daemon.daemon().look_at_zone_data();
    EXPECT_EQ(metric(daemon, "hometime_zone_data_changed "), "hometime_zone_data_changed 1");
    EXPECT_EQ(metric(daemon, "hometime_zone_data_info"), "hometime_zone_data_info{version=\"2025b\"} 1");
    daemon.restart();
    EXPECT_EQ(metric(daemon, "hometime_zone_data_changed "), "hometime_zone_data_changed 0");
    EXPECT_EQ(metric(daemon, "hometime_zone_data_info"), "hometime_zone_data_info{version=\"2025c\"} 1");
}

}  // namespace
}  // namespace hometime
