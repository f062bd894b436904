#include "daemon/config.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace hometime {
namespace {

TEST(Config, ExampleThatIsShippedIsGood) {
    std::ifstream file(HOMETIME_SOURCE_DIR "/systemd/hometimed.toml");
    std::stringstream text;
    text << file.rdbuf();
    ASSERT_FALSE(text.str().empty());
    const auto result = read_config(text.str());
    EXPECT_TRUE(result.errors.empty()) << (result.errors.empty() ? "" : result.errors.front().message);
    EXPECT_EQ(result.config.bus_events, "tcp://127.0.0.1:5601");
}

TEST(Config, UnknownKeyIsNamedWithItsPlaceAndTheLikelyOne) {
    const std::string text = "data_dir = \"/x\"\n[log]\nlevl = \"info\"\n";
    const auto result = read_config(text);
    ASSERT_EQ(result.errors.size(), 1U);
    EXPECT_EQ(render(result.errors[0], "h.toml", text),
              "h.toml:3:1: error: unknown key 'levl' (did you mean 'level'?)\n  3 | levl = \"info\"\n    | ^\n");
}

TEST(Config, ReportsEveryErrorAtOnce) {
    const auto result = read_config("a = 1\nb = 2\n[log]\nlevel = \"loud\"\n[bus]\nevents = 5\n");
    EXPECT_EQ(result.errors.size(), 4U);
}

TEST(Config, DuplicateKeysAndBrokenTomlAreErrorsWithALine) {
    for (const auto* text : {"data_dir = \"/a\"\ndata_dir = \"/b\"\n", "data_dir = \n", "[[[\n", "x"}) {
        const auto result = read_config(text);
        ASSERT_EQ(result.errors.size(), 1U) << text;
        EXPECT_GE(result.errors[0].line, 1U) << text;
    }
}

TEST(Config, PublisherBeyondLoopbackIsRefusedUntilKeysExist) {
    EXPECT_EQ(read_config("[bus]\nevents = \"tcp://0.0.0.0:5601\"\n").errors.size(), 1U);
    EXPECT_TRUE(read_config("[bus]\nevents = \"tcp://127.0.0.1:0\"\n").errors.empty());
}

TEST(Config, TheBusMayLeaveLoopbackWithSubscribers) {
    const auto errors = [](const std::string& lines) { return read_config("[bus]\n" + lines).errors; };
    const std::string open = "events = \"tcp://0.0.0.0:5601\"\nreplay = \"tcp://0.0.0.0:5602\"\n";
    ASSERT_EQ(errors(open).size(), 2U);
    EXPECT_EQ(errors(open)[1].line, 3U);
    EXPECT_EQ(errors(open)[1].column, 10U);
    const auto keyed = read_config("[bus]\n" + open + "subscribers = \"/s\"\nkey = \"/k\"\nhigh_water_mark = 5\n");
    EXPECT_TRUE(keyed.errors.empty());
    EXPECT_EQ(keyed.config.bus_subscribers, "/s");
    EXPECT_EQ(keyed.config.bus_key, "/k");
    EXPECT_EQ(keyed.config.bus_high_water_mark, 5);
    EXPECT_EQ(keyed.config.bus_replay, "tcp://0.0.0.0:5602");
    for (const auto* bad : {"events = \"udp://127.0.0.1:1\"\n", "replay = \"tcp://127.0.0.1:5602\"\n",
                            "events = \"ipc:///e\"\nkey = \"/k\"\n", "subscribers = \"s\"\n", "high_water_mark = 0\n",
                            "subscribers = \"/s\"\nkey = \"k\"\n", "high_water_mark = 100001\n"}) {
        EXPECT_EQ(errors(bad).size(), 1U) << bad;
    }
}

TEST(Config, PlainHttpIsForLoopbackOnlyAndHttpsNeedsBothFiles) {
    EXPECT_TRUE(read_config("[http]\nlisten = \"127.0.0.1:0\"\nplain = true\n").errors.empty());
    EXPECT_EQ(read_config("[http]\nlisten = \"0.0.0.0:80\"\nplain = true\n").errors.size(), 1U);
    EXPECT_EQ(read_config("[http]\nlisten = \"127.0.0.1:0\"\ncertificate = \"/c\"\n").errors.size(), 1U);
}

TEST(Config, TheDisksSizesHaveUnitsAndBounds) {
    const auto space = [](const std::string& line) { return read_config("[disk]\n" + line + "\n"); };
    EXPECT_EQ(space("reserve = \"4 MiB\"").config.space.reserve, std::uint64_t{4} << 20);
    EXPECT_EQ(space("ballast = \"16GiB\"").config.space.ballast, std::uint64_t{16} << 30);
    EXPECT_EQ(space("ballast = \"0 B\"").config.space.ballast, 0U);
    EXPECT_EQ(space("read_only_percent = 50\nalarm_percent = 0").config.space.read_only_percent, 50U);
    for (const auto* bad : {"reserve = 64", "reserve = \"64\"", "reserve = \"64 MB\"", "reserve = \"-1 MiB\"",
                            "reserve = \"4095 KiB\"", "ballast = \"16385 MiB\"", "ballast = \"99999999999 GiB\"",
                            "read_only_percent = 51", "alarm_percent = -1", "alarm_percent = \"5\"", "reserved = 1"}) {
        EXPECT_EQ(space(bad).errors.size(), 1U) << bad;
    }
}

TEST(Config, HostAndPortAreTakenApart) {
    EXPECT_EQ(parse_host_port("[::1]:8443")->host, "::1");
    EXPECT_EQ(parse_host_port("127.0.0.1:8443")->port, 8443);
    for (const auto* bad : {"", "8443", ":1", "host:", "host:65536", "host:1x"})
        EXPECT_FALSE(parse_host_port(bad)) << bad;
}

TEST(Config, WebhooksNeedAFolderWithItsWholePath) {
    const auto good = read_config("[webhooks]\nfolder = \"/etc/hometimed/webhooks.d\"\nprivate_addresses = true\n");
    ASSERT_TRUE(good.errors.empty());
    EXPECT_EQ(good.config.webhooks.folder, "/etc/hometimed/webhooks.d");
    EXPECT_TRUE(good.config.webhooks.private_addresses);
    EXPECT_TRUE(read_config("").config.webhooks.folder.empty());
    for (const auto* text : {"[webhooks]\n", "[webhooks]\nfolder = \"webhooks.d\"\n", "[webhooks]\nfolder = 5\n"}) {
        EXPECT_EQ(read_config(text).errors.size(), 1U) << text;
    }
}

}  // namespace
}  // namespace hometime
