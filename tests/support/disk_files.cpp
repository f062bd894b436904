#include <algorithm>
#include <tuple>

#include "tests/support/disk_state.h"

namespace hometime::test {

namespace fs = std::filesystem;
using Kind = DiskCall::Kind;
using What = DiskFault::What;

namespace {

tl::unexpected<Error> refused(What what) {
    return hometime::fail(ErrorCode::unavailable,
                          what == What::no_space ? "write: No space left on device" : "Input/output error");
}

/// The event store's own files.
class Files final : public FileSystem {
public:
    explicit Files(std::shared_ptr<DiskState> state) : state_(std::move(state)) {}

    [[nodiscard]] Result<std::unique_ptr<File>> open(const fs::path& path, OpenMode mode) override {
        Result<std::unique_ptr<File>> file = hometime::fail(ErrorCode::unavailable, "not opened");
        const auto open_it = [&](const std::string&) {
            file = posix_files().open(path, mode);
            return file.has_value();
        };
        const auto name = state_->name(path);
        if (mode != OpenMode::create) {
            std::ignore = open_it({});
        } else if (const auto failed = state_->change({Kind::create, 0, name, {}, 0, {}, false}, open_it)) {
            return refused(*failed);
        }
        if (!file) return file;
        return std::make_unique<Watched>(state_, std::move(*file), name);
    }
    [[nodiscard]] Result<bool> exists(const fs::path& path) override { return posix_files().exists(path); }
    [[nodiscard]] Result<unsigned> mode(const fs::path& path) override { return posix_files().mode(path); }
    [[nodiscard]] Result<void> rename(const fs::path& from, const fs::path& to) override {
        return change({Kind::rename, 0, state_->name(from), state_->name(to), 0, {}, false},
                      [&] { return posix_files().rename(from, to); });
    }
    [[nodiscard]] Result<void> link(const fs::path& from, const fs::path& to) override {
        return change({Kind::link, 0, state_->name(from), state_->name(to), 0, {}, false},
                      [&] { return posix_files().link(from, to); });
    }
    [[nodiscard]] Result<void> remove(const fs::path& path) override {
        if (!fs::exists(path)) return {};
        return change({Kind::remove, 0, state_->name(path), {}, 0, {}, false},
                      [&] { return posix_files().remove(path); });
    }
    /// One call for each file and folder in it, as the system sees it.
    [[nodiscard]] Result<void> remove_folder(const fs::path& path) override {
        if (!fs::exists(path)) return {};
        std::vector<fs::path> all{path};
        for (const auto& entry : fs::recursive_directory_iterator(path)) all.push_back(entry.path());
        std::sort(all.rbegin(), all.rend());
        for (const auto& one : all) {
            if (auto removed = change({Kind::remove, 0, state_->name(one), {}, 0, {}, false},
                                      [&]() -> Result<void> {
                                          fs::remove(one);
                                          return {};
                                      });
                !removed) {
                return removed;
            }
        }
        return {};
    }
    [[nodiscard]] Result<void> create_folders(const fs::path& path) override {
        fs::path so_far;
        for (const auto& part : path) {
            so_far /= part;
            if (fs::exists(so_far)) continue;
            if (auto made = change({Kind::make_folder, 0, state_->name(so_far), {}, 0, {}, false},
                                   [&] { return posix_files().create_folders(so_far); });
                !made) {
                return made;
            }
        }
        return {};
    }
    [[nodiscard]] Result<void> sync_folder(const fs::path& path) override {
        return change({Kind::sync_folder, 0, state_->name(path), {}, 0, {}, false},
                      []() -> Result<void> { return {}; });
    }

private:
    class Watched final : public File {
    public:
        Watched(std::shared_ptr<DiskState> state, std::unique_ptr<File> file, std::string name)
            : state_(std::move(state)), file_(std::move(file)), name_(std::move(name)), number_(state_->file(name_)) {}
        [[nodiscard]] Result<std::uint64_t> size() const override { return file_->size(); }
        [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
            return file_->read_at(offset, out);
        }
        [[nodiscard]] Result<void> write_at(std::uint64_t offset, ByteView bytes) override {
            Result<void> written;
            const auto failed =
                state_->change({Kind::write, number_, name_, {}, offset, std::string(as_text(bytes)), false},
                               [&](const std::string& these) {
                                   written = file_->write_at(offset, as_bytes(these));
                                   return written.has_value();
                               });
            if (failed) return refused(*failed);
            return written;
        }
        [[nodiscard]] Result<void> sync() override {
            if (const auto failed = state_->change({Kind::sync, number_, name_, {}, 0, {}, false},
                                                   [](const std::string&) { return true; })) {
                return refused(*failed);
            }
            return {};
        }
        [[nodiscard]] Result<void> truncate(std::uint64_t length) override {
            Result<void> done;
            const auto failed =
                state_->change({Kind::truncate, number_, name_, {}, length, {}, false}, [&](const std::string&) {
                    done = file_->truncate(length);
                    return done.has_value();
                });
            if (failed) return refused(*failed);
            return done;
        }

    private:
        std::shared_ptr<DiskState> state_;
        std::unique_ptr<File> file_;
        std::string name_;
        std::uint64_t number_;
    };

    template <class Act>
    Result<void> change(DiskCall call, Act act) {
        Result<void> done;
        const auto failed = state_->change(std::move(call), [&](const std::string&) {
            done = act();
            return done.has_value();
        });
        if (failed) return refused(*failed);
        return done;
    }

    std::shared_ptr<DiskState> state_;
};

}  // namespace

std::unique_ptr<FileSystem> watched_files(std::shared_ptr<DiskState> state) {
    return std::make_unique<Files>(std::move(state));
}

}  // namespace hometime::test
