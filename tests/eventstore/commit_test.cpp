// The order of a commit, and what is left when any call of it fails.
#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "tests/support/faulty_files.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

rocksdb::IOStatus refused() {
    return rocksdb::IOStatus::IOError("the test's disk fails");
}

/// A file of the database. Only its write-ahead log is noted: that is what a commit writes to.
class FaultyDbFile final : public rocksdb::FSWritableFileOwnerWrapper {
public:
    FaultyDbFile(std::unique_ptr<rocksdb::FSWritableFile> file, DiskFaults& faults)
        : FSWritableFileOwnerWrapper(std::move(file)), faults_(faults) {}
    using FSWritableFileOwnerWrapper::Append;
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
        if (!faults_.call("write wal")) return FSWritableFileOwnerWrapper::Append(data, options, debug);
        const auto half = FSWritableFileOwnerWrapper::Append({data.data(), data.size() / 2}, options, debug);
        half.PermitUncheckedError();
        return refused();
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override {
        if (faults_.call("sync wal")) return refused();
        return FSWritableFileOwnerWrapper::Sync(options, debug);
    }

private:
    DiskFaults& faults_;
};

class FaultyDbFiles final : public rocksdb::FileSystemWrapper {
public:
    explicit FaultyDbFiles(DiskFaults& faults) : FileSystemWrapper(rocksdb::FileSystem::Default()), faults_(faults) {}
    [[nodiscard]] const char* Name() const override { return "FaultyDbFiles"; }
    rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override {
        auto status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
        if (status.ok() && name.ends_with(".log")) *file = std::make_unique<FaultyDbFile>(std::move(*file), faults_);
        return status;
    }

private:
    DiskFaults& faults_;
};

class Commit : public testing::Test {
protected:
    OpenOutcome opened() { return open_log({folder_.path(), {}, &files_, env_.get()}, random_).value(); }
    /// Without faults, as the next start finds it.
    OpenOutcome restarted() {
        auto outcome = open_folder(folder_.path(), random_).value();
        if (outcome.is_evidence()) throw std::runtime_error(to_string(outcome.findings.front()));
        return outcome;
    }

    TempDir folder_;
    SeededRandom random_{5};
    DiskFaults faults_;
    FaultyFiles files_{faults_};
    std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(std::make_shared<FaultyDbFiles>(faults_));
};

TEST_F(Commit, SyncsKeysThenTheDatabaseThenHead) {
    auto outcome = opened();
    extend(*outcome.log, kSchool, 1);
    faults_.heal();
    extend(*outcome.log, kSchool, 3);
    const std::vector<std::string> wanted{"write store", "sync store", "write wal",
                                          "sync wal",    "write HEAD", "sync HEAD"};
    EXPECT_EQ(faults_.trace(), wanted);
}

TEST_F(Commit, WithoutNewKeysTheKeyStoreIsLeftAlone) {
    auto outcome = opened();
    extend(*outcome.log, kSchool, 20);
    faults_.heal();
    extend(*outcome.log, kSchool, 1);  // The fact at 21 has no text to seal.
    EXPECT_EQ(faults_.trace(), (std::vector<std::string>{"write wal", "sync wal", "write HEAD", "sync HEAD"}));
}

TEST_F(Commit, ARefusedBatchWritesNothing) {
    auto outcome = opened();
    extend(*outcome.log, kSchool, 1);
    faults_.heal();
    auto batch = batch_after(kSchool, 1, 3);
    std::get<MessageSent>(batch.records[0].event).text.text.assign(kRecordBytesMax, 'x');
    EXPECT_EQ(outcome.log->commit(batch).error().code, ErrorCode::invalid);
    EXPECT_TRUE(faults_.trace().empty());
}

/// Each call of a commit fails in turn, once or for good: nothing is acknowledged any more, readers see what was,
/// and after a restart everything acknowledged is there, and the failed batch is there whole or not at all.
TEST_F(Commit, AfterTheFirstFailureNothingIsAcknowledged) {
    const TempDir start;
    {
        auto outcome = opened();
        extend(*outcome.log, kSchool, 10);
    }
    copy_folder(folder_.path(), start / "folder");
    for (const bool once : {true, false}) {
        int calls = 0;
        for (int n = 1;; ++n) {
            SCOPED_TRACE("call " + std::to_string(n) + (once ? " fails" : " and all after it fail"));
            copy_folder(start / "folder", folder_.path());
            faults_.heal();
            auto outcome = opened();
            extend(*outcome.log, kSchool, 2);
            const auto wanted = acknowledged(*outcome.log);
            faults_.fail(n, once);
            auto batch = batch_after(kSchool, 12, 30);
            const auto receipt = outcome.log->commit(batch);
            if (!faults_.failed()) break;
            ++calls;
            ASSERT_FALSE(receipt);
            EXPECT_EQ(receipt.error().code, ErrorCode::unavailable);
            EXPECT_EQ(outcome.log->commit(batch).error().code, ErrorCode::unavailable);
            EXPECT_EQ(acknowledged(*outcome.log).frames, wanted.frames);
            EXPECT_FALSE(outcome.log->row(row_key(kSchool, 42)).value());
            EXPECT_FALSE(outcome.log->reply(reply_key(kSchool, 42)).value());
            outcome.log.reset();
            const auto after = restarted();
            const auto size = after.log->head(kSchool)->size;
            EXPECT_TRUE(size == 12 || size == 42) << size;
            for (const auto& [position, frame] : wanted.frames) EXPECT_EQ(after.log->frame(position), frame);
            EXPECT_EQ(after.log->reply(reply_key(kSchool, 42)).value().has_value(), size == 42);
        }
        EXPECT_EQ(calls, 6);
    }
}

}  // namespace
}  // namespace hometime
