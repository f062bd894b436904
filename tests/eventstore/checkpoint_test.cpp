#include "eventstore/checkpoint.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

/// The example of the documentation of Go's golang.org/x/mod/sumdb/note.
constexpr std::string_view kGoVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kGoSeed = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM=";
constexpr std::string_view kGoText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view kGoSignature =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

Secret seed_of(std::string_view text) {
    const auto bytes = parse_base64(text).value();
    Secret seed;
    std::copy(bytes.begin(), bytes.end(), seed.data());
    return seed;
}

std::string go_note() {
    return std::string(kGoText) + '\n' + std::string(kGoSignature);
}

NoteSigner signer(std::string name = "sch_0000000Z.hometime") {
    return {std::move(name), seed_of(kGoSeed)};
}

Checkpoint checkpoint() {
    Checkpoint checkpoint{"sch_0000000Z.hometime", 1042, {}};
    checkpoint.root.fill(0x5A);
    return checkpoint;
}

TEST(Note, VerifiesTheExampleOfGo) {
    const auto verifier = NoteVerifier::parse(kGoVerifier);
    ASSERT_TRUE(verifier.has_value()) << verifier.error().detail;
    EXPECT_EQ(verifier->to_string(), kGoVerifier);
    const auto text = verifier->open(go_note());
    ASSERT_TRUE(text.has_value()) << text.error().detail;
    EXPECT_EQ(*text, kGoText);
}

TEST(Note, SignsTheExampleOfGoByteForByte) {
    const NoteSigner peter("PeterNeumann", seed_of(kGoSeed));
    EXPECT_EQ(peter.verifier().to_string(), kGoVerifier);
    EXPECT_EQ(peter.sign(kGoText).value(), go_note());
}

TEST(Note, PassesOverSignaturesOfOtherKeys) {
    const auto verifier = NoteVerifier::parse(kGoVerifier).value();
    const std::string other =
        "\u2014 EnochRoot "
        "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
    EXPECT_TRUE(verifier.open(std::string(kGoText) + '\n' + other + std::string(kGoSignature)).has_value());
    EXPECT_FALSE(verifier.open(std::string(kGoText) + '\n' + other).has_value());
}

TEST(Note, RefusesEveryFlippedBitOfItsText) {
    const auto verifier = NoteVerifier::parse(kGoVerifier).value();
    for (std::size_t bit = 0; bit < kGoText.size() * 8; ++bit) {
        auto note = go_note();
        note[bit / 8] = static_cast<char>(note[bit / 8] ^ (1 << (bit % 8)));
        ASSERT_FALSE(verifier.open(note).has_value()) << bit;
    }
}

TEST(Note, RefusesWhatIsNoNote) {
    const auto verifier = NoteVerifier::parse(kGoVerifier).value();
    for (const auto* note : {"", "\n", "text", "text\n", "text\n\n", "text\n\nsignature\n", "text\n\n\u2014 \n"}) {
        const auto opened = verifier.open(note);
        ASSERT_FALSE(opened.has_value()) << note;
        EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    }
    auto cut = go_note();
    cut.pop_back();
    EXPECT_FALSE(verifier.open(cut).has_value());
    EXPECT_FALSE(verifier.open(go_note() + "more\n").has_value());
}

TEST(Note, RefusesAVerifierKeyThatIsNotOne) {
    for (const auto* text :
         {"", "PeterNeumann", "PeterNeumann+c74f20a3", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
          "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
          "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
          "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+ARpc"}) {
        const auto verifier = NoteVerifier::parse(text);
        ASSERT_FALSE(verifier.has_value()) << text;
        EXPECT_EQ(verifier.error().code, ErrorCode::invalid);
    }
}

TEST(Note, RefusesToSignATextThatHasNoLastLine) {
    EXPECT_FALSE(signer().sign("no newline").has_value());
    EXPECT_FALSE(signer().sign("a bell\a\n").has_value());
    EXPECT_TRUE(signer().sign("text\n").has_value());
}

TEST(Checkpoint, ReadsBackWhatWasSigned) {
    const auto note = sign_checkpoint(checkpoint(), signer());
    ASSERT_TRUE(note.has_value());
    EXPECT_TRUE(
        note->starts_with("sch_0000000Z.hometime\n1042\nWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlo=\n\n"
                          "\u2014 sch_0000000Z.hometime "));
    const auto opened = open_checkpoint(*note, signer().verifier());
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    EXPECT_EQ(*opened, checkpoint());
}

TEST(Checkpoint, IsNeverSignedForAnEmptyLog) {
    auto empty = checkpoint();
    empty.size = 0;
    EXPECT_EQ(sign_checkpoint(empty, signer()).error().code, ErrorCode::invalid);
    EXPECT_FALSE(open_checkpoint(signer().sign("sch_0000000Z.hometime\n0\n" + base64(checkpoint().root) + '\n').value(),
                                 signer().verifier())
                     .has_value());
}

TEST(Checkpoint, OfOneSchoolIsRefusedForAnother) {
    EXPECT_FALSE(sign_checkpoint(checkpoint(), signer("sch_00000011.hometime")).has_value());
    const auto note = sign_checkpoint(checkpoint(), signer()).value();
    EXPECT_FALSE(open_checkpoint(note, signer("sch_00000011.hometime").verifier()).has_value());
    EXPECT_TRUE(open_checkpoint(note, signer("hometime").verifier().named(log_origin(SchoolId{31}))).has_value());
}

TEST(Checkpoint, RefusesSignedTextsThatAreNone) {
    const auto root = base64(checkpoint().root);
    for (const auto& text :
         {std::string("sch_0000000Z.hometime\n"), "sch_0000000Z.hometime\n7\n" + std::string("AAAA\n"),
          "sch_0000000Z.hometime\n07\n" + root + '\n', "sch_0000000Z.hometime\n+7\n" + root + '\n',
          "sch_0000000Z.hometime\n99999999999999999999\n" + root + '\n', "other\n7\n" + root + '\n'}) {
        const auto opened = open_checkpoint(signer().sign(text).value(), signer().verifier());
        ASSERT_FALSE(opened.has_value()) << text;
        EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    }
}

}  // namespace
}  // namespace hometime
