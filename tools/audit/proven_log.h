// A school's log with the checkpoint that vouches for it, to prove things from: a data folder's, or an export's.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "eventstore/base/ids.h"
#include "tools/audit/evidence/notes.h"
#include "tools/audit/evidence/proofs.h"

namespace hometime::tools {

class ProvenLog {
public:
    virtual ~ProvenLog() = default;
    /// Opens the log of `school` in a data folder, or the one that an export holds (`school` empty, or that one).
    /// `key` empty: the folder's own. Errors: `not_found` no such school, or nothing was signed yet; `invalid` the
    /// folder holds several schools and none was named; `corrupt`, `permission`, `unavailable`.
    [[nodiscard]] static Result<std::unique_ptr<ProvenLog>> open(
        const std::filesystem::path& folder, std::optional<SchoolId> school,
        const std::optional<std::filesystem::path>& key = std::nullopt);

    [[nodiscard]] const std::string& note() const { return note_; }
    /// Verified: signed by the key.
    [[nodiscard]] const evidence::Checkpoint& checkpoint() const { return checkpoint_; }
    [[nodiscard]] const evidence::NoteKey& key() const { return key_; }
    [[nodiscard]] virtual const evidence::TileReader& tiles() const = 0;
    /// A record without its crc: what its leaf is made of. Errors: `not_found`, `corrupt`.
    [[nodiscard]] virtual Result<std::string> entry(Sequence sequence) const = 0;

protected:
    /// Errors: `corrupt` the note is not of this log and key.
    [[nodiscard]] Result<void> vouch(std::string note, const evidence::NoteKey& key);

private:
    std::string note_;
    evidence::Checkpoint checkpoint_;
    evidence::NoteKey key_;
};

}  // namespace hometime::tools
