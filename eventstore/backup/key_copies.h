// Copies of the key store, kept apart from the logs' backups and for a bounded time only: an erased text must not stay
// readable because its key is still in some old copy.
//
//   <copy>/copy.json     what the copy is, with the SHA-256 of each file; written last
//   <copy>/<file>        the files of keys/: wrapped keys, and `kek` where no credential brings it
#pragma once

#include <boost/describe.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/data_folder.h"
#include "eventstore/file.h"
#include "eventstore/head.h"

namespace hometime {

/// How long a copy is kept. Unit: days. Source: reliability contract, section 5: what a family is told.
inline constexpr int kKeyCopyDays = 35;

/// The files of keys/ at one moment, in memory.
struct KeyFiles {
    struct One {
        std::string name;
        std::string content;
        friend bool operator==(const One&, const One&) = default;
    };
    std::vector<One> files;
    FileExtent extent;  ///< generation and length of the key store
    [[nodiscard]] bool holds_kek() const;
    KeyFiles() = default;
    ~KeyFiles();  ///< wipes what they held
    KeyFiles(const KeyFiles&) = delete;
    KeyFiles& operator=(const KeyFiles&) = delete;
    KeyFiles(KeyFiles&&) = default;
    KeyFiles& operator=(KeyFiles&&) = default;
};

/// Reads them, as they were at one moment. `with_kek`: the key-encrypting key's own file too, where there is one; never
/// what came as a credential. Errors: `not_found` there is no key store; `busy` it is being written anew, again and
/// again; `corrupt`; `unavailable`; `permission`.
[[nodiscard]] Result<KeyFiles> read_key_files(FileSystem& files, const DataFolder& folder, bool with_kek);

struct KeyCopyFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;  ///< hex
};
BOOST_DESCRIBE_STRUCT(KeyCopyFile, (), (name, bytes, sha256))

struct KeyCopy {
    std::uint32_t version = 1;
    std::string id;  ///< "<generation>-<length>-<stamp>": the name of its folder
    UtcTime made_at;
    UtcTime expires_at;  ///< it is removed from then on, once there is a newer one
    std::uint64_t generation = 0;
    std::uint64_t length = 0;
    std::vector<KeyCopyFile> files;
    [[nodiscard]] FileExtent extent() const { return {generation, length}; }
};
BOOST_DESCRIBE_STRUCT(KeyCopy, (), (version, id, made_at, expires_at, generation, length, files))

/// A folder of such copies, never the one that the logs' backups are in.
class KeyCopies {
public:
    explicit KeyCopies(std::filesystem::path root, FileSystem& files = posix_files())
        : root_(std::move(root)), files_(files) {}

    /// Writes a copy, durably: after a crash it is there whole or counts for nothing.
    /// Errors: `unavailable`, `permission`.
    [[nodiscard]] Result<KeyCopy> add(const KeyFiles& keys, UtcTime now, std::chrono::days kept) const;
    /// Removes copies whose time has passed, but for the newest, and what a crash left. Returns how many copies.
    /// Errors: `unavailable`, `permission`.
    [[nodiscard]] Result<std::size_t> expire(UtcTime now) const;
    /// All copies, oldest first; one whose copy.json cannot be read is left out.
    [[nodiscard]] std::vector<KeyCopy> list() const;
    /// The newest copy that can open what was sealed up to `wanted`: of its generation and at least as long, or of a
    /// later generation. nullopt: there is none.
    [[nodiscard]] std::optional<KeyCopy> newest_for(const FileExtent& wanted) const;
    /// Puts the copy's files into `folder`'s keys/, durably. Errors: `corrupt` names the file that is missing or not
    /// as it was written; `unavailable`; `permission`.
    [[nodiscard]] Result<void> put_back(const KeyCopy& copy, const DataFolder& folder) const;

private:
    [[nodiscard]] Result<void> remove(const std::string& id) const;

    std::filesystem::path root_;
    FileSystem& files_;
};

}  // namespace hometime
