// Server-sent events, however their bytes arrive.
#include "tools/common/event_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hometime::tools {
namespace {

using testing::ElementsAre;

constexpr std::string_view kStream =
    "retry: 250\nid: 7\nevent: ready\ndata: {}\n\n:\n\nid: 9\r\nevent: thread\r\ndata: {\"a\":\ndata:  1}\r\n\r\ndata: "
    "x\n\nid: 12\n\n";

std::vector<std::string> read(std::string_view bytes, std::size_t at_once) {
    EventStreamReader reader;
    std::vector<std::string> heard;
    for (std::size_t at = 0; at < bytes.size(); at += at_once) {
        EXPECT_TRUE(reader.take(bytes.substr(at, at_once), [&](const StreamEvent& event) {
            heard.push_back(event.name + '/' + event.id + '/' + event.data);
        }));
    }
    heard.push_back(reader.last_id() + '/' + std::to_string(reader.retry().count()));
    return heard;
}

TEST(EventStream, IsReadTheSameHoweverItIsCut) {
    for (std::size_t at_once = 1; at_once <= kStream.size(); ++at_once) {
        EXPECT_THAT(read(kStream, at_once), ElementsAre("ready/7/{}", "thread/9/{\"a\":\n 1}", "message/9/x", "12/250"))
            << at_once;
    }
}

TEST(EventStream, AnEventThatWasCutShortIsDroppedAndItsIdWithIt) {
    EventStreamReader reader;
    int heard = 0;
    const auto count = [&](const StreamEvent&) { ++heard; };
    EXPECT_TRUE(reader.take("id: 4\ndata: whole\n\nid: 5\ndata: cut", count));
    reader.restart();
    EXPECT_EQ(reader.last_id(), "4");
    EXPECT_TRUE(reader.take("\n\n", count));
    EXPECT_EQ(heard, 1);
    EXPECT_EQ(reader.last_id(), "4");
}

TEST(EventStream, ALineWithoutEndIsTooLarge) {
    EventStreamReader reader;
    const auto nothing = [](const StreamEvent&) {};
    EXPECT_TRUE(reader.take(std::string(kEventBytesMax, 'x'), nothing));
    EXPECT_FALSE(reader.take("x", nothing));
}

}  // namespace
}  // namespace hometime::tools
