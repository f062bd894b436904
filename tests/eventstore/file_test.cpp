#include "eventstore/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "tests/support/failing_files.h"
#include "tests/support/temp_dir.h"

namespace hometime {
namespace {

using test::FailingFiles;
using test::Fault;
using test::TempDir;

std::string content_of(const std::filesystem::path& path) {
    return read_file(posix_files(), path, 1 << 20).value();
}

TEST(PosixFile, WritesAndReadsWhereItIsTold) {
    const TempDir dir;
    const auto file = posix_files().open(dir / "f", OpenMode::create).value();
    ASSERT_TRUE(file->write_at(3, as_bytes("def")).has_value());
    ASSERT_TRUE(file->write_at(0, as_bytes("abc")).has_value());
    ASSERT_TRUE(file->sync().has_value());
    EXPECT_EQ(file->size(), 6U);
    std::array<std::uint8_t, 10> out{};
    EXPECT_EQ(file->read_at(2, out), 4U) << "short where the file ends";
    EXPECT_EQ(as_text(ByteView(out).first(4)), "cdef");
    EXPECT_EQ(file->read_at(99, out), 0U);
    ASSERT_TRUE(file->truncate(4).has_value());
    EXPECT_EQ(content_of(dir / "f"), "abcd");
}

TEST(PosixFile, NamesWhyItDoesNotOpen) {
    const TempDir dir;
    auto& files = posix_files();
    EXPECT_EQ(files.open(dir / "absent", OpenMode::read).error().code, ErrorCode::not_found);
    EXPECT_EQ(files.open(dir / "absent", OpenMode::write).error().code, ErrorCode::not_found);
    ASSERT_TRUE(files.open(dir / "f", OpenMode::create).has_value());
    EXPECT_EQ(files.open(dir / "f", OpenMode::create).error().code, ErrorCode::conflict);
}

TEST(PosixFile, IsMadeForItsOwnerOnly) {
    const TempDir dir;
    ASSERT_TRUE(posix_files().open(dir / "f", OpenMode::create).has_value());
    EXPECT_EQ(posix_files().mode(dir / "f"), 0600U);
    ASSERT_TRUE(posix_files().create_folders(dir / "a/b").has_value());
    EXPECT_EQ(posix_files().mode(dir / "a/b"), 0700U);
    EXPECT_TRUE(posix_files().create_folders(dir / "a/b").has_value()) << "one that exists is no error";
}

TEST(PosixFile, RefusesWritesThatTheDiskHasNoRoomFor) {
    const TempDir dir;
    const auto file = posix_files().open(dir / "f", OpenMode::create).value();
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{1000, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto written = file->write_at(0, Bytes(4000, 1));
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error().code, ErrorCode::unavailable);
    EXPECT_EQ(written.error().detail, "pwrite: File too large");
}

TEST(PosixFile, WillNotReadAFileThatIsLargerThanItMayBe) {
    const TempDir dir;
    std::ofstream(dir / "f") << "12345";
    EXPECT_EQ(read_file(posix_files(), dir / "f", 5), "12345");
    EXPECT_EQ(read_file(posix_files(), dir / "f", 4).error().code, ErrorCode::invalid);
}

TEST(WriteFileAtomically, LeavesTheOldOrTheNewContentWhicheverCallFails) {
    for (const auto fault : {Fault::lost, Fault::torn, Fault::done}) {
        for (std::size_t n = 0;; ++n) {
            const TempDir dir;
            std::ofstream(dir / "f") << "old";
            FailingFiles files;
            files.fail_change(n, fault);
            const auto written = write_file_atomically(files, dir / "f", as_bytes("new content"));
            const auto content = content_of(dir / "f");
            if (!files.has_failed()) {
                EXPECT_GT(n, 4U) << "remove, create, write, sync, rename, sync_folder";
                EXPECT_TRUE(written.has_value());
                EXPECT_EQ(content, "new content");
                break;
            }
            EXPECT_FALSE(written.has_value());
            EXPECT_TRUE(content == "old" || content == "new content") << n;
            files.heal();
            EXPECT_TRUE(write_file_atomically(files, dir / "f", as_bytes("third")).has_value());
            EXPECT_EQ(content_of(dir / "f"), "third") << "what a failure left is no hindrance";
        }
    }
}

TEST(WriteFileAtomically, SyncsBeforeItRenamesAndTheFolderAfterwards) {
    const TempDir dir;
    FailingFiles files;
    ASSERT_TRUE(write_file_atomically(files, dir / "f", as_bytes("x")).has_value());
    EXPECT_EQ(files.changes(),
              (std::vector<std::string>{"remove", "create", "write", "sync", "rename", "sync_folder"}));
}

}  // namespace
}  // namespace hometime
