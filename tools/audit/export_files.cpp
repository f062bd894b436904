#include "tools/audit/export_files.h"

#include <fcntl.h>
#include <unistd.h>

namespace hometime::tools {

namespace {

constexpr std::size_t kWriteBytes = std::size_t{256} << 10;

}  // namespace

Result<void> ExportFiles::write(const std::string& name, std::string_view bytes) {
    const auto path = root_ / name;
    if (made_.insert(path.parent_path()).second) {
        if (auto made = posix_files().create_folders(path.parent_path()); !made) return made;
    }
    const auto file = posix_files().open(path, OpenMode::create);
    if (!file) return tl::unexpected(file.error());
    return (*file)->write_at(0, as_bytes(bytes));
}

Result<void> ExportFiles::sync() const {
    const int folder = ::open(root_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return fail(ErrorCode::unavailable, "the export's folder cannot be opened");
    const bool synced = ::syncfs(folder) == 0;
    ::close(folder);
    return synced ? Result<void>{} : fail(ErrorCode::unavailable, "the export could not be synced");
}

Result<void> GrowingFile::open(const std::filesystem::path& path) {
    auto file = posix_files().open(path, OpenMode::create);
    if (!file) return tl::unexpected(file.error());
    file_ = std::move(*file);
    return {};
}

Result<void> GrowingFile::append(std::string_view bytes) {
    waiting_ += bytes;
    return waiting_.size() < kWriteBytes ? Result<void>{} : finish();
}

Result<void> GrowingFile::finish() {
    if (auto done = file_->write_at(written_, as_bytes(waiting_)); !done) return done;
    written_ += waiting_.size();
    waiting_.clear();
    return {};
}

}  // namespace hometime::tools
