// One school's log in a data folder, given to the auditor's own check.
#pragma once

#include "eventstore/audit.h"
#include "projections/state/school.h"
#include "tools/audit/evidence/log_check.h"
#include "tools/audit/evidence/proofs.h"

namespace hometime::tools {

struct ReadLogOptions {
    std::set<std::uint64_t> sizes;  ///< at which the root is asked for
    MemoryRows* rows = nullptr;     ///< where the facts are folded into; null: they are not decoded
    bool keys = true;               ///< look for the keys that sealed parts name
    std::function<void(std::uint64_t done)> progress;
};

/// Reads `head`'s log whole. Errors: `unavailable` it cannot be read; a difference is in the answer.
[[nodiscard]] Result<evidence::LogAnswer> read_log(const AuditLog& audit, const LogHead& head,
                                                   const ReadLogOptions& options);

/// The tiles of a school's tree in a data folder; the unfinished one of the lowest level is made from its records. Must
/// not outlive `log`.
class StoredTiles final : public evidence::TileReader {
public:
    StoredTiles(const RocksReader& log, SchoolId school) : log_(log), school_(school) {}
    [[nodiscard]] Result<std::string> tile(unsigned level, std::uint64_t index, std::size_t width) const override;

private:
    const RocksReader& log_;
    SchoolId school_;
};

}  // namespace hometime::tools
