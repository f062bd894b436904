// What public tools say of a log of ours: Go's sumdb packages open its notes and verify its tiles and proofs.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "eventstore/checkpoint_writer.h"
#include "tests/support/folder_faults.h"
#include "tests/support/log_folder.h"
#include "tools/audit/evidence/proofs.h"
#include "tools/audit/export_log.h"
#include "tools/audit/prove.h"
#include "tools/audit/verify_export.h"
#include "tools/audit/witness.h"

namespace hometime::tools {
namespace {

/// 273 tiles and 112 records; one tile of tiles and 17; one above: partial tiles at three levels.
constexpr std::uint64_t kRecords = 70'000;
constexpr std::uint64_t kBatch = 5'000;
constexpr UtcTime kSeen = from_unix_micros(1'795'536'000'000'000);

/// Short facts without private texts: only the tree matters here.
void write_log(const std::filesystem::path& folder) {
    SeededRandom random(3);
    auto opened = test::open_folder(folder, random).value();
    for (std::uint64_t size = 0; size < kRecords; size += kBatch) {
        CommitBatch batch;
        for (auto at = size + 1; at <= size + kBatch; ++at) {
            batch.records.push_back(test::pending(
                test::kSchool, at,
                at == 1 ? test::fact_at(test::kSchool, at) : PupilMoved{PupilId{at % 900}, ClassId{at % 30}}));
        }
        ASSERT_TRUE(opened.log->commit(std::move(batch)));
    }
    ASSERT_TRUE(CheckpointWriter(*opened.log, DataFolder{folder}).write_changed());
}

/// Runs a command; its output and whether it succeeded.
std::pair<std::string, bool> run(const std::string& command) {
    auto* pipe = ::popen((command + " 2>&1").c_str(), "re");
    if (pipe == nullptr) return {"it could not be started", false};
    std::string output;
    std::array<char, 4096> piece{};
    while (const auto read = std::fread(piece.data(), 1, piece.size(), pipe)) output.append(piece.data(), read);
    return {output, ::pclose(pipe) == 0};
}

std::string quoted(const std::filesystem::path& path) {
    return "'" + path.string() + "'";
}

std::string base64_of(const Hash& hash) {
    return base64(hash);
}

/// Questions with our answers: "growth EARLIER LATER ROOT ROOT yes|no HASH…", "entry INDEX SIZE LEAF ROOT yes|no
/// HASH…".
class Cases {
public:
    explicit Cases(const ProvenLog& log) : log_(log) {}
    std::string make(int rounds) {
        for (int round = 0; round < rounds; ++round) {
            const auto later = 1 + draw(log_.checkpoint().size);
            growth(1 + draw(later), later);
            entry(draw(later), later);
        }
        return std::move(lines_);
    }

private:
    std::uint64_t draw(std::uint64_t below) { return load_be<std::uint64_t>(random_.bytes<8>().data()) % below; }
    evidence::Proof maybe_spoiled(evidence::Proof proof) {
        const auto way = draw(6);
        if (way == 0 && !proof.empty()) proof.pop_back();
        if (way == 1) proof.push_back(Hash{1});
        if (way == 2 && !proof.empty()) proof[draw(proof.size())][draw(evidence::kHashBytes)] ^= 4;
        return proof;
    }
    void line(const char* kind, std::uint64_t first, std::uint64_t second, const Hash& a, const Hash& b, bool yes,
              const evidence::Proof& proof) {
        lines_ += std::string(kind) + ' ' + std::to_string(first) + ' ' + std::to_string(second) + ' ' + base64_of(a) +
                  ' ' + base64_of(b) + (yes ? " yes" : " no");
        for (const auto& hash : proof) lines_ += ' ' + base64_of(hash);
        lines_ += '\n';
    }
    void growth(std::uint64_t earlier, std::uint64_t later) {
        evidence::Tree tree(log_.tiles(), later);
        evidence::Tree before(log_.tiles(), earlier);
        const auto root = tree.root().value();
        const auto old = before.root().value();
        const auto proof = maybe_spoiled(tree.consistency(earlier).value());
        line("growth", earlier, later, old, root, evidence::shows_consistency(earlier, old, later, root, proof), proof);
    }
    void entry(std::uint64_t index, std::uint64_t size) {
        evidence::Tree tree(log_.tiles(), size);
        const auto root = tree.root().value();
        const auto leaf = tree.range(index, index + 1).value();
        const auto proof = maybe_spoiled(tree.inclusion(index).value());
        line("entry", index, size, leaf, root, evidence::shows_inclusion(leaf, index, size, proof, root), proof);
    }

    const ProvenLog& log_;
    SeededRandom random_{20261124};
    std::string lines_;
};

/// Everything that Go is to judge, beside the export itself.
void write_material(const std::filesystem::path& data, const std::filesystem::path& material) {
    const auto log = ProvenLog::open(data, test::kSchool).value();
    for (const std::uint64_t record : {1U, 256U, 257U, 65'536U, 65'537U, 69'888U, 69'889U, 70'000U}) {
        test::spill(material / (std::to_string(record) + ".tlog-proof"),
                    prove_record(*log, Sequence{record}, true).value());
    }
    for (const std::uint64_t old : {1U, 255U, 256U, 257U, 65'535U, 65'536U, 65'793U, 69'999U, 70'000U}) {
        test::spill(material / (std::to_string(old) + ".growth"), prove_growth(*log, old).value());
    }
    SeededRandom random(5);
    ASSERT_TRUE(Witness::init(material / "witness", "witness.example/w1", random));
    const auto seen = Witness::open(material / "witness").value().see(log->note(), log->key(), nullptr, kSeen);
    ASSERT_TRUE(seen);
    test::spill(material / "cosigned", seen->note);
    // From a folder's tiles, from which an older tree can be read at any size.
    test::spill(material / "cases", Cases(*log).make(150));
}

TEST(Interoperation, GoVerifiesSeventyThousandRecordsWithPartialTilesAtThreeLevels) {
    const std::filesystem::path go_source = std::string(HOMETIME_SOURCE_DIR) + "/tests/e2e/interop/verify.go";
    const auto there = run("command -v go && test -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
    if (!there.second) GTEST_SKIP() << "Go or golang-golang-x-mod-dev is not installed: run tools/setup";
    const test::TempDir temp;
    const auto environment = "GO111MODULE=off GOFLAGS= GOPATH=/usr/share/gocode GOCACHE=" + quoted(temp / "go-cache");
    const auto program = temp / "verify";
    const auto built = run(environment + " go build -o " + quoted(program) + ' ' + quoted(go_source));
    ASSERT_TRUE(built.second) << built.first;

    write_log(temp / "data");
    const auto exported = export_log(temp / "data", test::kSchool, {}, temp / "export");
    ASSERT_TRUE(exported) << exported.error().detail;
    for (const auto* partial : {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"}) {
        EXPECT_TRUE(std::filesystem::exists(temp / "export" / partial)) << partial;
    }
    std::filesystem::create_directories(temp / "material");
    write_material(temp / "data", temp / "material");

    const auto judge = quoted(program) + ' ' + quoted(temp / "export") + ' ' + quoted(temp / "material");
    const auto verdict = run(judge);
    EXPECT_TRUE(verdict.second);
    EXPECT_TRUE(verdict.first.starts_with("OK: 70000 entries, 8 proofs, 9 growths, ")) << verdict.first;
    EXPECT_EQ(verdict.first.find(" 0 wrong cases"), std::string::npos) << verdict.first;

    // Go, and our own check, notice a byte of a tile, and one of a bundle.
    for (const auto* name : {"tile/0/100", "tile/1/001.p/17", "tile/entries/100", "checkpoint"}) {
        const auto path = temp / "export" / name;
        const auto bytes = test::slurp(path);
        test::flip_bit(path, bytes.size() * 4);
        EXPECT_FALSE(run(judge).second) << name;
        const auto ours = verify_export(temp / "export", {});
        EXPECT_TRUE(ours && !ours->difference.empty()) << name;
        test::spill(path, bytes);
    }
    const auto ours = verify_export(temp / "export", {});
    ASSERT_TRUE(ours) << ours.error().detail;
    EXPECT_EQ(ours->difference, "");
    EXPECT_EQ(ours->records, kRecords);
}

}  // namespace
}  // namespace hometime::tools
