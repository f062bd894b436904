// What one backup is: the files it is made of by name and SHA-256, and the logs that were found whole in them.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/head.h"

namespace hometime {

/// A file of the data folder ("log/000012.sst", "accounts/CURRENT") as it is kept under its SHA-256.
struct BackupFile {
    std::string name;
    std::uint64_t bytes = 0;
    std::string sha256;  ///< 64 hex digits: also its name in the backup folder
    friend bool operator==(const BackupFile&, const BackupFile&) = default;
};
BOOST_DESCRIBE_STRUCT(BackupFile, (), (name, bytes, sha256))

/// One school's log as the backup holds it.
struct BackupLog {
    SchoolId school;
    Uuid log;
    std::uint64_t size = 0;
    std::string root;                       ///< hex
    std::optional<std::string> checkpoint;  ///< a signed note of this size, or of one before it
    friend bool operator==(const BackupLog&, const BackupLog&) = default;
};
BOOST_DESCRIBE_STRUCT(BackupLog, (), (school, log, size, root, checkpoint))

struct BackupManifest {
    std::uint32_t version = 1;
    std::string id;       ///< "20261124T103000Z": when it was begun, UTC
    UtcTime made_at;      ///< the moment that it shows
    std::string program;  ///< version of what made it
    std::string head;     ///< HEAD of that moment as encode_head writes it, base64
    std::vector<BackupLog> schools;
    std::vector<BackupFile> files;  ///< by name
    friend bool operator==(const BackupManifest&, const BackupManifest&) = default;
};
BOOST_DESCRIBE_STRUCT(BackupManifest, (), (version, id, made_at, program, head, schools, files))

/// "20261124T103000Z".
[[nodiscard]] std::string backup_id(UtcTime moment);
/// Whether `text` can be a backup's id: such a stamp, and "-2" and so on behind it where two were begun in one second.
[[nodiscard]] bool is_backup_id(std::string_view text);

/// The order of backups, oldest first: by stamp, and by number within one.
struct BackupOrder {
    std::string_view stamp;
    unsigned number = 0;  ///< 1 without one
    friend auto operator<=>(const BackupOrder&, const BackupOrder&) = default;
};
/// Of an id; its stamp is valid as long as `id`.
[[nodiscard]] BackupOrder backup_order(std::string_view id);

/// The text of a manifest: one line of JSON that ends in its own SHA-256, so that no bit of it can turn unnoticed.
[[nodiscard]] std::string encode_manifest(const BackupManifest& manifest);
/// Errors: `corrupt` the text is not as it was written, or names a file that no backup holds.
[[nodiscard]] Result<BackupManifest> decode_manifest(std::string_view text);

/// HEAD as the manifest holds it. Errors: `corrupt`.
[[nodiscard]] Result<Head> head_of(const BackupManifest& manifest);
/// Records of all schools, and bytes of all files.
[[nodiscard]] std::uint64_t records_of(const BackupManifest& manifest);
[[nodiscard]] std::uint64_t bytes_of(const BackupManifest& manifest);

}  // namespace hometime
