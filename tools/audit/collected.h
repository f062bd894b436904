// Checkpoints that were collected somewhere else: what shows that a log was rewritten, cut short, or shown differently
// to different people, even when everything in its own folder agrees.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tools/audit/evidence/log_check.h"
#include "tools/audit/evidence/notes.h"

namespace hometime::tools {

/// One note, and where it was read.
struct CollectedNote {
    std::string from;
    std::string bytes;
    evidence::Checkpoint checkpoint;
};

/// What a log answers for itself.
struct LogWitness {
    std::uint64_t size = 0;
    std::map<std::uint64_t, Hash> root_at;         ///< at the sizes that were asked for, as far as it could be read
    std::string own_note;                          ///< its own newest checkpoint; empty: it has none
    std::vector<evidence::RestoredFrom> restored;  ///< what it says of coming back from a backup
};

class Collected {
public:
    /// Reads the files, and every file in the folders, that are named; each is one note of a log whose key is `key`
    /// under the log's own name. A file that is no note of this key is a difference, told by differences().
    /// Errors: `not_found`, `permission`, `unavailable`.
    [[nodiscard]] static Result<Collected> read(const std::vector<std::filesystem::path>& paths,
                                                const evidence::NoteKey& key);

    [[nodiscard]] std::size_t size() const { return count_; }
    /// Sizes at which the roots of a log are needed.
    [[nodiscard]] std::set<std::uint64_t> sizes(const std::string& origin) const;
    /// Every contradiction: between a note and its log, between two notes, and notes of logs that are not there. A fork
    /// is told with both notes, word for word.
    [[nodiscard]] std::vector<std::string> differences(const std::map<std::string, LogWitness>& logs) const;

private:
    std::map<std::string, std::vector<CollectedNote>> notes_;  ///< by origin, by size
    std::vector<std::string> unusable_;
    std::size_t count_ = 0;
};

/// "These two were both signed …", with the notes themselves.
[[nodiscard]] std::string both_notes(const std::string& first_from, const std::string& first,
                                     const std::string& second_from, const std::string& second);

}  // namespace hometime::tools
