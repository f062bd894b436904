#include "notifier/bus/subscribers.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>

#include "notifier/bus/curve.h"
#include "tests/support/fact_log.h"
#include "tests/support/temp_dir.h"

namespace hometime::bus {
namespace {

using test::instant;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kFlow = "e1/sch_7Q2K9DAB/flow/";
const std::string kLinks = "e1/sch_7Q2K9DAB/links/";

Subscriber one(const std::string& name = "mis-sync") {
    return {name,
            make_key_pair().public_key,
            {kFlow, kLinks},
            *parse_local_date("2027-07-31"),
            "office@school.example, contract 114",
            std::nullopt};
}
SubscribersRead parse(const std::string& text, const std::string& name = "mis-sync") {
    return parse_subscriber(text, name + ".zpl");
}
std::string with(std::string text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos) throw std::logic_error("'" + from + "' is not there");
    return text.replace(at, from.size(), to);
}

TEST(Subscribers, WhatIsWrittenIsRead) {
    auto wanted = one();
    const auto read = parse(to_zpl(wanted));
    ASSERT_THAT(read.errors, IsEmpty()) << to_string(read.errors.front());
    ASSERT_THAT(read.subscribers, SizeIs(1));
    EXPECT_EQ(read.subscribers[0], wanted);
    wanted.network = parse_network("10.1.0.0/16");
    EXPECT_EQ(parse(to_zpl(wanted, "10.1.0.0/16")).subscribers.at(0), wanted);
}

TEST(Subscribers, EachMistakeIsNamedAtItsLine) {
    const auto good = to_zpl(one());
    const auto key = one().public_key;
    const std::vector<std::pair<std::string, std::string>> mistakes{
        {with(good, "mis-sync", "Mis Sync"), "small letters"},
        {with(good, "mis-sync", "other"), "file's own name"},
        {with(good, kFlow, "e1/sch_7Q2K9DAB/flow"), "is no stream"},
        {with(good, kFlow, "e1/sch_7Q2K9DAB/"), "is no stream"},
        {with(good, kFlow, "e1/sch_7Q2K9DAB/safeguarding/"), "is no stream"},
        {with(good, "2027-07-31", "31.7.2027"), "must be a date"},
        {with(good, "owner = \"office@school.example, contract 114\"", "owner = \"\""), "1 to 200"},
        {with(good, "public-key = \"", "public-key = \"x"), "40 characters"},
        {with(good, "owner", "onwer"), "unknown name"},
        {good + "    secret-key = \"" + key + "\"\n", "does not belong here"},
        {good + "metadata2\n    network = \"10.0.0.0\"\n", "unknown name"},
        {with(good, "curve\n", "    network = \"10.0.0.0/33\"\ncurve\n"), "an address or a network"},
    };
    for (const auto& [text, complaint] : mistakes) {
        const auto read = parse(text);
        ASSERT_FALSE(read.errors.empty()) << complaint;
        EXPECT_THAT(to_string(read.errors[0]), HasSubstr(complaint));
        EXPECT_THAT(to_string(read.errors[0]), testing::MatchesRegex("mis-sync.zpl:[0-9]+:[0-9]+: error: .*"));
        EXPECT_THAT(read.subscribers, IsEmpty());
    }
    EXPECT_THAT(parse("").errors, SizeIs(5)) << "each name that must be there";
}

TEST(Subscribers, ThePublishedTestKeysAreRefused) {
    for (const std::string key :
         {"Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID", "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"}) {
        auto bad = one();
        bad.public_key = key;
        const auto read = parse(to_zpl(bad));
        ASSERT_THAT(read.errors, SizeIs(1));
        EXPECT_THAT(read.errors[0].message, HasSubstr("published test key"));
        EXPECT_TRUE(is_published_test_key(key));
    }
}

TEST(Subscribers, AGrantLastsThroughItsLastDay) {
    const auto subscriber = one();
    EXPECT_FALSE(has_expired(subscriber, instant("2027-07-31T23:59:59.999999Z")));
    EXPECT_TRUE(has_expired(subscriber, instant("2027-08-01T00:00:00Z")));
}

TEST(Subscribers, NarrowedIsWhoeverMayDoLess) {
    const auto was = one();
    const auto narrowed = [&](const Subscribers& after) { return is_narrowed({was}, after); };
    EXPECT_FALSE(narrowed({was}));
    EXPECT_TRUE(narrowed({}));
    EXPECT_FALSE(narrowed({was, one("another")}));
    auto is = was;
    is.streams.erase(kLinks);
    EXPECT_TRUE(narrowed({is}));
    is = was;
    is.streams.insert("e1/sch_7Q2K9DAB/ops/");
    EXPECT_FALSE(narrowed({is}));
    is = was;
    is.public_key = one().public_key;
    EXPECT_TRUE(narrowed({is}));
    is = was;
    is.until -= std::chrono::days{1};
    EXPECT_TRUE(narrowed({is}));
    is = was;
    is.network = parse_network("10.0.0.1");
    EXPECT_TRUE(narrowed({is}));
    EXPECT_FALSE(is_narrowed({is}, {was})) << "from anywhere is more";
}

TEST(Subscribers, AnAddressLiesInANetworkOfItsFamily) {
    const auto in = [](const char* network, const char* address) { return contains(*parse_network(network), address); };
    EXPECT_TRUE(in("10.1.0.0/16", "10.1.255.255"));
    EXPECT_FALSE(in("10.1.0.0/16", "10.2.0.0"));
    EXPECT_TRUE(in("10.1.0.0/15", "10.0.0.1"));
    EXPECT_TRUE(in("10.1.2.3", "::ffff:10.1.2.3"));
    EXPECT_FALSE(in("10.1.2.3", "10.1.2.4"));
    EXPECT_TRUE(in("fd00::/8", "fdff::1"));
    EXPECT_FALSE(in("fd00::/8", "fe00::1"));
    EXPECT_FALSE(in("0.0.0.0/0", "::1"));
    EXPECT_FALSE(in("0.0.0.0/0", "somewhere"));
    for (const auto* bad : {"", "10.1", "10.1.0.0/", "10.1.0.0/33", "10.1.0.0/-1", "fd00::/129", "x/8"}) {
        EXPECT_FALSE(parse_network(bad)) << bad;
    }
}

class SubscribersFolder : public testing::Test {
protected:
    void put(const std::string& name, const std::string& text, mode_t mode = 0644) {
        const auto path = folder_ / name;
        std::ofstream(path) << text;
        ASSERT_EQ(chmod(path.c_str(), mode), 0);
    }
    test::TempDir folder_;
};

TEST_F(SubscribersFolder, AllCountOrNone) {
    put("mis-sync.zpl", to_zpl(one()));
    put("display.zpl", to_zpl(one("display")));
    put("README", "not one");
    EXPECT_THAT(read_subscribers(folder_.path()).subscribers, SizeIs(2));
    put("broken.zpl", "metadata\n  name = 1\n");
    const auto read = read_subscribers(folder_.path());
    EXPECT_THAT(read.errors, testing::Not(IsEmpty()));
    EXPECT_THAT(to_string(read.errors[0]), HasSubstr("broken.zpl:2:3: error:"));
}

TEST_F(SubscribersFolder, OneKeyIsOneSubscriber) {
    auto other = one("display");
    const auto first = one();
    other.public_key = first.public_key;
    put("mis-sync.zpl", to_zpl(first));
    put("display.zpl", to_zpl(other));
    ASSERT_THAT(read_subscribers(folder_.path()).errors, SizeIs(1));
}

TEST_F(SubscribersFolder, AFileThatOthersCanChangeIsRefused) {
    put("mis-sync.zpl", to_zpl(one()), 0666);
    ASSERT_THAT(read_subscribers(folder_.path()).errors, SizeIs(1));
    EXPECT_THAT(read_subscribers(folder_.path()).errors[0].message, HasSubstr("can be changed by others"));
}

TEST_F(SubscribersFolder, AFolderThatIsNotThereIsAnError) {
    EXPECT_THAT(read_subscribers(folder_ / "absent").errors, SizeIs(1));
    EXPECT_THAT(read_subscribers(folder_.path()).errors, IsEmpty()) << "nobody yet is no mistake";
}

}  // namespace
}  // namespace hometime::bus
