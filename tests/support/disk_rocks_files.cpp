#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <type_traits>

#include "tests/support/disk_state.h"

namespace hometime::test {

namespace fs = std::filesystem;
using Kind = DiskCall::Kind;
using What = DiskFault::What;

namespace {

rocksdb::IOStatus refused_io(What what) {
    return what == What::no_space ? rocksdb::IOStatus::NoSpace("No space left on device", "injected")
                                  : rocksdb::IOStatus::IOError("Input/output error", "injected");
}

/// RocksDB's files.
class RocksFiles final : public rocksdb::FileSystemWrapper {
public:
    explicit RocksFiles(std::shared_ptr<DiskState> state)
        : FileSystemWrapper(rocksdb::FileSystem::Default()), state_(std::move(state)) {}
    [[nodiscard]] const char* Name() const override { return "fault-disk"; }

    rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* context) override {
        const auto made = change({Kind::create, 0, state_->name(path), {}, 0, {}, false},
                                 [&] { return target()->NewWritableFile(path, options, file, context); });
        if (made.ok()) *file = std::make_unique<Writable>(state_, std::move(*file), state_->name(path));
        return made;
    }
    rocksdb::IOStatus ReuseWritableFile(const std::string&, const std::string&, const rocksdb::FileOptions&,
                                        std::unique_ptr<rocksdb::FSWritableFile>*, rocksdb::IODebugContext*) override {
        return rocksdb::IOStatus::NotSupported("a file that is used again would not be watched");
    }
    rocksdb::IOStatus ReopenWritableFile(const std::string&, const rocksdb::FileOptions&,
                                         std::unique_ptr<rocksdb::FSWritableFile>*, rocksdb::IODebugContext*) override {
        return rocksdb::IOStatus::NotSupported("a file that is opened again would not be watched");
    }
    rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                   std::unique_ptr<rocksdb::FSDirectory>* folder,
                                   rocksdb::IODebugContext* context) override {
        auto opened = target()->NewDirectory(path, options, folder, context);
        if (opened.ok()) *folder = std::make_unique<Folder>(state_, std::move(*folder), state_->name(path));
        return opened;
    }
    rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* context) override {
        return change({Kind::remove, 0, state_->name(path), {}, 0, {}, false},
                      [&] { return target()->DeleteFile(path, options, context); });
    }
    rocksdb::IOStatus Truncate(const std::string& path, size_t length, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override {
        const auto name = state_->name(path);
        return change({Kind::truncate, state_->file(name), name, {}, length, {}, false},
                      [&] { return target()->Truncate(path, length, options, context); });
    }
    rocksdb::IOStatus CreateDir(const std::string& path, const rocksdb::IOOptions& options,
                                rocksdb::IODebugContext* context) override {
        return change({Kind::make_folder, 0, state_->name(path), {}, 0, {}, false},
                      [&] { return target()->CreateDir(path, options, context); });
    }
    rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const rocksdb::IOOptions& options,
                                         rocksdb::IODebugContext* context) override {
        if (fs::exists(path)) return rocksdb::IOStatus::OK();
        return CreateDir(path, options, context);
    }
    rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* context) override {
        return change({Kind::rename, 0, state_->name(from), state_->name(to), 0, {}, false},
                      [&] { return target()->RenameFile(from, to, options, context); });
    }
    rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override {
        return change({Kind::link, 0, state_->name(from), state_->name(to), 0, {}, false},
                      [&] { return target()->LinkFile(from, to, options, context); });
    }

private:
    template <class Act>
    static rocksdb::IOStatus change_on(DiskState& state, DiskCall call, Act act) {
        auto done = rocksdb::IOStatus::OK();
        const auto failed = state.change(std::move(call), [&](const std::string& bytes) {
            if constexpr (std::is_invocable_v<Act, const std::string&>) {
                done = act(bytes);
            } else {
                done = act();
            }
            return done.ok();
        });
        return failed ? refused_io(*failed) : done;
    }
    template <class Act>
    rocksdb::IOStatus change(DiskCall call, Act act) {
        return change_on(*state_, std::move(call), std::move(act));
    }

    class Writable final : public rocksdb::FSWritableFileOwnerWrapper {
    public:
        Writable(std::shared_ptr<DiskState> state, std::unique_ptr<rocksdb::FSWritableFile> file, std::string name)
            : Writable(std::move(state), file.get(), std::move(file), std::move(name)) {}
        rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* context) override {
            const auto offset = size_;
            return change_on(*state_, {Kind::write, number_, name_, {}, offset, data.ToString(), false},
                             [&](const std::string& bytes) {
                                 size_ += bytes.size();
                                 return file_->Append(bytes, options, context);
                             });
        }
        rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                                 const rocksdb::DataVerificationInfo&, rocksdb::IODebugContext* context) override {
            return Append(data, options, context);
        }
        rocksdb::IOStatus Truncate(uint64_t length, const rocksdb::IOOptions& options,
                                   rocksdb::IODebugContext* context) override {
            return change_on(*state_, {Kind::truncate, number_, name_, {}, length, {}, false},
                             [&] { return file_->Truncate(length, options, context); });
        }
        rocksdb::IOStatus Sync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
            return change_on(*state_, {Kind::sync, number_, name_, {}, 0, {}, false},
                             [] { return rocksdb::IOStatus::OK(); });
        }
        rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override {
            return Sync(options, context);
        }
        rocksdb::IOStatus RangeSync(uint64_t, uint64_t, const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
            return rocksdb::IOStatus::OK();  // Promises nothing.
        }
        rocksdb::IOStatus Allocate(uint64_t, uint64_t, const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
            return rocksdb::IOStatus::OK();  // Changes no byte.
        }

    private:
        Writable(std::shared_ptr<DiskState> state, rocksdb::FSWritableFile* file,
                 std::unique_ptr<rocksdb::FSWritableFile> owned, std::string name)
            : FSWritableFileOwnerWrapper(std::move(owned)),
              state_(std::move(state)),
              file_(file),
              name_(std::move(name)),
              number_(state_->file(name_)) {}
        std::shared_ptr<DiskState> state_;
        rocksdb::FSWritableFile* file_;
        std::string name_;
        std::uint64_t number_;
        std::uint64_t size_ = 0;
    };

    class Folder final : public rocksdb::FSDirectoryWrapper {
    public:
        Folder(std::shared_ptr<DiskState> state, std::unique_ptr<rocksdb::FSDirectory> folder, std::string name)
            : FSDirectoryWrapper(std::move(folder)), state_(std::move(state)), name_(std::move(name)) {}
        rocksdb::IOStatus Fsync(const rocksdb::IOOptions&, rocksdb::IODebugContext*) override {
            return change_on(*state_, {Kind::sync_folder, 0, name_, {}, 0, {}, false},
                             [] { return rocksdb::IOStatus::OK(); });
        }
        rocksdb::IOStatus FsyncWithDirOptions(const rocksdb::IOOptions& options, rocksdb::IODebugContext* context,
                                              const rocksdb::DirFsyncOptions&) override {
            return Fsync(options, context);
        }

    private:
        std::shared_ptr<DiskState> state_;
        std::string name_;
    };

    std::shared_ptr<DiskState> state_;
};

}  // namespace

std::unique_ptr<rocksdb::Env> watched_env(std::shared_ptr<DiskState> state) {
    return rocksdb::NewCompositeEnv(std::make_shared<RocksFiles>(std::move(state)));
}

}  // namespace hometime::test
