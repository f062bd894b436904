// Whatever happens to a file of the log, what was acknowledged is there byte for byte, or the start refuses and
// names the school and the range, or the read fails. Never a shorter log served as whole, never other bytes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"

namespace hometime {
namespace {

using namespace test;

class Corruption : public testing::Test {
protected:
    /// One folder for all tests: three openings, so that the log rests in sorted files and in the write-ahead log.
    /// `older_` is a copy from five commits before the end.
    static void SetUpTestSuite() {
        base_ = new TempDir("hometime-corruption");
        SeededRandom random{1};
        for (const int opening : {1, 2, 3}) {
            auto outcome = open_folder(*base_ / "now", random).value();
            for (int commit = 0; commit < 8; ++commit) {
                if (opening == 3 && commit == 3) copy_folder(*base_ / "now", *base_ / "older");
                extend(*outcome.log, kSchool, 11);
                extend(*outcome.log, kOtherSchool, 3);
            }
            if (opening == 1) copy_folder(*base_ / "now", *base_ / "oldest");
            wanted_ = acknowledged(*outcome.log);
        }
    }
    static void TearDownTestSuite() {
        delete base_;
        base_ = nullptr;
    }

    void SetUp() override {
        const char* given = std::getenv("HOMETIME_TEST_SEED");
        seed_ = given == nullptr ? 20261124 : std::strtoull(given, nullptr, 10);
        std::cout << "seed " << seed_ << " (HOMETIME_TEST_SEED)\n";
        const char* rounds = std::getenv("HOMETIME_TEST_ROUNDS");
        if (rounds != nullptr) rounds_ = std::atoi(rounds);
    }

    /// The files that hold what was acknowledged: the database, HEAD, the key store.
    static std::vector<std::filesystem::path> files() {
        std::vector<std::filesystem::path> all;
        for (const auto& file : files_below(*base_ / "now")) {
            if (*file.begin() == "log" || file == "HEAD" || file == "keys/store") all.push_back(file);
        }
        return all;
    }
    std::filesystem::path damaged(const std::filesystem::path& file) const { return work_ / "now" / file; }
    void restore() const { copy_folder(*base_ / "now", work_ / "now"); }
    std::uint64_t below(std::uint64_t bound) {
        return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(generator());
    }
    std::mt19937_64& generator() {
        if (!generator_) generator_.emplace(seed_);
        return *generator_;
    }

    /// Refused with the school and the range named, or all there.
    void check(const std::string& what) {
        SCOPED_TRACE(what);
        SeededRandom random{2};
        auto outcome = open_folder(work_ / "now", random);
        ASSERT_TRUE(outcome) << outcome.error().detail;
        if (outcome->is_evidence()) {
            ++refused_;
            EXPECT_EQ(outcome->log, nullptr);
            const auto names_range = [](const Finding& finding) { return finding.school && finding.last; };
            EXPECT_TRUE(std::any_of(outcome->findings.begin(), outcome->findings.end(), names_range))
                << to_string(outcome->findings.front());
            return;
        }
        ++served_;
        ASSERT_EQ(outcome->log->heads(), wanted_.heads) << "another log is served as whole";
        check_reads(*outcome->log);
        check_scans(*outcome->log);
    }

    void check_reads(const RocksLog& log) {
        for (const auto& [position, frame] : wanted_.frames) {
            const auto there = log.frame(position);
            const auto record = log.read(position);
            if (!there || !record) {
                EXPECT_EQ(there ? record.error().code : there.error().code, ErrorCode::corrupt);
                continue;
            }
            EXPECT_EQ(*there, frame);
            const auto text = wanted_.texts.find(position);
            if (text == wanted_.texts.end()) continue;
            const auto opened = log.unseal(position.school, *record);
            EXPECT_TRUE(opened ? *opened == text->second : opened.error().code == ErrorCode::corrupt);
        }
        for (std::uint64_t at = 51; at <= 200; at += 7) {
            const auto row = log.row(row_key(kSchool, at));
            EXPECT_TRUE(row ? *row == "row " + std::to_string(at) : row.error().code == ErrorCode::corrupt);
            const auto reply = log.reply(reply_key(kSchool, at));
            const bool right =
                reply ? *reply && (*reply)->reply == std::to_string(at) : reply.error().code == ErrorCode::corrupt;
            EXPECT_TRUE(right) << "reply " << at;
        }
    }

    void check_scans(const RocksLog& log) {
        for (const auto& head : wanted_.heads) {
            std::uint64_t seen = 0;
            const auto scanned = log.scan(head.school, Sequence{1}, [&](const Record&) { return ++seen > 0; });
            EXPECT_TRUE(scanned ? seen == head.size : scanned.error().code == ErrorCode::corrupt);
        }
    }

    static inline TempDir* base_ = nullptr;
    static inline Acknowledged wanted_;
    TempDir work_;
    std::uint64_t seed_ = 0;
    int rounds_ = 6;
    std::optional<std::mt19937_64> generator_;
    int refused_ = 0;
    int served_ = 0;
};

TEST_F(Corruption, AnUntouchedFolderIsServed) {
    restore();
    check("untouched");
    EXPECT_EQ(served_, 1);
}

TEST_F(Corruption, AFlippedBitIsRefusedOrHarmless) {
    for (const auto& file : files()) {
        const auto bits = std::filesystem::file_size(*base_ / "now" / file) * 8;
        for (int round = 0; round < rounds_ && bits > 0; ++round) {
            restore();
            // Half of them among the first bytes, where headers are.
            const auto bit = below(round % 2 == 0 ? bits : std::min<std::uint64_t>(bits, 200 * 8));
            flip_bit(damaged(file), bit);
            check(file.string() + " bit " + std::to_string(bit));
        }
    }
    EXPECT_GT(refused_, 0);
    EXPECT_GT(served_, 0);
}

TEST_F(Corruption, ACutFileIsRefusedOrHarmless) {
    for (const auto& file : files()) {
        const auto size = std::filesystem::file_size(*base_ / "now" / file);
        if (size == 0) continue;
        std::vector<std::uint64_t> lengths{0, size - 1};
        for (int round = 0; round < rounds_ / 3; ++round) lengths.push_back(below(size));
        for (const auto length : lengths) {
            restore();
            cut_to(damaged(file), length);
            check(file.string() + " cut to " + std::to_string(length) + " of " + std::to_string(size));
        }
    }
    EXPECT_GT(refused_, 0);
}

/// A lost sector reads as zeros; RocksDB's own readers skip over whole blocks of them without a word.
TEST_F(Corruption, AZeroedStretchIsRefusedOrHarmless) {
    for (const auto& file : files()) {
        const auto bytes = slurp(*base_ / "now" / file);
        for (const std::size_t length : {std::size_t{512}, std::size_t{4096}, std::size_t{32768}}) {
            if (bytes.empty() || (length > 512 && bytes.size() < length)) continue;
            restore();
            const auto sectors = (bytes.size() + length - 1) / length;
            const auto from = below(sectors) * length;
            auto zeroed = bytes;
            std::fill_n(zeroed.begin() + static_cast<std::ptrdiff_t>(from), std::min(length, bytes.size() - from),
                        '\0');
            spill(damaged(file), zeroed);
            check(file.string() + " zeros from " + std::to_string(from) + ", " + std::to_string(length));
        }
    }
    EXPECT_GT(refused_, 0);
}

TEST_F(Corruption, ADeletedFileIsRefusedOrHarmless) {
    for (const auto& file : files()) {
        restore();
        std::filesystem::remove(damaged(file));
        check(file.string() + " deleted");
    }
    EXPECT_GT(refused_, 0);
}

TEST_F(Corruption, AnOlderCopyOfAFileIsRefusedOrHarmless) {
    for (const char* copy : {"older", "oldest"}) {
        for (const auto& file : files()) {
            const auto old = *base_ / copy / file;
            if (!std::filesystem::exists(old) || slurp(old) == slurp(*base_ / "now" / file)) continue;
            restore();
            spill(damaged(file), slurp(old));
            check(file.string() + " as it was (" + copy + ")");
        }
    }
    EXPECT_GE(refused_, 5);  // HEAD, key store and CURRENT; the write-ahead log of the older copy.
    EXPECT_EQ(served_, 0);
}

TEST_F(Corruption, AnOlderDatabaseIsRefused) {
    for (const char* copy : {"older", "oldest"}) {
        restore();
        copy_folder(*base_ / copy / "log", damaged("log"));
        check(std::string("database as it was, ") + copy);
    }
    EXPECT_EQ(refused_, 2);
}

TEST_F(Corruption, AnotherFilesBytesAreRefusedOrHarmless) {
    const auto all = files();
    for (std::size_t i = 0; i < all.size(); ++i) {
        restore();
        spill(damaged(all[i]), slurp(*base_ / "now" / all[(i + 1) % all.size()]));
        check(all[i].string() + " replaced by " + all[(i + 1) % all.size()].string());
    }
}

}  // namespace
}  // namespace hometime
