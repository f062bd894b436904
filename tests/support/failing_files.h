// A disk that fails when it is told to: any FileSystem, wrapped.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/file.h"

namespace hometime::test {

/// What becomes of the call that fails. `lost`: nothing of it happens. `torn`: half of a write happens, any other
/// call is lost. `done`: all of it happens, and is reported as failed.
enum class Fault : std::uint8_t { lost, torn, done };

/// Counts the calls that change something (writes, syncs, truncations, renames, …) and fails one of them, and from
/// then on every other: a disk that has failed does not come back. One thread.
class FailingFiles final : public FileSystem {
public:
    explicit FailingFiles(FileSystem& files = posix_files()) : state_(std::make_shared<State>(files)) {}

    /// Fails the n-th change from now, from 0.
    void fail_change(std::size_t n, Fault fault) {
        state_->left = n;
        state_->fault = fault;
    }
    void heal() {
        state_->left.reset();
        state_->failed = false;
    }
    /// The names of the changing calls so far: "write", "sync", "rename" …
    [[nodiscard]] const std::vector<std::string>& changes() const { return state_->changes; }
    [[nodiscard]] bool has_failed() const { return state_->failed; }

    [[nodiscard]] Result<std::unique_ptr<File>> open(const std::filesystem::path& path, OpenMode mode) override {
        auto open_it = [&] { return state_->files.open(path, mode); };
        auto file = mode == OpenMode::create ? state_->change<std::unique_ptr<File>>("create", open_it) : open_it();
        if (!file) return file;
        return std::make_unique<FailingFile>(state_, std::move(*file));
    }
    [[nodiscard]] Result<bool> exists(const std::filesystem::path& path) override { return state_->files.exists(path); }
    [[nodiscard]] Result<unsigned> mode(const std::filesystem::path& path) override { return state_->files.mode(path); }
    [[nodiscard]] Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return state_->change<void>("rename", [&] { return state_->files.rename(from, to); });
    }
    [[nodiscard]] Result<void> link(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return state_->change<void>("link", [&] { return state_->files.link(from, to); });
    }
    [[nodiscard]] Result<void> remove_folder(const std::filesystem::path& path) override {
        return state_->change<void>("remove_folder", [&] { return state_->files.remove_folder(path); });
    }
    [[nodiscard]] Result<void> remove(const std::filesystem::path& path) override {
        return state_->change<void>("remove", [&] { return state_->files.remove(path); });
    }
    [[nodiscard]] Result<void> create_folders(const std::filesystem::path& path) override {
        return state_->change<void>("create_folders", [&] { return state_->files.create_folders(path); });
    }
    [[nodiscard]] Result<void> sync_folder(const std::filesystem::path& path) override {
        return state_->change<void>("sync_folder", [&] { return state_->files.sync_folder(path); });
    }

private:
    struct State {
        explicit State(FileSystem& wrapped) : files(wrapped) {}
        FileSystem& files;
        std::optional<std::size_t> left;
        Fault fault = Fault::lost;
        bool failed = false;
        std::vector<std::string> changes;

        /// Whether this change is to fail.
        bool strikes() {
            if (failed) return true;
            if (!left) return false;
            failed = *left == 0;
            if (!failed) --*left;
            return failed;
        }
        template <class T, class Call>
        Result<T> change(const char* name, Call call) {
            const bool again = failed;
            changes.emplace_back(name);
            if (!strikes()) return call();
            if (!again && fault == Fault::done) std::ignore = call();  // Done, and reported as failed.
            return fail(ErrorCode::unavailable, std::string(name) + ": injected failure");
        }
    };

    class FailingFile final : public File {
    public:
        FailingFile(std::shared_ptr<State> state, std::unique_ptr<File> file)
            : state_(std::move(state)), file_(std::move(file)) {}
        [[nodiscard]] Result<std::uint64_t> size() const override { return file_->size(); }
        [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
            return file_->read_at(offset, out);
        }
        [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
            const bool healthy = !state_->failed;
            auto written = state_->change<void>("write", [&] { return file_->write_at(offset, bytes); });
            if (healthy && !written && state_->fault == Fault::torn) {
                std::ignore = file_->write_at(offset, bytes.first(bytes.size() / 2));  // The half that got there.
            }
            return written;
        }
        [[nodiscard]] Result<void> sync() override {
            return state_->change<void>("sync", [&] { return file_->sync(); });
        }
        [[nodiscard]] Result<void> truncate(std::uint64_t length) override {
            return state_->change<void>("truncate", [&] { return file_->truncate(length); });
        }

    private:
        std::shared_ptr<State> state_;
        std::unique_ptr<File> file_;
    };

    std::shared_ptr<State> state_;
};

}  // namespace hometime::test
