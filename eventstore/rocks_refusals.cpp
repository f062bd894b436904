#include "eventstore/rocks_refusals.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <utility>

#include "eventstore/rocks_logger.h"

namespace hometime {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

IOStatus noted(DiskRefusals& refusals, IOStatus status) {
    // What a file system cannot do at all is asked for, and done in another way.
    if (!status.ok() && !status.IsNotSupported()) refusals.note(without_keys(status.ToString()));
    return status;
}

class NotingFile final : public rocksdb::FSWritableFileOwnerWrapper {
public:
    NotingFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::shared_ptr<DiskRefusals> refusals)
        : FSWritableFileOwnerWrapper(std::move(file)), refusals_(std::move(refusals)) {}

    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::Append(data, options, context));
    }
    IOStatus Append(const rocksdb::Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& check,
                    IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::Append(data, options, check, context));
    }
    IOStatus PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset, const IOOptions& options,
                              IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::PositionedAppend(data, offset, options, context));
    }
    IOStatus PositionedAppend(const rocksdb::Slice& data, std::uint64_t offset, const IOOptions& options,
                              const rocksdb::DataVerificationInfo& check, IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::PositionedAppend(data, offset, options, check, context));
    }
    IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::Truncate(size, options, context));
    }
    IOStatus Close(const IOOptions& options, IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::Close(options, context));
    }
    IOStatus Flush(const IOOptions& options, IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::Flush(options, context));
    }
    IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::Sync(options, context));
    }
    IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::Fsync(options, context));
    }
    IOStatus RangeSync(std::uint64_t offset, std::uint64_t bytes, const IOOptions& options,
                       IODebugContext* context) override {
        return noted(*refusals_, FSWritableFileOwnerWrapper::RangeSync(offset, bytes, options, context));
    }

private:
    std::shared_ptr<DiskRefusals> refusals_;
};

class NotingFolder final : public rocksdb::FSDirectoryWrapper {
public:
    NotingFolder(std::unique_ptr<rocksdb::FSDirectory> folder, std::shared_ptr<DiskRefusals> refusals)
        : FSDirectoryWrapper(std::move(folder)), refusals_(std::move(refusals)) {}

    IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
        return noted(*refusals_, FSDirectoryWrapper::Fsync(options, context));
    }
    IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* context,
                                 const rocksdb::DirFsyncOptions& what) override {
        auto status = FSDirectoryWrapper::FsyncWithDirOptions(options, context, what);
        const bool for_options = what.reason == rocksdb::DirFsyncOptions::kFileRenamed &&
                                 what.renamed_new_name.find("OPTIONS-") != std::string::npos;
        return for_options ? status : noted(*refusals_, std::move(status));
    }

private:
    std::shared_ptr<DiskRefusals> refusals_;
};

class NotingFiles final : public rocksdb::FileSystemWrapper {
public:
    NotingFiles(const std::shared_ptr<rocksdb::FileSystem>& base, const std::string& folder,
                std::shared_ptr<DiskRefusals> refusals)
        : FileSystemWrapper(base), folder_(folder), within_(folder + '/'), refusals_(std::move(refusals)) {}

    [[nodiscard]] const char* Name() const override { return "hometime.noting_files"; }

    IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
        return wrap(name, file, target()->NewWritableFile(name, options, file, context));
    }
    IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
        return wrap(name, file, target()->ReopenWritableFile(name, options, file, context));
    }
    IOStatus ReuseWritableFile(const std::string& name, const std::string& old, const rocksdb::FileOptions& options,
                               std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
        return wrap(name, file, target()->ReuseWritableFile(name, old, options, file, context));
    }
    IOStatus NewDirectory(const std::string& name, const IOOptions& options,
                          std::unique_ptr<rocksdb::FSDirectory>* folder, IODebugContext* context) override {
        auto status = target()->NewDirectory(name, options, folder, context);
        if (status.ok() && is_ours(name)) *folder = std::make_unique<NotingFolder>(std::move(*folder), refusals_);
        return status;
    }
    IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                        IODebugContext* context) override {
        auto status = target()->RenameFile(from, to, options, context);
        return matters(to) ? noted(*refusals_, std::move(status)) : status;
    }
    IOStatus Truncate(const std::string& name, std::size_t size, const IOOptions& options,
                      IODebugContext* context) override {
        auto status = target()->Truncate(name, size, options, context);
        return matters(name) ? noted(*refusals_, std::move(status)) : status;
    }

private:
    [[nodiscard]] bool is_ours(const std::string& name) const { return name == folder_ || name.starts_with(within_); }
    [[nodiscard]] bool matters(const std::string& name) const { return is_ours(name) && !is_options(name); }
    /// OPTIONS is written under a passing name, and so is CURRENT: whether that one failed, RocksDB says at once.
    [[nodiscard]] static bool is_options(const std::string& name) {
        return name.find("OPTIONS-") != std::string::npos || name.ends_with(".dbtmp");
    }
    IOStatus wrap(const std::string& name, std::unique_ptr<rocksdb::FSWritableFile>* file, IOStatus status) {
        if (!matters(name)) return status;
        if (status.ok()) *file = std::make_unique<NotingFile>(std::move(*file), refusals_);
        return noted(*refusals_, std::move(status));
    }
    std::string folder_;
    std::string within_;  ///< not a folder beside it whose name begins alike
    std::shared_ptr<DiskRefusals> refusals_;
};

}  // namespace

void DiskRefusals::note(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    if (what_.empty()) what_ = what.empty() ? "refused" : what;
    any_ = true;
}

std::optional<std::string> DiskRefusals::first() const {
    if (!any_) return std::nullopt;
    const std::scoped_lock lock(mutex_);
    return what_;
}

std::unique_ptr<rocksdb::Env> noting_refusals(rocksdb::Env& base, const std::string& folder,
                                              std::shared_ptr<DiskRefusals> refusals) {
    return rocksdb::NewCompositeEnv(std::make_shared<NotingFiles>(base.GetFileSystem(), folder, std::move(refusals)));
}

}  // namespace hometime
