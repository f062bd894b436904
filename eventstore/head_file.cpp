#include "eventstore/head_file.h"

#include <array>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

/// The slot that a turn is written to.
std::size_t slot_of(std::uint64_t turn) {
    return mutant(Mutant::head_same_slot) ? 0 : turn % 2;
}

}  // namespace

Result<HeadFile> HeadFile::create(FileSystem& files, const std::filesystem::path& path, const Head& head) {
    const auto slot = encode_head(head);
    if (!slot) return tl::unexpected(slot.error());
    std::string content(2 * kHeadSlotBytes, '\0');
    content.replace(slot_of(head.turn) * kHeadSlotBytes, slot->size(), *slot);
    if (auto written = write_file_atomically(files, path, as_bytes(content)); !written) {
        return tl::unexpected(written.error());
    }
    return open(files, path, OpenMode::write);
}

Result<HeadFile> HeadFile::open(FileSystem& files, const std::filesystem::path& path, OpenMode mode) {
    auto file = files.open(path, mode);
    if (!file) return tl::unexpected(file.error());
    return HeadFile(std::move(*file));
}

Result<Head> HeadFile::read() const {
    std::optional<Head> newest;
    std::string bytes(kHeadSlotBytes, '\0');
    for (const std::size_t slot : {0U, 1U}) {
        const auto count =
            file_->read_at(slot * kHeadSlotBytes, {reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        if (!count) return tl::unexpected(count.error());
        auto head = decode_head(as_bytes(std::string_view(bytes).substr(0, *count)));
        if (!head || slot_of(head->turn) != slot) continue;
        if (!newest || newest->turn < head->turn) newest = std::move(head);
    }
    if (newest) return *newest;
    return fail(ErrorCode::corrupt, "HEAD: neither of its slots is whole");
}

Result<void> HeadFile::write(Head& head) {
    ++head.turn;
    const auto slot = encode_head(head);
    if (!slot) return tl::unexpected(slot.error());
    if (auto written = file_->write_at(slot_of(head.turn) * kHeadSlotBytes, as_bytes(*slot)); !written) {
        return fail(ErrorCode::unavailable, "HEAD: " + written.error().detail);
    }
    if (mutant(Mutant::head_unsynced)) return {};
    const auto synced = file_->sync();
    if (!synced && !mutant(Mutant::failure_ignored)) {
        return fail(ErrorCode::unavailable, "HEAD: " + synced.error().detail);
    }
    return {};
}

}  // namespace hometime
