#include "tools/audit/evidence/notes.h"

#include <gtest/gtest.h>

#include "eventstore/checkpoint.h"
#include "tools/audit/evidence/proof_file.h"
#include "tools/audit/evidence/tiles.h"

namespace hometime::evidence {
namespace {

constexpr SchoolId kSchool{0x0123456789};
constexpr UtcTime kSeen = from_unix_micros(1'679'315'147'900'000);

NoteSigner signer() {
    return {log_origin(kSchool), Secret(std::array<std::uint8_t, 32>{7})};
}
NoteKey log_key() {
    return NoteKey::parse(signer().verifier().to_string()).value();
}
std::string note_of(std::uint64_t size) {
    return sign_checkpoint({log_origin(kSchool), size, Hash{9}}, signer()).value();
}
Result<Checkpoint> opened(std::string_view bytes, const NoteKey& key = log_key()) {
    return parse_note(bytes).and_then([&](const Note& note) { return open_checkpoint(note, key); });
}
Cosigner witness() {
    return Cosigner::make("witness.example/w1", std::array<std::uint8_t, 32>{5}).value();
}

TEST(EvidenceNotes, WhatTheStoreSignedOpens) {
    const auto checkpoint = opened(note_of(1042));
    ASSERT_TRUE(checkpoint) << checkpoint.error().detail;
    EXPECT_EQ(*checkpoint, (Checkpoint{log_origin(kSchool), 1042, Hash{9}}));
    EXPECT_EQ(log_key().to_string(), signer().verifier().to_string());
    EXPECT_EQ(log_key().hash(), signer().verifier().key_hash());
}

TEST(EvidenceNotes, EveryChangedByteIsNoticed) {
    const auto note = note_of(1042);
    for (std::size_t at = 0; at < note.size(); ++at) {
        auto changed = note;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        EXPECT_FALSE(opened(changed)) << at;
    }
    for (std::size_t length = 0; length < note.size(); ++length) EXPECT_FALSE(opened(note.substr(0, length)));
}

TEST(EvidenceNotes, AnotherKeyOrAnotherNameIsNotTheSigner) {
    const NoteSigner other(log_origin(kSchool), Secret(std::array<std::uint8_t, 32>{8}));
    EXPECT_FALSE(opened(note_of(5), NoteKey::parse(other.verifier().to_string()).value()));
    EXPECT_FALSE(opened(note_of(5), log_key().named("sch_OTHER.hometime")));
    const NoteSigner elsewhere("elsewhere", Secret(std::array<std::uint8_t, 32>{7}));
    const auto borrowed = elsewhere.sign(log_origin(kSchool) + "\n5\n" + base64(Hash{9}) + "\n").value();
    EXPECT_EQ(opened(borrowed, log_key().named("elsewhere")).error().detail,
              "this is no checkpoint: it is of another log than its signer's");
}

TEST(EvidenceNotes, ASizeIsANumberAboveZeroWithoutLeadingZeroes) {
    for (const std::string size : {"0", "01", "-1", "1 ", "", "18446744073709551616", "1e3"}) {
        const auto text = log_origin(kSchool) + "\n" + size + "\n" + base64(Hash{9}) + "\n";
        EXPECT_FALSE(opened(signer().sign(text).value())) << size;
    }
    const auto largest = log_origin(kSchool) + "\n18446744073709551615\n" + base64(Hash{9}) + "\n";
    EXPECT_EQ(opened(signer().sign(largest).value()).value().size, UINT64_MAX);
}

TEST(EvidenceNotes, AKeyThatIsNoneIsRefused) {
    const auto good = log_key().to_string();
    EXPECT_TRUE(NoteKey::parse(good + "\nanything"));
    for (const auto& text : {std::string(), good.substr(1), good.substr(0, good.size() - 2), "x" + good,
                             std::string("a b") + good.substr(good.find('+'))}) {
        EXPECT_EQ(NoteKey::parse(text).error().code, ErrorCode::invalid) << text;
    }
}

TEST(EvidenceNotes, ACosignedNoteOpensAsBefore) {
    const auto note = note_of(1042);
    const auto parsed = parse_note(note).value();
    const auto cosigned = note + witness().line(parsed.text, kSeen);
    EXPECT_EQ(opened(cosigned).value(), opened(note).value());
    const auto store = signer().verifier().open(cosigned);
    ASSERT_TRUE(store) << store.error().detail;
    EXPECT_EQ(*store, parsed.text);
    EXPECT_EQ(to_string(*cosigned_at(parse_note(cosigned).value(), witness().key())), "2023-03-20T12:25:47Z");
    EXPECT_FALSE(cosigned_at(parsed, witness().key())) << "it had not signed yet";
    EXPECT_FALSE(cosigned_at(parse_note(cosigned).value(), witness().key().named("witness.example/w2")));
}

TEST(EvidenceNotes, ACosignatureIsOfItsTimeAndItsCheckpoint) {
    const auto text = parse_note(note_of(1042)).value().text;
    auto other = note_of(1043) + witness().line(text, kSeen);
    EXPECT_FALSE(cosigned_at(parse_note(other).value(), witness().key()));
    auto later = parse_note(note_of(1042) + witness().line(text, kSeen)).value();
    later.signatures.back().bytes[7] = static_cast<char>(later.signatures.back().bytes[7] ^ 1);
    EXPECT_FALSE(cosigned_at(later, witness().key()));
}

TEST(EvidenceNotes, AWitnessHasAKindOfKeyOfItsOwn) {
    const auto text = witness().key().to_string();
    const auto key = NoteKey::parse(text).value();
    EXPECT_EQ(key.kind, KeyKind::witness);
    EXPECT_EQ(key.to_string(), text);
    EXPECT_FALSE(Cosigner::make("a b", {}));
    EXPECT_FALSE(Cosigner::make("", {}));
}

TEST(EvidenceTiles, StandWhereTheLayoutSaysSo) {
    EXPECT_EQ(tile_path(0, 0, 256), "tile/0/000");
    EXPECT_EQ(tile_path(1, 999, 17), "tile/1/999.p/17");
    EXPECT_EQ(tile_path(0, 1000, 256), "tile/0/x001/000");
    EXPECT_EQ(tile_path(0, 1'234'067, 1), "tile/0/x001/x234/067.p/1");
    EXPECT_EQ(bundle_path(1'000'000, 256), "tile/entries/x001/x000/000");
}

TEST(EvidenceTiles, ABundleGivesBackItsEntries) {
    std::string bundle;
    append_entry(bundle, "first");
    append_entry(bundle, "");
    append_entry(bundle, std::string(0xFFFF, 'x'));
    std::string_view rest = bundle;
    EXPECT_EQ(take_entry(rest).value(), "first");
    EXPECT_EQ(take_entry(rest).value(), "");
    EXPECT_EQ(take_entry(rest).value().size(), 0xFFFFU);
    EXPECT_TRUE(rest.empty());
    for (std::string_view cut = std::string_view(bundle).substr(0, 6); !cut.empty(); cut.remove_suffix(1)) {
        auto left = cut;
        EXPECT_EQ(take_entry(left).error().code, ErrorCode::corrupt);
    }
}

TEST(EvidenceProofFiles, AreReadAsTheyWereWritten) {
    const InclusionFile proof{"the record", 73'894, {Hash{1}, Hash{2}}, note_of(109'482)};
    const auto text = write_inclusion(proof);
    EXPECT_TRUE(text.starts_with("c2sp.org/tlog-proof@v1\nextra dGhlIHJlY29yZA==\nindex 73894\nAQAA")) << text;
    const auto read = parse_inclusion(text).value();
    EXPECT_EQ(read.extra, proof.extra);
    EXPECT_EQ(read.index, proof.index);
    EXPECT_EQ(read.hashes, proof.hashes);
    EXPECT_EQ(read.note, proof.note);
    EXPECT_EQ(parse_inclusion(write_inclusion({std::nullopt, 0, {}, "n\n"})).value().index, 0U);

    const auto growth = parse_consistency(write_consistency({20, {Hash{3}}, note_of(30)})).value();
    EXPECT_EQ(growth.old, 20U);
    EXPECT_EQ(growth.hashes, Proof{Hash{3}});
    EXPECT_EQ(growth.note, note_of(30));
}

TEST(EvidenceProofFiles, WhatIsWrittenOtherwiseIsRefused) {
    const auto hash = base64(Hash{1}) + "\n";
    const std::string magic = "c2sp.org/tlog-proof@v1\n";
    std::string many = magic + "index 1\n";
    for (int i = 0; i < 64; ++i) many += hash;
    for (const auto& text : {std::string(), magic, magic + "index 01\n\nn\n", magic + "index -1\n\nn\n",
                             magic + "index x\n\nn\n", magic + "index \n\nn\n", magic + "extra !\nindex 1\n\nn\n",
                             magic + "index 1\n" + hash, magic + "index 1\nAQ==\n\nn\n", "x" + magic, many + "\nn\n"}) {
        EXPECT_EQ(parse_inclusion(text).error().code, ErrorCode::corrupt) << text;
    }
    EXPECT_FALSE(parse_consistency("old\n\nn\n"));
    EXPECT_FALSE(parse_consistency("new 1\n\nn\n"));
}

}  // namespace
}  // namespace hometime::evidence
