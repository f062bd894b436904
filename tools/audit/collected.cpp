#include "tools/audit/collected.h"

#include <algorithm>
#include <tuple>

#include "eventstore/base/mutants.h"
#include "tools/audit/evidence/tiles.h"

namespace hometime::tools {

namespace {

constexpr std::uint64_t kNoteMax = 1'000'000;  ///< bytes; no note is longer

/// The files that `paths` name, in order.
Result<std::vector<std::filesystem::path>> files_of(const std::vector<std::filesystem::path>& paths) {
    std::vector<std::filesystem::path> files;
    for (const auto& path : paths) {
        std::error_code error;
        if (!std::filesystem::is_directory(path, error)) {
            files.push_back(path);
            continue;
        }
        std::vector<std::filesystem::path> inside;
        for (std::filesystem::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
            if (at->is_regular_file(error)) inside.push_back(at->path());
        }
        if (error) return fail(ErrorCode::unavailable, path.string() + " cannot be listed");
        if (inside.empty()) return fail(ErrorCode::not_found, path.string() + " holds no checkpoint: is it mounted?");
        std::sort(inside.begin(), inside.end());
        files.insert(files.end(), inside.begin(), inside.end());
    }
    return files;
}

std::string records(std::uint64_t first, std::uint64_t last) {
    return first == last ? "record " + std::to_string(first)
                         : "records " + std::to_string(first) + " to " + std::to_string(last);
}

/// A log that came back from a backup says so, and from where on it is another.
std::string explained(const LogWitness& log, std::uint64_t size) {
    for (const auto& back : log.restored) {
        if (size <= back.size) continue;
        return " (the log came back from a backup with " + std::to_string(back.size) + " records, as its record " +
               std::to_string(back.fact.value) + " says: what it had beyond them is lost)";
    }
    return {};
}

/// Empty: the log holds what the note says.
std::string against(const CollectedNote& note, const LogWitness& log) {
    if (mutant(Mutant::kept_checkpoints_unread)) return {};
    const auto& [origin, size, root] = note.checkpoint;
    if (size > log.size) {
        return origin + " " + records(log.size + 1, size) + ": signed for in " + note.from + ", and missing" +
               explained(log, size);
    }
    const auto at = log.root_at.find(size);
    if (at == log.root_at.end() || at->second == root)
        return {};  // Not there: reading stopped before, and that is told.
    auto text = origin + ": FORK: the log does not begin with the " + std::to_string(size) + " records that " +
                note.from + " was signed for" + explained(log, size);
    return log.own_note.empty() ? text + "\n" + note.bytes
                                : text + "\n" + both_notes(note.from, note.bytes, "the log's own", log.own_note);
}

}  // namespace

std::string both_notes(const std::string& first_from, const std::string& first, const std::string& second_from,
                       const std::string& second) {
    return "--- " + first_from + "\n" + first + "--- " + second_from + "\n" + second + "---";
}

Result<Collected> Collected::read(const std::vector<std::filesystem::path>& paths, const evidence::NoteKey& key) {
    Collected all;
    const auto files = files_of(paths);
    if (!files) return tl::unexpected(files.error());
    for (const auto& file : *files) {
        auto bytes = evidence::read_whole(file, kNoteMax);
        if (!bytes) return fail(bytes.error().code, file.string() + ": " + bytes.error().detail);
        const auto note = evidence::parse_note(*bytes);
        const auto checkpoint =
            note ? evidence::open_checkpoint(*note, key.named(std::string(evidence::claimed_origin(*note))))
                 : Result<evidence::Checkpoint>(tl::unexpected(note.error()));
        if (!checkpoint) {
            all.unusable_.push_back(file.string() + ": " + checkpoint.error().detail);
            continue;
        }
        all.notes_[checkpoint->origin].push_back({file.string(), std::move(*bytes), *checkpoint});
        ++all.count_;
    }
    for (auto& [origin, notes] : all.notes_) {
        std::sort(notes.begin(), notes.end(), [](const CollectedNote& a, const CollectedNote& b) {
            return std::tie(a.checkpoint.size, a.from) < std::tie(b.checkpoint.size, b.from);
        });
    }
    return all;
}

std::set<std::uint64_t> Collected::sizes(const std::string& origin) const {
    std::set<std::uint64_t> all;
    if (const auto at = notes_.find(origin); at != notes_.end()) {
        for (const auto& note : at->second) all.insert(note.checkpoint.size);
    }
    return all;
}

std::vector<std::string> Collected::differences(const std::map<std::string, LogWitness>& logs) const {
    auto all = unusable_;
    for (const auto& [origin, notes] : notes_) {
        const auto log = logs.find(origin);
        const CollectedNote* before = nullptr;
        for (const auto& note : notes) {
            const bool two_of_one_size = before != nullptr && before->checkpoint.size == note.checkpoint.size &&
                                         before->checkpoint.root != note.checkpoint.root;
            if (two_of_one_size) {
                all.push_back(origin + ": FORK: two logs of " + std::to_string(note.checkpoint.size) +
                              " records were signed\n" +
                              both_notes(before->from, before->bytes, note.from, note.bytes));
            }
            before = &note;
            if (log == logs.end()) {
                all.push_back(origin + ": signed for in " + note.from + ", and there is no such log here");
            } else if (auto wrong = against(note, log->second); !wrong.empty()) {
                all.push_back(std::move(wrong));
            }
        }
    }
    return all;
}

}  // namespace hometime::tools
