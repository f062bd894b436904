#include "eventstore/backup/manifest.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "eventstore/backup/summed.h"
#include "eventstore/base/json.h"
#include "eventstore/merkle.h"

namespace hometime {

namespace {

constexpr std::size_t kSumDigits = 2 * kHashBytes;
/// "20261124T103000Z".
constexpr std::size_t kStampBytes = 16;
/// Further backups that were begun in one second.
constexpr std::size_t kAfterStampMax = 8;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name_character(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-';
}

/// Only what a data folder has: a restore writes under these names.
bool is_file_name(std::string_view name) {
    if (name == "checkpoint.pub") return true;
    for (const std::string_view folder : {"log/", "accounts/"}) {
        if (!name.starts_with(folder)) continue;
        const auto rest = name.substr(folder.size());
        return !rest.empty() && rest.front() != '.' && std::all_of(rest.begin(), rest.end(), is_name_character);
    }
    return false;
}

bool is_hash(std::string_view text) {
    const auto is_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
    return text.size() == kSumDigits && std::all_of(text.begin(), text.end(), is_hex);
}

tl::unexpected<Error> damaged(const char* what) {
    return fail(ErrorCode::corrupt, what);
}

Result<BackupManifest> checked(Result<BackupManifest> manifest) {
    if (!manifest) return manifest;
    if (manifest->version != 1) return damaged("was written by a later version of this program");
    if (!is_backup_id(manifest->id)) return damaged("has no backup's id");
    for (const auto& file : manifest->files) {
        if (!is_file_name(file.name) || !is_hash(file.sha256)) return damaged("names a file that no backup holds");
    }
    return manifest;
}

}  // namespace

std::string backup_id(UtcTime moment) {
    std::string stamp;
    for (const char c : to_string(std::chrono::floor<std::chrono::seconds>(moment))) {
        if (c == '.') break;
        if (is_digit(c) || c == 'T') stamp += c;
    }
    return stamp + 'Z';
}

bool is_backup_id(std::string_view text) {
    if (text.size() < kStampBytes || text.size() > kStampBytes + kAfterStampMax) return false;
    for (std::size_t i = 0; i < kStampBytes; ++i) {
        const bool good = i == 8 ? text[i] == 'T' : i == kStampBytes - 1 ? text[i] == 'Z' : is_digit(text[i]);
        if (!good) return false;
    }
    const auto rest = text.substr(kStampBytes);
    return rest.empty() ||
           (rest.size() > 1 && rest.front() == '-' && std::all_of(rest.begin() + 1, rest.end(), is_digit));
}

BackupOrder backup_order(std::string_view id) {
    const auto stamp = id.substr(0, kStampBytes);
    const auto rest = id.substr(stamp.size());
    unsigned number = 1;
    if (!rest.empty()) std::from_chars(rest.data() + 1, rest.data() + rest.size(), number);
    return {stamp, number};
}

std::string encode_manifest(const BackupManifest& manifest) {
    return with_sum(json::to_string(manifest));
}

Result<BackupManifest> decode_manifest(std::string_view text) {
    const auto body = without_sum(text);
    if (!body) return tl::unexpected(body.error());
    return checked(json::decode<BackupManifest>(*body));
}

Result<Head> head_of(const BackupManifest& manifest) {
    const auto slot = parse_base64(manifest.head);
    auto head = slot ? decode_head(*slot) : std::nullopt;
    if (!head) return damaged("holds no HEAD");
    return std::move(*head);
}

std::uint64_t records_of(const BackupManifest& manifest) {
    return std::accumulate(manifest.schools.begin(), manifest.schools.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const BackupLog& log) { return sum + log.size; });
}

std::uint64_t bytes_of(const BackupManifest& manifest) {
    return std::accumulate(manifest.files.begin(), manifest.files.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const BackupFile& file) { return sum + file.bytes; });
}

}  // namespace hometime
