#include "eventstore/base/time.h"

#include <array>

namespace hometime {

namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::seconds;
using std::chrono::year_month_day;

void put_digits(char* at, unsigned value, int digits) {
    for (int i = digits - 1; i >= 0; --i) {
        at[i] = static_cast<char>('0' + value % 10);
        value /= 10;
    }
}

/// `digits` decimal digits at `at`; -1 when one is not a digit.
int digits_at(std::string_view text, std::size_t at, std::size_t digits) {
    if (at + digits > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::optional<year_month_day> date_at(std::string_view text) {
    const int year = digits_at(text, 0, 4);
    const int month = digits_at(text, 5, 2);
    const int day = digits_at(text, 8, 2);
    if (year < 0 || month < 0 || day < 0 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() ? std::optional(date) : std::nullopt;
}

/// The fraction after the seconds, as microseconds, and how many characters it takes (dot included).
struct Fraction {
    microseconds value{0};
    std::size_t length = 0;
};
std::optional<Fraction> fraction_at(std::string_view text, std::size_t at) {
    if (at >= text.size() || text[at] != '.') return Fraction{};
    std::size_t digits = 0;
    while (at + 1 + digits < text.size() && text[at + 1 + digits] >= '0' && text[at + 1 + digits] <= '9') ++digits;
    if (digits == 0 || digits > 6) return std::nullopt;
    int micros = digits_at(text, at + 1, digits);
    for (std::size_t i = digits; i < 6; ++i) micros *= 10;
    return Fraction{microseconds{micros}, digits + 1};
}

/// "Z", "+01:00" or "-00:30", and nothing after it.
std::optional<seconds> offset_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return std::nullopt;
    if (text[at] == 'Z') return at + 1 == text.size() ? std::optional(seconds{0}) : std::nullopt;
    if (text.size() != at + 6 || text[at + 3] != ':') return std::nullopt;
    const int hours = digits_at(text, at + 1, 2);
    const int minutes = digits_at(text, at + 4, 2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    const seconds offset{hours * 3600 + minutes * 60};
    if (text[at] == '+') return offset;
    return text[at] == '-' ? std::optional(-offset) : std::nullopt;
}

void put_date(char* at, year_month_day date) {
    put_digits(at, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    at[4] = '-';
    put_digits(at + 5, static_cast<unsigned>(date.month()), 2);
    at[7] = '-';
    put_digits(at + 8, static_cast<unsigned>(date.day()), 2);
}

}  // namespace

std::string to_string(UtcTime time) {
    std::array<char, 27> out{};
    const auto day = std::chrono::floor<days>(time);
    const auto of_day = std::chrono::floor<seconds>(time - day);
    const auto fraction = static_cast<unsigned>((time - day - of_day).count());
    const auto second = static_cast<unsigned>(of_day.count());
    put_date(out.data(), year_month_day{day});
    out[10] = 'T';
    put_digits(out.data() + 11, second / 3600, 2);
    out[13] = ':';
    put_digits(out.data() + 14, second / 60 % 60, 2);
    out[16] = ':';
    put_digits(out.data() + 17, second % 60, 2);
    std::size_t length = 19;
    if (fraction != 0) {
        out[19] = '.';
        put_digits(out.data() + 20, fraction, 6);
        length = 26;
    }
    out[length] = 'Z';
    return {out.data(), length + 1};
}

std::optional<UtcTime> parse_utc_time(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto date = date_at(text);
    const int hour = digits_at(text, 11, 2);
    const int minute = digits_at(text, 14, 2);
    const int second = digits_at(text, 17, 2);
    if (!date || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
    const auto fraction = fraction_at(text, 19);
    if (!fraction) return std::nullopt;
    const auto offset = offset_at(text, 19 + fraction->length);
    if (!offset) return std::nullopt;
    return UtcTime{std::chrono::sys_days{*date}} + seconds{hour * 3600 + minute * 60 + second} + fraction->value -
           *offset;
}

std::string to_string(LocalDate date) {
    std::array<char, 10> out{};
    put_date(out.data(), year_month_day{date});
    return {out.data(), out.size()};
}

std::optional<LocalDate> parse_local_date(std::string_view text) {
    if (text.size() != 10) return std::nullopt;
    const auto date = date_at(text);
    if (!date) return std::nullopt;
    return LocalDate{*date};
}

std::string to_string(LocalMinute minute) {
    std::array<char, 5> out{};
    put_digits(out.data(), static_cast<unsigned>(minute.value) / 60, 2);
    out[2] = ':';
    put_digits(out.data() + 3, static_cast<unsigned>(minute.value) % 60, 2);
    return {out.data(), out.size()};
}

std::optional<LocalMinute> parse_local_minute(std::string_view text) {
    const int hour = digits_at(text, 0, 2);
    const int minute = digits_at(text, 3, 2);
    if (text.size() != 5 || text[2] != ':' || hour < 0 || minute < 0 || minute > 59) return std::nullopt;
    const int value = hour * 60 + minute;
    return value <= 24 * 60 ? std::optional(LocalMinute{value}) : std::nullopt;
}

}  // namespace hometime
