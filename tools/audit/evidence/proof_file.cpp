#include "tools/audit/evidence/proof_file.h"

#include <algorithm>
#include <charconv>

#include "eventstore/base/encoding.h"

namespace hometime::evidence {

namespace {

constexpr std::string_view kMagic = "c2sp.org/tlog-proof@v1";
/// A tree of 2^63 leaves has no longer path. As C2SP tlog-witness.
constexpr std::size_t kHashesMax = 63;
/// A record of 48 KiB in base 64, the hashes, and a note. Unit: bytes.
constexpr std::size_t kFileMax = 2'000'000;

tl::unexpected<Error> bad(const char* what) {
    return fail(ErrorCode::corrupt, std::string("this is no proof: ") + what);
}

/// Takes "<word> <rest>\n" off the front. nullopt: another line stands there.
std::optional<std::string_view> take_word(std::string_view& text, std::string_view word) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    if (line.size() <= word.size() || !line.starts_with(word) || line[word.size()] != ' ') return std::nullopt;
    text.remove_prefix(end + 1);
    return line.substr(word.size() + 1);
}

/// Takes "<word> <number>\n" off the front, a number without leading zeroes.
std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view word) {
    const auto digits = take_word(text, word);
    if (!digits) return std::nullopt;
    std::uint64_t value = 0;
    const auto* const last = digits->data() + digits->size();
    const auto [end, error] = std::from_chars(digits->data(), last, value);
    const bool good = error == std::errc{} && end == last && (*digits == "0" || digits->front() != '0');
    return good ? std::optional(value) : std::nullopt;
}

/// Takes the lines of hashes and the empty line behind them off the front; what is left is the note.
Result<Proof> take_hashes(std::string_view& text) {
    Proof hashes;
    for (;;) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) return bad("no empty line stands before its checkpoint");
        const auto line = text.substr(0, end);
        text.remove_prefix(end + 1);
        if (line.empty()) return hashes;
        const auto bytes = parse_base64(line);
        if (!bytes || bytes->size() != kHashBytes) return bad("one of its hashes is none");
        std::copy(bytes->begin(), bytes->end(), hashes.emplace_back().begin());
        if (hashes.size() > kHashesMax) return bad("it has more than 63 hashes");
    }
}

void append_hashes(std::string& out, const Proof& hashes) {
    for (const auto& hash : hashes) out += base64(hash) + '\n';
    out += '\n';
}

}  // namespace

std::string write_inclusion(const InclusionFile& proof) {
    auto text = std::string(kMagic) + '\n';
    if (proof.extra) text += "extra " + base64(as_bytes(*proof.extra)) + '\n';
    text += "index " + std::to_string(proof.index) + '\n';
    append_hashes(text, proof.hashes);
    return text + proof.note;
}

Result<InclusionFile> parse_inclusion(std::string_view text) {
    if (text.size() > kFileMax) return bad("it is too long");
    const auto first = std::string(kMagic) + '\n';
    if (!text.starts_with(first)) return bad("it does not begin with c2sp.org/tlog-proof@v1");
    text.remove_prefix(first.size());
    InclusionFile proof;
    if (const auto extra = take_word(text, "extra")) {
        const auto bytes = parse_base64(*extra);
        if (!bytes) return bad("its extra line is not base 64");
        proof.extra = as_text(*bytes);
    }
    const auto index = take_number(text, "index");
    if (!index) return bad("it has no index line");
    proof.index = *index;
    auto hashes = take_hashes(text);
    if (!hashes) return tl::unexpected(hashes.error());
    proof.hashes = std::move(*hashes);
    proof.note = text;
    return proof;
}

std::string write_consistency(const ConsistencyFile& proof) {
    auto text = "old " + std::to_string(proof.old) + '\n';
    append_hashes(text, proof.hashes);
    return text + proof.note;
}

Result<ConsistencyFile> parse_consistency(std::string_view text) {
    if (text.size() > kFileMax) return bad("it is too long");
    const auto old = take_number(text, "old");
    if (!old) return bad("it does not begin with the old size");
    auto hashes = take_hashes(text);
    if (!hashes) return tl::unexpected(hashes.error());
    return ConsistencyFile{*old, std::move(*hashes), std::string(text)};
}

}  // namespace hometime::evidence
