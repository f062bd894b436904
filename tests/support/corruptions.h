// What can happen to the bytes of a data folder at rest, in every kind of file, and what then comes of it: a refusal, a
// read that fails, or the same bytes as ever. Other bytes would be silent corruption (F6, I11).
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/canonical_day.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {

enum class Damage : std::uint8_t {
    bit_flip,
    byte_swap,    ///< two bytes change places
    block_swap,   ///< two sectors of a file change places
    misdirected,  ///< a sector is overwritten by one of another file
    stale_block,  ///< a sector is as it was hours before
    cut,          ///< the file ends at the end of a record
    deleted,
    old_copy,  ///< the whole file is as it was hours before
};
inline constexpr std::array kAllDamages{Damage::bit_flip,    Damage::byte_swap, Damage::block_swap, Damage::misdirected,
                                        Damage::stale_block, Damage::cut,       Damage::deleted,    Damage::old_copy};
[[nodiscard]] std::string to_string(Damage damage);

/// `silent` must never be.
enum class Fate : std::uint8_t { refused, failed_read, identical, silent };
inline constexpr std::array kAllFates{Fate::refused, Fate::failed_read, Fate::identical, Fate::silent};
[[nodiscard]] std::string to_string(Fate fate);

/// What kind of file a path in a data folder is: "WAL", "SST", "HEAD", "views" …
[[nodiscard]] std::string kind_of(const std::string& path);

struct CorruptFigures {
    std::map<std::pair<std::string, Damage>, std::array<std::size_t, kAllFates.size()>> table;
    std::vector<std::string> silent;    ///< what was done where
    std::vector<std::string> wordless;  ///< refused without a word of why
    [[nodiscard]] std::size_t total() const;
    [[nodiscard]] std::size_t count(Fate fate) const;
};
/// One line a kind of file and damage.
[[nodiscard]] std::string to_string(const CorruptFigures& figures);

class FolderTruth;

/// A whole data folder: the log of the canonical day, its views, and accounts.
class CorruptionLab {
public:
    explicit CorruptionLab(std::uint64_t seed);
    /// Damages a file of each kind in turn, in each way in turn, `count` times in all.
    [[nodiscard]] CorruptFigures run(std::size_t count);
    /// Only this damage, to files of this kind.
    [[nodiscard]] CorruptFigures run(std::size_t count, const std::string& kind, Damage damage);

private:
    [[nodiscard]] std::optional<DiskImage> damaged(const std::string& path, Damage damage);
    [[nodiscard]] std::string cut_at_record(const std::string& path, const std::string& bytes);
    void try_one(const std::string& path, Damage damage, CorruptFigures& figures);

    std::mt19937_64 chance_;
    TempDir temp_{"hometime-corrupt"};
    std::filesystem::path work_ = temp_ / "folder";
    SeededRandom random_{1};
    DiskImage now_;
    DiskImage older_;
    std::shared_ptr<FolderTruth> truth_;
};

}  // namespace hometime::test
