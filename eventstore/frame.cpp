#include "eventstore/frame.h"

namespace hometime {

namespace {

constexpr std::string_view kMagic = "HTRC";
constexpr std::uint8_t kFrameVersion = 1;
constexpr std::size_t kPrefixBytes = 4 + 1 + 1 + 2 + 4;
constexpr std::size_t kHeaderBytes = 16 + 8 + 8 + 2 + 2 + 1 + 8 + 8 + 8 + 8 + 4 + 4;
constexpr std::size_t kPartPrefixBytes = 1 + 8 + 4;
/// Everything that a record without clear JSON and sealed parts has.
constexpr std::size_t kRecordBytesMin = kPrefixBytes + kHeaderBytes + 4 + 1 + kFrameCrcBytes;
/// A nonce and a tag around an empty text.
constexpr std::size_t kBoxBytesMin = 24 + 16;

tl::unexpected<Error> corrupt(const char* what) {
    return fail(ErrorCode::corrupt, std::string("the record is not as written: ") + what);
}

/// What is wrong with a header; nullptr when nothing is.
const char* broken_rule(const RecordHeader& header) {
    if (!header.sequence) return "a sequence begins with 1";
    if (header.schema == 0) return "a schema begins with 1";
    if (header.group_index >= header.group_size) return "it lies outside its group";
    if (header.actor.kind < ActorKind::system || header.actor.kind > ActorKind::anonymous) {
        return "there is no such kind of actor";
    }
    if (name_of(header.tag) == "unknown") return "there is no such kind of fact";
    return nullptr;
}

/// What is wrong with the n-th sealed part, after one with number `before`.
const char* broken_rule(const SealedPartView& part, std::uint8_t before) {
    if (part.part <= before) return "the sealed parts are out of order";
    if (part.key == 0) return "a sealed part names no key";
    if (part.box.size() < kBoxBytesMin) return "a sealed part is too short";
    return nullptr;
}

/// Writes big-endian numbers one after the other into memory that is large enough.
class Writer {
public:
    explicit Writer(std::uint8_t* at) : at_(at) {}
    template <class Int>
    void number(Int value) {
        store_be(at_, value);
        at_ += sizeof(Int);
    }
    void bytes(ByteView bytes) { at_ = std::copy(bytes.begin(), bytes.end(), at_); }

private:
    std::uint8_t* at_;
};

/// Reads them back. The caller has made sure that they are there.
class Reader {
public:
    explicit Reader(std::string_view bytes) : bytes_(as_bytes(bytes)) {}
    template <class Int>
    [[nodiscard]] Int number() {
        return load_be<Int>(bytes(sizeof(Int)).data());
    }
    [[nodiscard]] ByteView bytes(std::size_t count) {
        const auto taken = bytes_.first(count);
        bytes_ = bytes_.subspan(count);
        return taken;
    }
    [[nodiscard]] std::size_t left() const { return bytes_.size(); }

private:
    ByteView bytes_;
};

void write_header(Writer& out, const RecordHeader& header) {
    out.bytes(header.log.bytes);
    out.number(header.sequence.value);
    out.number(to_unix_micros(header.recorded_at));
    out.number(static_cast<std::uint16_t>(header.tag));
    out.number(header.schema);
    out.number(static_cast<std::uint8_t>(header.actor.kind));
    out.number(header.actor.id);
    out.number(header.session);
    out.number(header.policy.value);
    out.number(header.causation.value);
    out.number(header.group_index);
    out.number(header.group_size);
}

void read_header(Reader& in, RecordHeader& header) {
    const auto log = in.bytes(header.log.bytes.size());
    std::copy(log.begin(), log.end(), header.log.bytes.begin());
    header.sequence.value = in.number<std::uint64_t>();
    header.recorded_at = from_unix_micros(in.number<std::int64_t>());
    header.tag = static_cast<EventTag>(in.number<std::uint16_t>());
    header.schema = in.number<std::uint16_t>();
    header.actor.kind = static_cast<ActorKind>(in.number<std::uint8_t>());
    header.actor.id = in.number<std::uint64_t>();
    header.session = in.number<std::uint64_t>();
    header.policy.value = in.number<std::uint64_t>();
    header.causation.value = in.number<std::uint64_t>();
    header.group_index = in.number<std::uint32_t>();
    header.group_size = in.number<std::uint32_t>();
}

/// Reads the sealed parts, and everything up to the crc must then be read. nullptr, or what is wrong.
const char* read_parts(Reader& in, FramedRecord& record) {
    if (in.left() < 1) return "its lengths do not add up";
    record.part_count = in.number<std::uint8_t>();
    if (record.part_count > kSealedPartsMax) return "it has too many sealed parts";
    std::uint8_t before = 0;
    for (std::size_t i = 0; i < record.part_count; ++i) {
        if (in.left() < kPartPrefixBytes) return "its lengths do not add up";
        auto& part = record.parts[i];
        part.part = in.number<std::uint8_t>();
        part.key = in.number<std::uint64_t>();
        const auto length = in.number<std::uint32_t>();
        if (in.left() < length) return "its lengths do not add up";
        part.box = in.bytes(length);
        if (const auto* broken = broken_rule(part, before)) return broken;
        before = part.part;
    }
    return in.left() == kFrameCrcBytes ? nullptr : "its lengths do not add up";
}

const char* broken_input(const RecordHeader& header, std::span<const SealedPartView> sealed) {
    if (const auto* broken = broken_rule(header)) return broken;
    if (sealed.size() > kSealedPartsMax) return "it has too many sealed parts";
    std::uint8_t before = 0;
    for (const auto& part : sealed) {
        if (const auto* broken = broken_rule(part, before)) return broken;
        before = part.part;
    }
    return nullptr;
}

}  // namespace

Result<void> encode_frame(std::string& out, const RecordHeader& header, std::string_view clear,
                          std::span<const SealedPartView> sealed) {
    if (const auto* broken = broken_input(header, sealed)) {
        return fail(ErrorCode::invalid, std::string("no record may be so: ") + broken);
    }
    std::size_t length = kRecordBytesMin + clear.size();
    for (const auto& part : sealed) length += kPartPrefixBytes + part.box.size();
    if (length > kRecordBytesMax) return fail(ErrorCode::invalid, "the record is larger than 48 KiB");

    const auto begin = out.size();
    out.resize(begin + length);
    auto* const record = reinterpret_cast<std::uint8_t*>(out.data() + begin);
    Writer writer(record);
    writer.bytes(as_bytes(kMagic));
    writer.number(kFrameVersion);
    writer.number(std::uint8_t{0});
    writer.number(std::uint16_t{0});
    writer.number(static_cast<std::uint32_t>(length));
    write_header(writer, header);
    writer.number(static_cast<std::uint32_t>(clear.size()));
    writer.bytes(as_bytes(clear));
    writer.number(static_cast<std::uint8_t>(sealed.size()));
    for (const auto& part : sealed) {
        writer.number(part.part);
        writer.number(part.key);
        writer.number(static_cast<std::uint32_t>(part.box.size()));
        writer.bytes(part.box);
    }
    writer.number(crc32c({record, length - kFrameCrcBytes}));
    return {};
}

Result<FramedRecord> decode_frame(std::string_view bytes) {
    if (bytes.size() < kRecordBytesMin || bytes.size() > kRecordBytesMax) return corrupt("its length is impossible");
    const auto body = leaf_bytes(bytes);
    if (crc32c(body) != load_be<std::uint32_t>(body.data() + body.size())) return corrupt("its crc is wrong");

    Reader in(bytes);
    if (as_text(in.bytes(kMagic.size())) != kMagic) return corrupt("its magic is wrong");
    if (in.number<std::uint8_t>() != kFrameVersion) return corrupt("its frame version is not known here");
    if (in.number<std::uint8_t>() != 0 || in.number<std::uint16_t>() != 0) return corrupt("a reserved bit is set");
    if (in.number<std::uint32_t>() != bytes.size()) return corrupt("its lengths do not add up");

    FramedRecord record;
    read_header(in, record.header);
    if (const auto* broken = broken_rule(record.header)) return corrupt(broken);
    const auto clear = in.number<std::uint32_t>();
    if (in.left() < clear) return corrupt("its lengths do not add up");
    record.clear = as_text(in.bytes(clear));
    if (const auto* broken = read_parts(in, record)) return corrupt(broken);
    return record;
}

}  // namespace hometime
