// The exact limits of the request gate, and who has wider ones.
#include <gtest/gtest.h>

#include "daemon/http/gate.h"
#include "daemon/http/wire.h"

namespace hometime {
namespace {

using http::Peer;
using http::Problem;

constexpr std::size_t kImportMax = std::size_t{8} * 1024 * 1024;
const http::GateLimits kLimits;

http::RawHeader header_of(std::string target, std::vector<std::pair<std::string, std::string>> more = {}) {
    http::RawHeader header{"POST", std::move(target), 11, {{"Host", "school"}, {"Content-Type", "application/json"}}};
    header.fields.insert(header.fields.end(), more.begin(), more.end());
    return header;
}

/// What becomes of the header: nothing is wrong, or the problem.
std::optional<Problem> outcome(const http::RawHeader& header, Peer::Transport transport = Peer::Transport::tls) {
    const auto admitted = http::admit(header, Peer{transport, {}, {}}, kLimits);
    const auto* problem = std::get_if<Problem>(&admitted);
    return problem == nullptr ? std::nullopt : std::optional(*problem);
}

std::optional<Problem> outcome_of_length(std::string target, std::size_t length, Peer::Transport transport) {
    return outcome(header_of(std::move(target), {{"Content-Length", std::to_string(length)}}), transport);
}

/// A well-formed header of exactly this many bytes.
std::string header_of_size(std::size_t size) {
    const std::string begin = "GET / HTTP/1.1\r\nHost: school\r\nX: ";
    return begin + std::string(size - begin.size() - 4, 'x') + "\r\n\r\n";
}

TEST(GateLimits, OnlyARosterImportOnTheUnixSocketMayBeLarge) {
    const std::string import = "/v1/schools/sch_7Q2K9DAB/roster-imports";
    const std::string messages = "/v1/schools/sch_7Q2K9DAB/messages";
    EXPECT_EQ(outcome_of_length(import, kImportMax, Peer::Transport::unix_socket), std::nullopt);
    EXPECT_EQ(outcome_of_length(import, kImportMax + 1, Peer::Transport::unix_socket), Problem::content_too_large);
    EXPECT_EQ(outcome_of_length(messages, kLimits.body_bytes, Peer::Transport::unix_socket), std::nullopt);
    EXPECT_EQ(outcome_of_length(messages, kLimits.body_bytes + 1, Peer::Transport::unix_socket),
              Problem::content_too_large);
    for (const auto transport : {Peer::Transport::tls, Peer::Transport::tcp_plain}) {
        EXPECT_EQ(outcome_of_length(import, kLimits.body_bytes + 1, transport), Problem::content_too_large);
    }
}

TEST(GateLimits, SixtyFourFieldsAreTakenAndOneMoreIsNot) {
    auto header = header_of("/");
    while (header.fields.size() < 64) header.fields.emplace_back("X" + std::to_string(header.fields.size()), "y");
    EXPECT_EQ(outcome(header), std::nullopt);
    header.fields.emplace_back("One-More", "y");
    EXPECT_EQ(outcome(header), Problem::headers_too_large);
}

TEST(GateLimits, ATargetOfTwoKilobytesIsTakenAndOneByteMoreIsNot) {
    EXPECT_EQ(outcome(header_of("/" + std::string(2047, 'a'))), std::nullopt);
    EXPECT_EQ(outcome(header_of("/" + std::string(2048, 'a'))), Problem::target_too_long);
}

TEST(GateLimits, AHeaderOfEightKilobytesIsTakenAndOneByteMoreIsNot) {
    using State = http::HeaderScan::State;
    const auto whole = http::scan_header(header_of_size(8192), kLimits.header_bytes);
    EXPECT_EQ(whole.state, State::complete);
    EXPECT_EQ(whole.end, 8192U);
    EXPECT_EQ(http::scan_header(header_of_size(8193), kLimits.header_bytes).state, State::too_large);
    EXPECT_EQ(http::scan_header(std::string(8192, 'a'), kLimits.header_bytes).state, State::incomplete);
    EXPECT_EQ(http::scan_header(std::string(8193, 'a'), kLimits.header_bytes).state, State::target_too_long);
}

/// However a header is cut, its beginning is never taken for the whole, nor for a broken one.
TEST(GateLimits, EveryBeginningOfAHeaderIsIncomplete) {
    const std::string header = "POST /v1 HTTP/1.1\r\nHost: school\r\nContent-Length: 2\r\n\r\n";
    for (std::size_t size = 0; size < header.size(); ++size) {
        EXPECT_EQ(http::scan_header(header.substr(0, size), 8192).state, http::HeaderScan::State::incomplete) << size;
    }
    EXPECT_EQ(http::scan_header(header + "{}", 8192).end, header.size());
}

TEST(GateLimits, WhatIsAdmittedIsTakenApartOnce) {
    const auto admitted = http::admit(header_of("/v1/caf%C3%A9/a%2520b?q=x+y%26z&empty="), Peer{}, kLimits);
    const auto& request = std::get<http::Admitted>(admitted).request;
    EXPECT_EQ(request.segments, (std::vector<std::string>{"v1", "caf\xc3\xa9", "a%20b"}));
    EXPECT_EQ(request.query_value("q"), "x y&z");
    EXPECT_EQ(request.query_value("empty"), "");
    EXPECT_EQ(request.query_value("absent"), std::nullopt);
    EXPECT_EQ(request.header("host"), "school");
}

TEST(GateLimits, AConnectionIsKeptWhereBothSidesMeanTo) {
    const auto keeps = [](unsigned version, const std::string& connection) {
        auto header = header_of("/");
        header.version = version;
        if (!connection.empty()) header.fields.emplace_back("Connection", connection);
        return std::get<http::Admitted>(http::admit(header, Peer{}, kLimits)).keep_alive;
    };
    EXPECT_TRUE(keeps(11, ""));
    EXPECT_TRUE(keeps(11, "keep-alive"));
    EXPECT_FALSE(keeps(11, "close"));
    EXPECT_FALSE(keeps(11, "Close, TE"));
    EXPECT_FALSE(keeps(10, ""));
    EXPECT_TRUE(keeps(10, "Keep-Alive"));
}

}  // namespace
}  // namespace hometime
