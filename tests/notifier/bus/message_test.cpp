// The bus's bytes: topic, 40-byte header, CloudEvents body.
#include "notifier/bus/message.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <regex>

#include "eventstore/base/encoding.h"
#include "eventstore/codec.h"
#include "notifier/bus/envelope.h"
#include "tests/projections/views/views_test.h"
#include "tests/support/samples.h"

namespace hometime::bus {
namespace {

using test::instant;
using test::kSchool;

const Uuid kEpoch{{0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x46, 0x17, 0x88, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F}};

Record record_of(Event event, std::uint64_t sequence = 41) {
    Record record;
    record.header.sequence = Sequence{sequence};
    record.header.recorded_at = instant("2026-11-24T11:10:09.123456Z");
    record.header.tag = tag_of(event);
    record.event = std::move(event);
    return record;
}
Message message_of(const Record& record, const Publication& publication, std::uint64_t seq = 4711) {
    const auto body =
        publication_body(record.header, record.event, publication.stream, *TimeZone::load("Europe/London"));
    return Envelope(kSchool, publication)
        .around({kEpoch, seq, instant("2026-11-24T11:10:09.5Z"), 0}, record.header, body);
}

TEST(BusHeader, GoldenBytesOfAnEvent) {
    const auto bytes = encode(Header{FrameKind::event, 0x0102, kEpoch, 0x1122334455667788, from_unix_micros(0x0A0B0C)});
    EXPECT_EQ(hex(as_bytes(bytes)),
              "01"
              "01"
              "0102"
              "00000000"
              "1011121314154617"
              "88191a1b1c1d1e1f"
              "1122334455667788"
              "00000000000a0b0c");
    EXPECT_EQ(bytes.size(), 40U);
}

TEST(BusHeader, GoldenBytesOfAHeartbeat) {
    const auto message = heartbeat_message(kSchool, kEpoch, Stream::flow, 7, instant("2026-11-24T15:30:00Z"));
    EXPECT_EQ(message.topic, "e1/" + to_string(kSchool) + "/flow/heartbeat.v1");
    EXPECT_EQ(hex(as_bytes(message.header)),
              "01"
              "02"
              "0000"
              "00000000"
              "1011121314154617"
              "88191a1b1c1d1e1f"
              "0000000000000007"
              "00066107622c4e00");
    EXPECT_EQ(message.body, "");
}

TEST(BusHeader, WhatIsEncodedIsDecoded) {
    for (const auto kind : {FrameKind::event, FrameKind::heartbeat, FrameKind::notice}) {
        const Header header{kind, 0xFFFF, kEpoch, ~std::uint64_t{0}, instant("1969-12-31T23:59:59.999999Z")};
        EXPECT_EQ(decode_header(encode(header)), header);
    }
}

TEST(BusHeader, AnotherWireOrLengthIsDropped) {
    const auto good = encode(Header{FrameKind::event, 0, kEpoch, 1, {}});
    ASSERT_TRUE(decode_header(good));
    EXPECT_FALSE(decode_header(""));
    EXPECT_FALSE(decode_header(good.substr(0, 39)));
    EXPECT_FALSE(decode_header(good + '\0'));
    for (const auto& [at, value] : std::vector<std::pair<std::size_t, char>>{{0, 0}, {0, 2}, {1, 0}, {1, 4}}) {
        auto bytes = good;
        bytes[at] = value;
        EXPECT_FALSE(decode_header(bytes)) << at;
    }
    auto reserved = good;
    reserved[4] = 1;  // Reserved bytes are for a later day: a receiver does not look.
    EXPECT_TRUE(decode_header(reserved));
}

TEST(BusTopic, EverySegmentBeforeTheTypeEndsInASlash) {
    EXPECT_EQ(stream_prefix(SchoolId{0}, Stream::ops), "e1/sch_00000000/ops/");
    std::set<std::string> prefixes;
    for (const auto stream : kStreams) prefixes.insert(stream_prefix(kSchool, stream));
    EXPECT_EQ(prefixes.size(), 6U);
}

TEST(BusBody, GoldenBodyOfAHeldMessage) {
    const auto held =
        test::message_to(StaffId{201}, ThreadId{9}, GuardianId{101}, PupilId{301}, "2026-11-24T15:30:00Z");
    const auto message = message_of(record_of(held), {Stream::flow, "message.held.v1"});
    const auto school = to_string(kSchool);
    EXPECT_EQ(message.topic, "e1/" + school + "/flow/message.held.v1");
    EXPECT_EQ(message.body,
              R"({"specversion":"1.0","id":")" + school + R"(.41","source":"/schools/)" + school +
                  R"(/streams/flow","type":"org.hometime.message.held.v1","time":"2026-11-24T11:10:09.123456Z",)"
                  R"("recordedtime":"2026-11-24T11:10:09.123456Z","sequence":"00000000000000004711",)"
                  R"("dataschema":"https://hometime.example/schemas/message.held/1.0.json",)"
                  R"("datacontenttype":"application/json","dataclassification":"pseudonymous",)"
                  R"("datacategory":"standard","dataref":"/v1/schools/)" +
                  school +
                  R"(/messages/41","data":{"thread":9,"message":41,"release_at":"2026-11-24T15:30:00Z",)"
                  R"("release_local":"2026-11-24T15:30:00[Europe/London]","due":"2026-11-25T08:30:00Z",)"
                  R"("reason":"outside_window","class":"normal"}})");
}

TEST(BusBody, OperationsSayNothingAboutAnybodysMinute) {
    const auto digest = record_of(test::digest_of(StaffId{201}, {MessageId{5}}));
    const auto ops = boost::json::parse(message_of(digest, {Stream::ops, "digest.sealed.v1"}).body);
    EXPECT_EQ(ops.at("time"), "2026-11-24T11:10:00Z");
    EXPECT_EQ(ops.at("recordedtime"), "2026-11-24T11:10:00Z");
    EXPECT_EQ(ops.at("dataclassification"), "none");
}

/// All that the samples publish, as messages.
std::vector<std::pair<Record, Message>> all_messages() {
    std::vector<std::pair<Record, Message>> all;
    for (auto& event : test::sample_events()) {
        const auto record = record_of(std::move(event));
        for (const auto& publication : publications(record.header, record.event)) {
            all.emplace_back(record, message_of(record, publication));
        }
    }
    return all;
}

TEST(BusBody, TheSequenceOfTheBodyIsThatOfTheHeader) {
    const auto all = all_messages();
    ASSERT_GE(all.size(), 10U);
    for (const auto& [record, message] : all) {
        const auto body = boost::json::parse(message.body);
        const auto header = decode_header(message.header);
        ASSERT_TRUE(header);
        EXPECT_EQ(std::stoull(std::string(body.at("sequence").as_string())), header->seq);
        EXPECT_EQ(body.at("sequence").as_string().size(), 20U);
    }
}

TEST(BusBody, TopicsAndTypesAreOfTheContractsForm) {
    const std::regex topic("e1/sch_[0-9A-Z]{6,20}/(ops|calendar|flow|posts|points|links)/[a-z_.]+\\.v1");
    for (const auto& [record, message] : all_messages()) {
        EXPECT_TRUE(std::regex_match(message.topic, topic)) << message.topic;
        EXPECT_LE(message.topic.size(), 200U);
        EXPECT_LE(message.body.size(), 48U * 1024);
        const auto body = boost::json::parse(message.body);
        EXPECT_EQ("org.hometime." + message.topic.substr(message.topic.rfind('/') + 1), body.at("type").as_string());
    }
}

TEST(BusBody, D12_NoTextNameOrCodeIsInAnyBody) {
    const std::vector<std::string> never{"Ada",     "Lovelace", "Thursday", "four",    "Harvest", "tin",
                                         "Fridays", "argon2id", "abusive",  "spoken",  "Half",    "school.example",
                                         "another", "class-",   "pupil-1",  "staff-1", "7K2",     "ABC",
                                         "Sample",  "Oak"};
    for (const auto& [record, message] : all_messages()) {
        const auto texts = private_texts(record.event);
        for (const auto text : texts.all()) {
            if (!text.empty()) EXPECT_EQ(message.body.find(text), std::string::npos) << message.body;
        }
        for (const auto& word : never) EXPECT_EQ(message.body.find(word), std::string::npos) << message.body;
        EXPECT_EQ(message.topic.find(std::to_string(41)), std::string::npos) << "topics end up in logs";
    }
}

}  // namespace
}  // namespace hometime::bus
