#include "daemon/http/wire.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <chrono>
#include <cstdio>

namespace hometime::http {

namespace {

namespace beast_http = boost::beast::http;

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/// One line of a header after the first, without its end: "name: value", not folded.
bool line_is_sound(std::string_view line) {
    if (line.empty() || is_blank(line.front())) return false;
    const auto colon = line.find(':');
    return colon != std::string_view::npos && colon != 0 && !is_blank(line[colon - 1]);
}

}  // namespace

HeaderScan scan_header(std::string_view bytes, std::size_t max) {
    std::size_t line_begin = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i >= max) return {line_begin == 0 ? HeaderScan::State::target_too_long : HeaderScan::State::too_large, 0};
        const char c = bytes[i];
        if (c == '\0' || (c == '\n' && (i == 0 || bytes[i - 1] != '\r'))) return {HeaderScan::State::broken, 0};
        if (c == '\r' && i + 1 < bytes.size() && bytes[i + 1] != '\n') return {HeaderScan::State::broken, 0};
        if (c != '\n') continue;
        const auto line = bytes.substr(line_begin, i - 1 - line_begin);
        if (line.empty()) {
            if (line_begin == 0) return {HeaderScan::State::broken, 0};
            return {HeaderScan::State::complete, i + 1};
        }
        if (line_begin != 0 && !line_is_sound(line)) return {HeaderScan::State::broken, 0};
        line_begin = i + 1;
    }
    return {};
}

std::optional<RawHeader> parse_header(std::string_view bytes) {
    beast_http::request_parser<beast_http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(bytes.size()) + 1);
    parser.body_limit(boost::none);  // The gate decides about bodies; none is read here.
    boost::system::error_code ec;
    parser.put(boost::asio::buffer(bytes.data(), bytes.size()), ec);
    if ((ec && ec != beast_http::error::need_more) || !parser.is_header_done()) return std::nullopt;
    const auto& message = parser.get();
    RawHeader header;
    header.method = std::string(message.method_string());
    header.target = std::string(message.target());
    header.version = message.version();
    for (const auto& field : message) {
        header.fields.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    return header;
}

std::string http_date(UtcTime instant) {
    constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
    std::array<char, 32> text{};
    const auto length =
        std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                      kDays.at(std::chrono::weekday(day).c_encoding()), static_cast<unsigned>(date.day()),
                      kMonths.at(static_cast<unsigned>(date.month()) - 1), static_cast<int>(date.year()),
                      static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                      static_cast<int>(time.seconds().count()));
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string render(const Response& response, const Sending& how) {
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + ' ';
    out += std::string(beast_http::obsolete_reason(static_cast<beast_http::status>(response.status))) + "\r\n";
    const auto add = [&](std::string_view name, std::string_view value) {
        if (value.find_first_of("\r\n") != std::string_view::npos) return;  // No value of ours may open a new line.
        out.append(name).append(": ").append(value).append("\r\n");
    };
    if (response.status != 204) {
        add("Content-Type", response.content_type);
        if (!response.stream) add("Content-Length", std::to_string(response.body.size()));
    }
    add("Date", http_date(how.now));
    add("X-Request-Id", how.request_id);
    const bool may_be_kept = std::any_of(response.headers.begin(), response.headers.end(),
                                         [](const auto& header) { return header.first == "Cache-Control"; });
    if (!may_be_kept) add("Cache-Control", "no-store");
    add("X-Content-Type-Options", "nosniff");
    add("Referrer-Policy", "no-referrer");
    add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    if (how.tls) add("Strict-Transport-Security", "max-age=31536000");
    for (const auto& [name, value] : response.headers) add(name, value);
    add("Connection", how.keep_alive ? "keep-alive" : "close");
    out += "\r\n";
    if (!how.head && response.status != 204) out += response.body;
    return out;
}

}  // namespace hometime::http
