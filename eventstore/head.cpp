#include "eventstore/head.h"

#include <algorithm>
#include <string_view>

namespace hometime {

namespace {

constexpr std::string_view kMagic = "HTHD";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kFixedBytes = 4 + 4 + 6 * 8 + 4;
constexpr std::size_t kSchoolBytes = 8 + 16 + 8 + 32;
constexpr std::size_t kCrcBytes = 4;
static_assert(kFixedBytes + kHeadSchoolsMax * kSchoolBytes + kCrcBytes <= kHeadSlotBytes);
static_assert(kHeadSlotBytes % kHeadPageBytes == 0);

bool in_order(const std::vector<LogHead>& schools) {
    return std::adjacent_find(schools.begin(), schools.end(),
                              [](const LogHead& a, const LogHead& b) { return a.school >= b.school; }) == schools.end();
}

/// Reads big-endian integers and plain bytes off the front.
class Reader {
public:
    explicit Reader(const std::uint8_t* at) : at_(at) {}
    template <class Int>
    Int integer() {
        const auto value = load_be<Int>(at_);
        at_ += sizeof(Int);
        return value;
    }
    template <std::size_t N>
    void bytes(std::array<std::uint8_t, N>& out) {
        std::copy_n(at_, N, out.begin());
        at_ += N;
    }

private:
    const std::uint8_t* at_;
};

}  // namespace

Result<std::string> encode_head(const Head& head) {
    if (head.schools.size() > kHeadSchoolsMax) return fail(ErrorCode::invalid, "HEAD: too many schools");
    if (!in_order(head.schools)) return fail(ErrorCode::invalid, "HEAD: schools are not in order");
    std::string out;
    out.reserve(kHeadSlotBytes);
    out += kMagic;
    append_be(out, kVersion);
    for (const auto number :
         {head.turn, head.commit, head.wal.number, head.wal.length, head.keys.number, head.keys.length}) {
        append_be(out, number);
    }
    append_be(out, static_cast<std::uint32_t>(head.schools.size()));
    for (const auto& school : head.schools) {
        append_be(out, school.school.value);
        out += as_text(school.log.bytes);
        append_be(out, school.size);
        out += as_text(school.root);
    }
    append_be(out, crc32c(as_bytes(out)));
    out.resize((out.size() + kHeadPageBytes - 1) / kHeadPageBytes * kHeadPageBytes);
    return out;
}

std::optional<Head> decode_head(ByteView slot) {
    if (slot.size() < kFixedBytes + kCrcBytes || as_text(slot.first(kMagic.size())) != kMagic) return std::nullopt;
    Reader reader(slot.data() + kMagic.size());
    if (reader.integer<std::uint32_t>() != kVersion) return std::nullopt;
    Head head;
    for (auto* number :
         {&head.turn, &head.commit, &head.wal.number, &head.wal.length, &head.keys.number, &head.keys.length}) {
        *number = reader.integer<std::uint64_t>();
    }
    const auto count = reader.integer<std::uint32_t>();
    if (count > kHeadSchoolsMax) return std::nullopt;
    const auto length = kFixedBytes + count * kSchoolBytes;
    if (slot.size() < length + kCrcBytes) return std::nullopt;
    if (load_be<std::uint32_t>(slot.data() + length) != crc32c(slot.first(length))) return std::nullopt;
    head.schools.resize(count);
    for (auto& school : head.schools) {
        school.school.value = reader.integer<std::uint64_t>();
        reader.bytes(school.log.bytes);
        school.size = reader.integer<std::uint64_t>();
        reader.bytes(school.root);
    }
    if (!in_order(head.schools)) return std::nullopt;
    return head;
}

}  // namespace hometime
