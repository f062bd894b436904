#include "tools/audit/evidence/tiles.h"

#include <cerrno>
#include <cstdio>
#include <memory>

#include "eventstore/base/encoding.h"

namespace hometime::evidence {

namespace {

constexpr std::size_t kTileBytesMax = kTileWidth * kHashBytes;
constexpr std::size_t kEntryLengthBytes = 2;

/// "x001/x234/067": groups of three digits, all but the last marked.
std::string grouped(std::uint64_t index) {
    constexpr std::uint64_t kGroup = 1000;
    auto last = std::to_string(index % kGroup);
    last.insert(0, 3 - last.size(), '0');
    std::string path = last;
    for (index /= kGroup; index > 0; index /= kGroup) {
        auto group = std::to_string(index % kGroup);
        group.insert(0, 3 - group.size(), '0');
        path.insert(0, 'x' + group + '/');
    }
    return path;
}

std::string partial(std::size_t width) {
    return width == kTileWidth ? std::string() : ".p/" + std::to_string(width);
}

ErrorCode code_of(int error) {
    if (error == ENOENT || error == ENOTDIR) return ErrorCode::not_found;
    return error == EACCES || error == EPERM ? ErrorCode::permission : ErrorCode::unavailable;
}

}  // namespace

std::string tile_path(unsigned level, std::uint64_t index, std::size_t width) {
    return "tile/" + std::to_string(level) + '/' + grouped(index) + partial(width);
}

std::string bundle_path(std::uint64_t index, std::size_t width) {
    return "tile/entries/" + grouped(index) + partial(width);
}

Result<std::string> read_whole(const std::filesystem::path& path, std::uint64_t bytes_max) {
    struct Close {
        void operator()(std::FILE* file) const { std::ignore = std::fclose(file); }  // It was only read.
    };
    errno = 0;
    const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
    if (!file) return fail(code_of(errno), path.filename().string() + " cannot be opened");
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return fail(ErrorCode::unavailable, path.filename().string() + " is no file");
    if (size > bytes_max) return fail(ErrorCode::invalid, path.filename().string() + " is too large");
    std::string bytes(size, '\0');
    const auto read = std::fread(bytes.data(), 1, bytes.size(), file.get());
    if (std::ferror(file.get()) != 0) return fail(ErrorCode::unavailable, path.filename().string() + " cannot be read");
    bytes.resize(read);
    return bytes;
}

Result<std::string> FolderTiles::tile(unsigned level, std::uint64_t index, std::size_t width) const {
    const auto there = tile_width(size_, level, index);
    if (there < width || there == 0) return fail(ErrorCode::not_found, "a tile beyond the tree was asked for");
    const auto name = tile_path(level, index, there);
    auto bytes = read_whole(folder_ / name, kTileBytesMax);
    if (!bytes) return fail(bytes.error().code, name + ": " + bytes.error().detail);
    if (bytes->size() != there * kHashBytes) return fail(ErrorCode::corrupt, name + " has a wrong length");
    bytes->resize(width * kHashBytes);
    return bytes;
}

void append_entry(std::string& bundle, std::string_view entry) {
    append_be(bundle, static_cast<std::uint16_t>(entry.size()));
    bundle += entry;
}

Result<std::string_view> take_entry(std::string_view& bundle) {
    if (bundle.size() < kEntryLengthBytes) return fail(ErrorCode::corrupt, "a bundle of entries is cut off");
    const auto length = load_be<std::uint16_t>(as_bytes(bundle).data());
    if (bundle.size() - kEntryLengthBytes < length) return fail(ErrorCode::corrupt, "a bundle of entries is cut off");
    const auto entry = bundle.substr(kEntryLengthBytes, length);
    bundle.remove_prefix(kEntryLengthBytes + length);
    return entry;
}

}  // namespace hometime::evidence
