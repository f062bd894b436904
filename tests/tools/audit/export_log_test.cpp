#include "tools/audit/export_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/audit/signed_log.h"
#include "tools/audit/evidence/tiles.h"
#include "tools/audit/export_reader.h"
#include "tools/audit/prove.h"
#include "tools/audit/trusted_key.h"
#include "tools/audit/verify_export.h"

namespace hometime::tools {
namespace {

using test::SignedLog;
using testing::HasSubstr;

constexpr std::uint64_t kFacts = 700;  ///< two tiles and a part of one
constexpr std::size_t kBatch = 100;

struct Log {
    Log() : log(empty.path()) { log.append(test::facts(kFacts), kBatch); }
    test::EmptyStore empty;
    SignedLog log;
    static const SignedLog& once() {
        static const Log kOnce;
        return kOnce.log;
    }
};

/// An export of its own for a test.
class Exported {
public:
    explicit Exported(ExportRange range = {}) {
        const auto done = export_log(Log::once().path(), test::kSchool, range, path());
        if (!done) throw std::runtime_error(done.error().detail);
        manifest_ = *done;
    }
    [[nodiscard]] std::filesystem::path path() const { return temp_ / "export"; }
    [[nodiscard]] const ExportManifest& manifest() const { return manifest_; }
    [[nodiscard]] std::map<std::filesystem::path, std::string> files() const {
        std::map<std::filesystem::path, std::string> all;
        for (const auto& file : test::files_below(path())) all[file] = test::slurp(path() / file);
        return all;
    }

private:
    test::TempDir temp_;
    ExportManifest manifest_;
};

VerifyReport verified(const std::filesystem::path& folder, const VerifyOptions& options = {}) {
    const auto report = verify_export(folder, options);
    EXPECT_TRUE(report) << report.error().detail;
    return report ? *report : VerifyReport{};
}
std::string difference(const Exported& one) {
    const auto report = verify_export(one.path(), {});
    return report ? report->difference : "error: " + report.error().detail;
}

TEST(Export, AWholeLogIsVerifiedWithoutTheDatabase) {
    const Exported one;
    EXPECT_TRUE(one.manifest().whole());
    const auto report = verified(one.path());
    EXPECT_EQ(report.difference, "");
    EXPECT_EQ(report.records, kFacts);
    const auto files = one.files();
    for (const auto* name :
         {"checkpoint", "checkpoint.pub", "export.json", "records.jsonl", "tile/0/000", "tile/0/001",
          "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001", "tile/entries/002.p/188"}) {
        EXPECT_TRUE(files.contains(name)) << name;
    }
    EXPECT_EQ(files.size(), 11U);
    EXPECT_FALSE(is_export(Log::once().path()));
    EXPECT_TRUE(is_export(one.path()));
}

TEST(Export, TheSameLogGivesTheSameBytes) {
    EXPECT_EQ(Exported().files(), Exported().files());
    EXPECT_EQ(Exported({100, 300}).files(), Exported({100, 300}).files());
}

TEST(Export, AnyChangedByteOfAnyFileIsADifference) {
    const Exported one;
    for (const auto& [name, bytes] : one.files()) {
        for (const auto at : {std::size_t{0}, bytes.size() / 2, bytes.size() - 2}) {
            auto changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            test::spill(one.path() / name, changed);
            EXPECT_NE(difference(one), "") << name << " byte " << at;
        }
        test::spill(one.path() / name, bytes.substr(0, bytes.size() - 1));
        const bool only_newline = name == "checkpoint.pub" || name == "export.json" || name == "records.jsonl";
        if (!only_newline) EXPECT_NE(difference(one), "") << name << " cut off";
        std::filesystem::remove(one.path() / name);
        EXPECT_NE(difference(one), "") << name << " gone";
        test::spill(one.path() / name, bytes);
    }
    EXPECT_EQ(difference(one), "");
}

TEST(Export, APartHoldsItsRecordsAndNoOthers) {
    const Exported one({250, 300});
    EXPECT_FALSE(one.manifest().whole());
    const auto report = verified(one.path());
    EXPECT_EQ(report.difference, "");
    EXPECT_EQ(report.records, 51U);
    const auto files = one.files();
    EXPECT_TRUE(files.contains("records"));
    EXPECT_TRUE(files.contains("tile/0/000"));
    EXPECT_TRUE(files.contains("tile/0/001"));
    EXPECT_TRUE(files.contains("tile/0/002.p/188")) << "the right edge is part of every proof";
    EXPECT_FALSE(files.contains("tile/entries/000"));
    const auto manifest = read_manifest(ExportFolder{one.path()}).value();
    const ExportReader reader(ExportFolder{one.path()}, manifest);
    EXPECT_EQ(reader.entry(Sequence{249}).error().code, ErrorCode::not_found);
    EXPECT_TRUE(reader.entry(Sequence{250}));
    EXPECT_TRUE(reader.entry(Sequence{300}));
    EXPECT_EQ(reader.entry(Sequence{301}).error().code, ErrorCode::not_found);
    const auto small = Exported({600, 600});
    EXPECT_FALSE(small.files().contains("tile/0/000"));
    EXPECT_EQ(difference(small), "");
}

TEST(Export, AnyChangedByteOfAPartIsADifference) {
    const Exported one({250, 300});
    for (const auto& [name, bytes] : one.files()) {
        auto changed = bytes;
        changed[bytes.size() / 2] = static_cast<char>(changed[bytes.size() / 2] ^ 1);
        test::spill(one.path() / name, changed);
        EXPECT_NE(difference(one), "") << name;
        std::filesystem::remove(one.path() / name);
        EXPECT_NE(difference(one), "") << name << " gone";
        test::spill(one.path() / name, bytes);
    }
    test::spill(one.path() / "records", one.files().at("records") + "x");
    EXPECT_THAT(difference(one), HasSubstr("it holds more than its records"));
}

TEST(Export, CheckpointsKeptElsewhereAreComparedAsFarAsItReaches) {
    const auto& log = Log::once();
    VerifyOptions options;
    options.checkpoints = {log.kept()};
    const auto whole = verified(Exported().path(), options);
    EXPECT_EQ(whole.difference, "");
    EXPECT_EQ(whole.checkpoints, kFacts / kBatch);
    EXPECT_EQ(whole.not_compared, 0U);
    const auto part = verified(Exported({600, 700}).path(), options);
    EXPECT_EQ(part.difference, "");
    EXPECT_EQ(part.not_compared, 5U) << "those of 100 to 500 records end within tiles that are not there";

    SignedLog forged(Log::once().path());
    auto facts = test::facts(800);
    forged.append({facts.begin() + 700, facts.end()}, kBatch);
    options.checkpoints = {forged.note(800)};
    EXPECT_THAT(verified(Exported().path(), options).difference, HasSubstr("records 701 to 800: signed for in"));
}

TEST(Export, WhatCannotBeExportedIsRefused) {
    const test::TempDir temp;
    const auto& log = Log::once();
    const auto code = [&](SchoolId school, ExportRange range, const std::filesystem::path& into) {
        const auto done = export_log(log.path(), school, range, into);
        return done ? std::string("done") : std::string(to_string(done.error().code));
    };
    EXPECT_EQ(code(test::kSchool, {}, temp.path()), "conflict");
    EXPECT_EQ(code(test::kOtherSchool, {}, temp / "a"), "not_found");
    EXPECT_EQ(code(test::kSchool, {701, 0}, temp / "b"), "invalid");
    EXPECT_EQ(code(test::kSchool, {1, 701}, temp / "c"), "invalid");
    EXPECT_EQ(code(test::kSchool, {9, 8}, temp / "d"), "invalid");
    EXPECT_EQ(code(test::kSchool, {700, 700}, temp / "e"), "done");
}

TEST(Export, OneThatBrokeOffIsNotWhole) {
    const Exported one;
    std::filesystem::remove(one.path() / "checkpoint");
    const auto report = verify_export(one.path(), {});
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().detail, HasSubstr("not whole"));
}

TEST(Proofs, ARecordIsProvenFromTheDatabaseAndFromAnExportAlike) {
    const Exported whole;
    const Exported part({250, 300});
    const auto from = [](const std::filesystem::path& folder, std::uint64_t record) {
        const auto log = ProvenLog::open(folder, test::kSchool);
        return log ? prove_record(**log, Sequence{record}, true).value_or("error") : log.error().detail;
    };
    const auto key = trusted_key(ExportFolder{whole.path()}.public_key()).value();
    for (const std::uint64_t record : {1U, 2U, 255U, 256U, 257U, 300U, 512U, 513U, 699U, 700U}) {
        const auto proof = from(Log::once().path(), record);
        EXPECT_EQ(from(whole.path(), record), proof);
        if (record >= 250 && record <= 300) EXPECT_EQ(from(part.path(), record), proof);
        const auto verdict = check_proof(proof, key, {}, std::nullopt).value();
        EXPECT_EQ(verdict.wrong, "");
        EXPECT_EQ(verdict.checkpoint.size, kFacts);
        ASSERT_TRUE(verdict.header);
        EXPECT_EQ(verdict.header->sequence.value, record);
    }
    EXPECT_EQ(from(whole.path(), 0), "error");
    EXPECT_EQ(from(whole.path(), 701), "error");
}

TEST(Proofs, AProofFitsItsRecordAndNoOther) {
    const Exported whole;
    const auto log = ProvenLog::open(whole.path(), std::nullopt).value();
    const auto key = log->key();
    const auto proof = prove_record(*log, Sequence{300}, false).value();
    EXPECT_EQ(check_proof(proof, key, {}, std::nullopt).error().code, ErrorCode::invalid) << "the record is not in it";
    const auto entry = log->entry(Sequence{300}).value();
    auto frame = entry;
    append_be(frame, crc32c(as_bytes(entry)));
    EXPECT_EQ(check_proof(proof, key, {}, entry).value().wrong, "");
    EXPECT_EQ(check_proof(proof, key, {}, frame).value().wrong, "") << "with its crc, too";
    EXPECT_NE(check_proof(proof, key, {}, log->entry(Sequence{301}).value()).value().wrong, "");

    auto parsed = evidence::parse_inclusion(prove_record(*log, Sequence{300}, true).value()).value();
    parsed.index += 1;
    EXPECT_THAT(check_proof(evidence::write_inclusion(parsed), key, {}, std::nullopt).value().wrong,
                HasSubstr("is not number 301 of that log"));
    parsed.index -= 1;
    parsed.hashes.back()[0] ^= 1;
    EXPECT_NE(check_proof(evidence::write_inclusion(parsed), key, {}, std::nullopt).value().wrong, "");
    const test::EmptyStore stranger(9);
    const auto other = trusted_key(DataFolder{stranger.path()}.public_key()).value();
    EXPECT_THAT(check_proof(prove_record(*log, Sequence{300}, true).value(), other, {}, std::nullopt).value().wrong,
                HasSubstr("not signed by this key"));
}

}  // namespace
}  // namespace hometime::tools
