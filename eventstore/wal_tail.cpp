#include "eventstore/wal_tail.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <tuple>

#include "eventstore/base/mutants.h"

namespace hometime {

namespace {

/// A write-ahead log is flushed long before it is this long. Bytes.
constexpr std::uint64_t kWalBytesMax = std::uint64_t{1} << 30;

std::optional<std::uint64_t> wal_number(const std::filesystem::path& file) {
    if (file.extension() != ".log") return std::nullopt;
    const auto stem = file.stem().string();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    if (error != std::errc{} || end != stem.data() + stem.size()) return std::nullopt;
    return number;
}

Result<void> write_new(FileSystem& files, const std::filesystem::path& path, std::string_view bytes) {
    auto file = files.open(path, OpenMode::create);
    if (!file) return tl::unexpected(file.error());
    if (auto written = (*file)->write_at(0, as_bytes(bytes)); !written) return written;
    return (*file)->sync();
}

/// A name in `folder` that is free: the same bytes may be put aside twice, after a crash between copy and cut.
Result<std::filesystem::path> free_name(FileSystem& files, const std::filesystem::path& wanted) {
    auto path = wanted;
    for (int copy = 2;; ++copy) {
        const auto taken = files.exists(path);
        if (!taken) return tl::unexpected(taken.error());
        if (!*taken) return path;
        path = wanted;
        path += "." + std::to_string(copy);
    }
}

Result<void> save(FileSystem& files, const DataFolder& folder, const WalTail& tail) {
    const auto bytes = read_file(files, tail.file, kWalBytesMax);
    if (!bytes) return tl::unexpected(bytes.error());
    const auto name = tail.file.filename().string() + ".from-" + std::to_string(tail.keep);
    const auto path = free_name(files, folder.lost_and_found() / name);
    if (!path) return tl::unexpected(path.error());
    return write_new(files, *path, std::string_view(*bytes).substr(std::min<std::size_t>(tail.keep, bytes->size())));
}

Result<void> cut(FileSystem& files, const WalTail& tail) {
    auto file = files.open(tail.file, OpenMode::write);
    if (!file) return tl::unexpected(file.error());
    if (auto shortened = (*file)->truncate(tail.keep); !shortened) return shortened;
    return (*file)->sync();
}

}  // namespace

std::vector<WalTail> unvouched_tails(const std::filesystem::path& log, const FileExtent& vouched) {
    std::vector<WalTail> tails;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(log, error)) {
        const auto number = wal_number(entry.path());
        if (!number || *number < vouched.number) continue;
        auto keep = *number == vouched.number ? vouched.length : 0;
        if (mutant(Mutant::vouched_tail_cut)) keep /= 2;
        const auto size = entry.file_size(error);
        if (!error && size > keep) tails.push_back({entry.path(), keep, size});
    }
    std::sort(tails.begin(), tails.end(), [](const WalTail& a, const WalTail& b) { return a.file < b.file; });
    return tails;
}

FileExtent newest_wal(const std::filesystem::path& log) {
    FileExtent newest;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(log, error)) {
        const auto number = wal_number(entry.path());
        if (number && *number >= newest.number) newest = {*number, entry.file_size(error)};
    }
    return newest;
}

Result<std::uint64_t> save_and_cut(FileSystem& files, const DataFolder& folder, const std::vector<WalTail>& tails) {
    if (tails.empty()) return 0;
    if (auto made = files.create_folders(folder.lost_and_found()); !made) return tl::unexpected(made.error());
    std::uint64_t bytes = 0;
    for (const auto& tail : tails) {
        if (auto saved = save(files, folder, tail); !saved) return tl::unexpected(saved.error());
        bytes += tail.size - tail.keep;
    }
    for (const auto& path : {folder.lost_and_found(), folder.root}) {
        if (auto synced = files.sync_folder(path); !synced) return tl::unexpected(synced.error());
    }
    for (const auto& tail : tails) {
        if (auto shortened = cut(files, tail); !shortened) return tl::unexpected(shortened.error());
    }
    return bytes;
}

Result<TrialCopy> TrialCopy::make(FileSystem& files, const DataFolder& folder, const std::vector<WalTail>& tails) {
    // What a crash may have left.
    if (auto removed = files.remove_folder(folder.trial()); !removed) return tl::unexpected(removed.error());
    if (auto made = files.create_folders(folder.trial()); !made) return tl::unexpected(made.error());
    TrialCopy trial(files, folder.trial());
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder.log(), error)) {
        const auto name = trial.path() / entry.path().filename();
        const auto cut_here =
            std::find_if(tails.begin(), tails.end(), [&](const WalTail& tail) { return tail.file == entry.path(); });
        if (cut_here == tails.end()) {
            if (auto linked = files.link(entry.path(), name); !linked) return tl::unexpected(linked.error());
            continue;
        }
        const auto bytes = read_file(files, entry.path(), kWalBytesMax);
        if (!bytes) return tl::unexpected(bytes.error());
        const auto kept = std::string_view(*bytes).substr(0, cut_here->keep);
        if (auto written = write_new(files, name, kept); !written) return tl::unexpected(written.error());
    }
    if (error) return fail(ErrorCode::unavailable, "a trial copy of the log: " + error.message());
    return trial;
}

TrialCopy::TrialCopy(TrialCopy&& other) noexcept : files_(other.files_), path_(std::move(other.path_)) {
    other.path_.clear();
}

TrialCopy::~TrialCopy() {
    if (!path_.empty()) std::ignore = files_.remove_folder(path_);  // What stays is removed by the next trial.
}

}  // namespace hometime
