#include "eventstore/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace hometime {

namespace {

/// A failed call as an Error. The path is left out: the caller knows the file, and some paths name people's homes.
tl::unexpected<Error> failed(const char* call, int error) {
    const auto code = [error] {
        switch (error) {
            case ENOENT:
            case ENOTDIR: return ErrorCode::not_found;
            case EEXIST: return ErrorCode::conflict;
            case EACCES:
            case EPERM:
            case EROFS: return ErrorCode::permission;
            default: return ErrorCode::unavailable;
        }
    }();
    return fail(code, std::string(call) + ": " + std::strerror(error));
}

/// The same call on an open file: whatever it says, the disk refused.
tl::unexpected<Error> refused(const char* call, int error) {
    return fail(ErrorCode::unavailable, std::string(call) + ": " + std::strerror(error));
}

/// Calls `call` again as long as a signal interrupts it.
template <class Call>
auto restarted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

class PosixFile final : public File {
public:
    explicit PosixFile(int descriptor) : descriptor_(descriptor) {}
    ~PosixFile() override { ::close(descriptor_); }  // Nothing is left to lose: what matters was synced.
    PosixFile(const PosixFile&) = delete;
    PosixFile& operator=(const PosixFile&) = delete;

    [[nodiscard]] Result<std::uint64_t> size() const override {
        struct stat status{};
        if (::fstat(descriptor_, &status) != 0) return refused("fstat", errno);
        return static_cast<std::uint64_t>(status.st_size);
    }

    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        std::size_t done = 0;
        while (done < out.size()) {
            const auto count = restarted([&] {
                return ::pread(descriptor_, out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
            });
            if (count < 0) return refused("pread", errno);
            if (count == 0) break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

    [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const auto count = restarted([&] {
                return ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done,
                                static_cast<off_t>(offset + done));
            });
            if (count < 0) return refused("pwrite", errno);
            if (count == 0) return refused("pwrite", ENOSPC);
            done += static_cast<std::size_t>(count);
        }
        return {};
    }

    [[nodiscard]] Result<void> sync() override {
        if (restarted([&] { return ::fdatasync(descriptor_); }) != 0) return refused("fdatasync", errno);
        return {};
    }

    [[nodiscard]] Result<void> truncate(std::uint64_t length) override {
        if (restarted([&] { return ::ftruncate(descriptor_, static_cast<off_t>(length)); }) != 0) {
            return refused("ftruncate", errno);
        }
        return {};
    }

private:
    int descriptor_;
};

class PosixFiles final : public FileSystem {
public:
    [[nodiscard]] Result<std::unique_ptr<File>> open(const std::filesystem::path& path, OpenMode mode) override {
        int flags = O_RDWR | O_CLOEXEC;
        if (mode == OpenMode::read) flags = O_RDONLY | O_CLOEXEC;
        if (mode == OpenMode::create) flags |= O_CREAT | O_EXCL;
        const int descriptor = restarted([&] { return ::open(path.c_str(), flags, 0600); });
        if (descriptor < 0) return failed("open", errno);
        return std::make_unique<PosixFile>(descriptor);
    }

    [[nodiscard]] Result<bool> exists(const std::filesystem::path& path) override {
        struct stat status{};
        if (::stat(path.c_str(), &status) == 0) return true;
        if (errno == ENOENT || errno == ENOTDIR) return false;
        return failed("stat", errno);
    }

    [[nodiscard]] Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename", errno);
        return {};
    }

    [[nodiscard]] Result<void> remove(const std::filesystem::path& path) override {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed("unlink", errno);
        return {};
    }

    [[nodiscard]] Result<void> link(const std::filesystem::path& from, const std::filesystem::path& to) override {
        if (::link(from.c_str(), to.c_str()) != 0) return failed("link", errno);
        return {};
    }

    [[nodiscard]] Result<void> remove_folder(const std::filesystem::path& path) override {
        std::error_code error;
        std::filesystem::remove_all(path, error);
        if (error) return failed("unlink", error.value());
        return {};
    }

    [[nodiscard]] Result<void> create_folders(const std::filesystem::path& path) override {
        std::filesystem::path so_far;
        for (const auto& part : path) {
            so_far /= part;
            if (::mkdir(so_far.c_str(), 0700) != 0 && errno != EEXIST) return failed("mkdir", errno);
        }
        return {};
    }

    [[nodiscard]] Result<void> sync_folder(const std::filesystem::path& path) override {
        const char* name = path.empty() ? "." : path.c_str();
        const int descriptor = restarted([&] { return ::open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
        if (descriptor < 0) return failed("open", errno);
        const int result = restarted([&] { return ::fsync(descriptor); });
        const int error = errno;
        ::close(descriptor);
        if (result != 0) return refused("fsync", error);
        return {};
    }

    [[nodiscard]] Result<unsigned> mode(const std::filesystem::path& path) override {
        struct stat status{};
        if (::stat(path.c_str(), &status) != 0) return failed("stat", errno);
        return static_cast<unsigned>(status.st_mode) & 07777U;
    }
};

}  // namespace

FileSystem& posix_files() {
    static PosixFiles files;
    return files;
}

Result<std::string> read_file(FileSystem& files, const std::filesystem::path& path, std::uint64_t bytes_max) {
    auto file = files.open(path, OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    const auto size = (*file)->size();
    if (!size) return tl::unexpected(size.error());
    if (*size > bytes_max) return fail(ErrorCode::invalid, "the file is larger than it can be");
    std::string content(*size, '\0');
    const auto count = (*file)->read_at(0, {reinterpret_cast<std::uint8_t*>(content.data()), content.size()});
    if (!count) return tl::unexpected(count.error());
    content.resize(*count);
    return content;
}

Result<void> write_file_atomically(FileSystem& files, const std::filesystem::path& path, ByteView content) {
    auto fresh = path;
    fresh += ".new";
    if (auto removed = files.remove(fresh); !removed) return removed;  // What a crash may have left.
    auto file = files.open(fresh, OpenMode::create);
    if (!file) return tl::unexpected(file.error());
    if (auto written = (*file)->write_at(0, content); !written) return written;
    if (auto synced = (*file)->sync(); !synced) return synced;
    if (auto renamed = files.rename(fresh, path); !renamed) return renamed;
    return files.sync_folder(path.parent_path());
}

}  // namespace hometime
