// A log that is written fact by fact, with the checkpoints that an auditor carried away; and the same log as somebody
// would write it who has the server, its keys and all its programs.
#pragma once

#include <algorithm>

#include "eventstore/checkpoint_writer.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime::test {

using Facts = std::vector<Event>;

/// LogOpened, then what the log maker makes.
inline Facts facts(std::uint64_t count) {
    Facts all;
    for (std::uint64_t at = 1; at <= count; ++at) all.push_back(fact_at(kSchool, at));
    return all;
}

/// A data folder before its first fact: its keys are made, nothing is in it.
class EmptyStore {
public:
    explicit EmptyStore(std::uint64_t seed = 1) {
        SeededRandom random(seed);
        if (!open_folder(temp_ / "data", random)) throw std::runtime_error("no log could be made");
    }
    [[nodiscard]] std::filesystem::path path() const { return temp_ / "data"; }

private:
    TempDir temp_;
};

class SignedLog {
public:
    /// Begins in a copy of `before`, with the very same keys.
    explicit SignedLog(const std::filesystem::path& before) { copy_folder(before, path()); }

    /// Appends `facts`, `batch` at a time, and carries a copy of each checkpoint away.
    void append(const Facts& facts, std::size_t batch) {
        SeededRandom random(2);  // The same facts are sealed to the same bytes.
        auto opened = open_folder(path(), random).value();
        if (!opened.log) throw std::runtime_error("the log opens as evidence only");
        CheckpointWriter checkpoints(*opened.log, DataFolder{path()});
        std::filesystem::create_directories(kept());
        for (std::size_t at = 0; at < facts.size(); at += batch) {
            const auto head = opened.log->head(kSchool);
            const auto size = head ? head->size : 0;
            CommitBatch commit;
            for (std::size_t i = at; i < std::min(at + batch, facts.size()); ++i) {
                commit.records.push_back(pending(kSchool, size + 1 + i - at, facts[i]));
            }
            if (!opened.log->commit(std::move(commit)) || !checkpoints.write_changed()) {
                throw std::runtime_error("a commit failed");
            }
            const auto now = opened.log->head(kSchool)->size;
            std::filesystem::copy_file(DataFolder{path()}.checkpoint(kSchool), note(now));
        }
    }
    [[nodiscard]] std::filesystem::path path() const { return temp_ / "data"; }
    /// Where the checkpoints went, and the one of a size.
    [[nodiscard]] std::filesystem::path kept() const { return temp_ / "kept"; }
    [[nodiscard]] std::filesystem::path note(std::uint64_t size) const { return kept() / std::to_string(size); }
    [[nodiscard]] std::filesystem::path scratch(std::string_view name) const { return temp_ / name; }

private:
    TempDir temp_;
};

}  // namespace hometime::test
