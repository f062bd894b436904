// Files that note each call that changes something, and fail the one they are told to.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "eventstore/file.h"

namespace hometime::test {

/// What happened to a disk, and what shall. Any thread.
class DiskFaults {
public:
    /// Notes "sync HEAD" or the like. True: this call must fail.
    [[nodiscard]] bool call(std::string what) {
        const std::scoped_lock lock(mutex_);
        trace_.push_back(std::move(what));
        if (countdown_ < 0) return false;
        if (countdown_ > 0) --countdown_;
        const bool fails = countdown_ == 0;
        if (fails && once_) countdown_ = -1;
        failed_ = failed_ || fails;
        return fails;
    }
    /// The `n`-th call from now fails (from 1), and so do all after it unless `once`. Forgets the trace.
    void fail(int n, bool once) {
        const std::scoped_lock lock(mutex_);
        trace_.clear();
        countdown_ = n;
        once_ = once;
        failed_ = false;
    }
    /// Nothing fails from now on. Forgets the trace.
    void heal() { fail(-1, false); }
    [[nodiscard]] bool failed() const {
        const std::scoped_lock lock(mutex_);
        return failed_;
    }
    [[nodiscard]] std::vector<std::string> trace() const {
        const std::scoped_lock lock(mutex_);
        return trace_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> trace_;
    int countdown_ = -1;
    bool once_ = false;
    bool failed_ = false;
};

/// The system's files with DiskFaults in between. A failing write leaves half of its bytes.
class FaultyFiles final : public FileSystem {
public:
    explicit FaultyFiles(DiskFaults& faults) : faults_(faults) {}

    [[nodiscard]] Result<std::unique_ptr<File>> open(const std::filesystem::path& path, OpenMode mode) override {
        auto file = posix_files().open(path, mode);
        if (!file) return file;
        return std::make_unique<Faulty>(std::move(*file), path.filename().string(), faults_);
    }
    [[nodiscard]] Result<bool> exists(const std::filesystem::path& path) override { return posix_files().exists(path); }
    [[nodiscard]] Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        if (faults_.call("rename " + to.filename().string())) return refused();
        return posix_files().rename(from, to);
    }
    [[nodiscard]] Result<void> link(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return posix_files().link(from, to);
    }
    [[nodiscard]] Result<void> remove_folder(const std::filesystem::path& path) override {
        return posix_files().remove_folder(path);
    }
    [[nodiscard]] Result<void> remove(const std::filesystem::path& path) override { return posix_files().remove(path); }
    [[nodiscard]] Result<void> create_folders(const std::filesystem::path& path) override {
        return posix_files().create_folders(path);
    }
    [[nodiscard]] Result<void> sync_folder(const std::filesystem::path& path) override {
        if (faults_.call("sync folder")) return refused();
        return posix_files().sync_folder(path);
    }
    [[nodiscard]] Result<unsigned> mode(const std::filesystem::path& path) override { return posix_files().mode(path); }

private:
    static tl::unexpected<Error> refused() { return fail(ErrorCode::unavailable, "the test's disk fails"); }

    class Faulty final : public File {
    public:
        Faulty(std::unique_ptr<File> file, std::string name, DiskFaults& faults)
            : file_(std::move(file)), name_(std::move(name)), faults_(faults) {}
        [[nodiscard]] Result<std::uint64_t> size() const override { return file_->size(); }
        [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
            return file_->read_at(offset, out);
        }
        [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
            if (!faults_.call("write " + name_)) return file_->write_at(offset, bytes);
            return file_->write_at(offset, bytes.first(bytes.size() / 2)).and_then([]() -> Result<void> {
                return refused();
            });
        }
        [[nodiscard]] Result<void> sync() override {
            if (faults_.call("sync " + name_)) return refused();
            return file_->sync();
        }
        [[nodiscard]] Result<void> truncate(std::uint64_t length) override {
            if (faults_.call("truncate " + name_)) return refused();
            return file_->truncate(length);
        }

    private:
        std::unique_ptr<File> file_;
        std::string name_;
        DiskFaults& faults_;
    };

    DiskFaults& faults_;
};

}  // namespace hometime::test
