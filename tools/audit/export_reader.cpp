#include "tools/audit/export_reader.h"

#include <fstream>

#include "tools/audit/evidence/tiles.h"

namespace hometime::tools {

namespace {

constexpr std::size_t kPrefixBytes = 12;  ///< of a record's frame: magic, version, flags, reserved, length (4)
constexpr std::size_t kBundleBytesMax = evidence::kTileWidth * (2 + kRecordBytesMax);

/// A missing or unreadable file of an export is a difference, not a reason to give up.
tl::unexpected<Error> damaged(const std::string& name, const Error& error) {
    const bool gone = error.code == ErrorCode::not_found || error.code == ErrorCode::invalid;
    return fail(gone ? ErrorCode::corrupt : error.code, name + ": " + error.detail);
}

}  // namespace

Result<void> ExportReader::bundle(std::uint64_t index, const Visit& visit, bool& more) const {
    const auto width = evidence::tile_width(manifest_.size, 0, index);
    const auto name = evidence::bundle_path(index, width);
    const auto bytes = evidence::read_whole(folder_.root / name, kBundleBytesMax);
    if (!bytes) return damaged(name, bytes.error());
    std::string_view rest = *bytes;
    std::string frame;
    for (std::size_t i = 0; i < width && more; ++i) {
        const auto entry = evidence::take_entry(rest);
        if (!entry) return damaged(name, entry.error());
        frame = *entry;
        append_be(frame, crc32c(as_bytes(*entry)));
        more = visit(Sequence{index * evidence::kTileWidth + i + 1}, frame);
    }
    if (more && !rest.empty()) return fail(ErrorCode::corrupt, name + ": it holds more than its entries");
    return {};
}

Result<void> ExportReader::scan_bundles(const Visit& visit) const {
    bool more = true;
    for (std::uint64_t index = 0; more && index * evidence::kTileWidth < manifest_.size; ++index) {
        if (auto done = bundle(index, visit, more); !done) return done;
    }
    return {};
}

Result<void> ExportReader::scan_part(const Visit& visit) const {
    std::ifstream file(folder_.records(), std::ios::binary);
    if (!file) return fail(ErrorCode::corrupt, "records: it cannot be opened");
    std::string frame;
    auto at = manifest_.first;
    const auto cut_off = [&] {
        return fail(ErrorCode::corrupt, "records: record " + std::to_string(at) + " is cut off");
    };
    for (; at <= manifest_.last; ++at) {
        frame.resize(kPrefixBytes);
        if (!file.read(frame.data(), kPrefixBytes)) return cut_off();
        const auto length = load_be<std::uint32_t>(as_bytes(frame).data() + kPrefixBytes - sizeof(std::uint32_t));
        if (length <= kPrefixBytes || length > kRecordBytesMax) return cut_off();
        frame.resize(length);
        if (!file.read(frame.data() + kPrefixBytes, static_cast<std::streamsize>(length - kPrefixBytes))) {
            return cut_off();
        }
        if (!visit(Sequence{at}, frame)) return {};
    }
    if (file.peek() != std::ifstream::traits_type::eof()) {
        return fail(ErrorCode::corrupt, "records: it holds more than its records");
    }
    return {};
}

Result<void> ExportReader::scan(const Visit& visit) const {
    return manifest_.whole() ? scan_bundles(visit) : scan_part(visit);
}

Result<std::string> ExportReader::entry(Sequence sequence) const {
    if (sequence.value < manifest_.first || sequence.value > manifest_.last) {
        return fail(ErrorCode::not_found, "record " + std::to_string(sequence.value) + " is not in this export");
    }
    std::string found;
    const Visit take = [&](Sequence at, std::string_view frame) {
        if (at != sequence) return true;
        found = as_text(leaf_bytes(frame));
        return false;
    };
    bool more = true;
    const auto done = manifest_.whole() ? bundle((sequence.value - 1) / evidence::kTileWidth, take, more) : scan(take);
    if (!done) return tl::unexpected(done.error());
    return found;
}

}  // namespace hometime::tools
