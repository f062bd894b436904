// Reads a message as a stranger would: no code of the composer's is in it.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eventstore/base/encoding.h"

namespace hometime::test {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Headers, unfolded, and what follows the empty line.
inline std::pair<Headers, std::string> split_message(std::string_view message) {
    Headers headers;
    while (!message.empty() && !message.starts_with("\r\n")) {
        const auto end = message.find("\r\n");
        if (end == std::string_view::npos) break;
        const auto line = message.substr(0, end);
        message.remove_prefix(end + 2);
        if (line.starts_with(' ')) {
            headers.back().second += line;
        } else {
            const auto colon = line.find(": ");
            EXPECT_NE(colon, std::string_view::npos) << line;
            if (colon == std::string_view::npos) return {};
            headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        }
    }
    EXPECT_TRUE(message.starts_with("\r\n"));
    return {headers, std::string(message.substr(2))};
}

inline std::string decode_quoted_printable(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.substr(i, 3) == "=\r\n") {
            i += 2;
        } else {
            const auto byte = parse_hex(text.substr(i + 1, 2));
            EXPECT_TRUE(byte) << text.substr(i, 3);
            if (byte) out += static_cast<char>(byte->front());
            i += 2;
        }
    }
    return out;
}

/// A header's value with its encoded words of base 64 read; the space between two of them is none of the text.
inline std::string decode_words(std::string_view value) {
    std::string out;
    constexpr std::string_view kBegin = "=?UTF-8?B?";
    while (!value.empty()) {
        if (!value.starts_with(kBegin)) {
            out += value.front();
            value.remove_prefix(1);
            continue;
        }
        const auto end = value.find("?=");
        const auto bytes = parse_base64(value.substr(kBegin.size(), end - kBegin.size()));
        EXPECT_TRUE(bytes);
        EXPECT_LE(end + 2, 75U) << "RFC 2047, 2";
        if (bytes) out += as_text(*bytes);
        value.remove_prefix(end + 2);
        if (value.starts_with(' ') && value.substr(1).starts_with(kBegin)) value.remove_prefix(1);
    }
    return out;
}

/// The parts between `boundary`'s lines, each with its headers. Nothing may stand before, behind or besides.
inline std::vector<std::pair<Headers, std::string>> split_parts(std::string_view body, const std::string& boundary) {
    std::vector<std::pair<Headers, std::string>> parts;
    const std::string line = "--" + boundary;
    EXPECT_TRUE(body.starts_with(line + "\r\n"));
    while (body.starts_with(line + "\r\n")) {
        body.remove_prefix(line.size() + 2);
        const auto end = body.find("\r\n" + line);
        EXPECT_NE(end, std::string_view::npos);
        if (end == std::string_view::npos) return parts;
        parts.push_back(split_message(body.substr(0, end)));
        body.remove_prefix(end + 2);
    }
    EXPECT_EQ(body, line + "--\r\n");
    return parts;
}

}  // namespace hometime::test
