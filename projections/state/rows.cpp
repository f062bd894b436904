#include "projections/state/rows.h"

#include "projections/state/school.h"

namespace hometime {

namespace {

using Decoder = Result<Row> (*)(std::string_view);

template <class R>
Result<Row> decode_as(std::string_view text) {
    auto row = json::decode<R>(text);
    if (!row) return tl::unexpected(row.error());
    return Row{std::move(*row)};
}

constexpr std::size_t kKindsMax = 128;

/// Kind -> how to read it. Two rows with one kind do not compile.
constexpr auto kDecoders = [] {
    std::array<Decoder, kKindsMax> decoders{};
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Row>>([&](auto type) {
        using R = typename decltype(type)::type;
        auto& decoder = decoders[static_cast<std::size_t>(R::kKind)];
        if (decoder != nullptr) throw "two rows share a kind";
        decoder = &decode_as<R>;
    });
    return decoders;
}();

}  // namespace

std::string encode_row(const Row& row) {
    return std::visit([](const auto& r) { return json::to_string(r); }, row);
}

Result<Row> decode_row(RowKind kind, std::string_view text) {
    const auto index = static_cast<std::size_t>(kind);
    if (index >= kDecoders.size() || kDecoders[index] == nullptr)
        return fail(ErrorCode::corrupt, "a row of an unknown kind");
    return kDecoders[index](text);
}

}  // namespace hometime
