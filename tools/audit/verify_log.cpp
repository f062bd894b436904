#include "tools/audit/verify_log.h"

#include "eventstore/log_rows.h"

namespace hometime::tools {

namespace {

using StoredTile = Result<std::optional<std::string>>;

StoredTile stored_tile(const RocksReader& log, SchoolId school, unsigned level, std::uint64_t index) {
    return log.database().get(Table::meta, rows::tile_key(school, {static_cast<std::uint8_t>(level), index}));
}

}  // namespace

Result<evidence::LogAnswer> read_log(const AuditLog& audit, const LogHead& head, const ReadLogOptions& options) {
    const auto& log = *audit.log;
    evidence::LogQuestion question;
    question.name = to_string(head.school);
    question.log = head.log;
    question.size = head.size;
    question.root = head.root;
    question.sizes = options.sizes;
    question.progress = options.progress;
    question.stored_tile = [&](unsigned level, std::uint64_t index) {
        return stored_tile(log, head.school, level, index);
    };
    if (options.keys) question.has_key = [&](std::uint64_t key) { return audit.keys.has(key); };
    if (auto* rows = options.rows) {
        question.fold = [rows, school = head.school](const FramedRecord& record, const Event& event) {
            evolve(*rows, school, record.header, event);
        };
    }
    return evidence::check_log([&](const auto& visit) { return log.scan_frames(head.school, Sequence{1}, visit); },
                               question);
}

Result<std::string> StoredTiles::tile(unsigned level, std::uint64_t index, std::size_t width) const {
    if (level == 0 && width < evidence::kTileWidth) {
        std::string hashes;
        const auto first = index * evidence::kTileWidth;
        for (auto at = first; at < first + width; ++at) {
            const auto frame = log_.frame({school_, Sequence{at + 1}});
            if (!frame) return tl::unexpected(frame.error());
            hashes += as_text(evidence::leaf_hash(leaf_bytes(*frame)));
        }
        return hashes;
    }
    auto stored = stored_tile(log_, school_, level, index);
    if (!stored) return tl::unexpected(stored.error());
    if (!*stored) return fail(ErrorCode::corrupt, "a tile of the tree of " + to_string(school_) + " is missing");
    auto hashes = std::move(**stored);
    if (hashes.size() < width * evidence::kHashBytes) {
        return fail(ErrorCode::corrupt, "a tile of the tree of " + to_string(school_) + " is too short");
    }
    hashes.resize(width * evidence::kHashBytes);
    return hashes;
}

}  // namespace hometime::tools
