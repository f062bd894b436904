// The C2SP tlog-tiles layout in a folder: where each tile and each bundle of entries stands.
#pragma once

#include <filesystem>
#include <string>

#include "tools/audit/evidence/proofs.h"

namespace hometime::evidence {

/// "tile/0/x001/x234/067", with ".p/17" behind it for a tile of 17 hashes. `width`: 1 to 256.
[[nodiscard]] std::string tile_path(unsigned level, std::uint64_t index, std::size_t width);
/// "tile/entries/x001/x234/067", in the same way.
[[nodiscard]] std::string bundle_path(std::uint64_t index, std::size_t width);

/// Reads a file of at most `bytes_max`. Errors: `not_found`, `invalid` larger, `permission`, `unavailable`.
[[nodiscard]] Result<std::string> read_whole(const std::filesystem::path& path, std::uint64_t bytes_max);

/// The tiles of an export, of a tree of `size` leaves: each in the width that it has there.
class FolderTiles final : public TileReader {
public:
    FolderTiles(std::filesystem::path folder, std::uint64_t size) : folder_(std::move(folder)), size_(size) {}
    [[nodiscard]] Result<std::string> tile(unsigned level, std::uint64_t index, std::size_t width) const override;

private:
    std::filesystem::path folder_;
    std::uint64_t size_;
};

/// Appends one log entry to a bundle: its length (2, big-endian), then its bytes. At most 65535 bytes.
void append_entry(std::string& bundle, std::string_view entry);
/// Takes the next entry off the front of `bundle`. Errors: `corrupt` it is cut off.
[[nodiscard]] Result<std::string_view> take_entry(std::string_view& bundle);

}  // namespace hometime::evidence
