#include "tools/audit/moments.h"

#include <charconv>

namespace hometime::tools {

namespace {

/// recorded_at never goes back: the number of facts recorded before `instant`, or up to and at it, by halving.
Result<std::uint64_t> count_until(const RocksReader& log, const LogHead& head, UtcTime instant, bool inclusive) {
    std::uint64_t low = 0;
    std::uint64_t high = head.size;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto record = log.read({head.school, Sequence{middle + 1}});
        if (!record) return tl::unexpected(record.error());
        const auto at = record->header.recorded_at;
        const bool counts = inclusive ? at <= instant : at < instant;
        (counts ? low : high) = counts ? middle + 1 : middle;
    }
    return low;
}

}  // namespace

Result<Moment> Moment::parse(const std::string& text, const std::string& option) {
    Moment moment;
    if (text.empty()) return moment;
    moment.instant = parse_utc_time(text);
    if (moment.instant) return moment;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0) {
        return fail(ErrorCode::invalid, option + " takes an instant like 2026-11-24T15:30:00Z, or a sequence");
    }
    moment.sequence = number;
    return moment;
}

Result<Until> find_end(const RocksReader& log, const LogHead& head, const Moment& moment) {
    if (moment.instant) {
        const auto count = count_until(log, head, *moment.instant, true);
        if (!count) return tl::unexpected(count.error());
        return Until{Sequence{*count}, *moment.instant};
    }
    const Sequence last{std::min(moment.sequence.value_or(head.size), head.size)};
    const auto record = log.read({head.school, last});
    if (!record) return tl::unexpected(record.error());
    return Until{last, record->header.recorded_at};
}

Result<Sequence> find_begin(const RocksReader& log, const LogHead& head, const Moment& moment) {
    if (!moment.instant) return Sequence{moment.sequence.value_or(1)};
    const auto before = count_until(log, head, *moment.instant, false);
    if (!before) return tl::unexpected(before.error());
    return Sequence{*before + 1};
}

}  // namespace hometime::tools
