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
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, RowVariant>>([&](auto type) {
        using R = typename decltype(type)::type;
        auto& decoder = decoders[static_cast<std::size_t>(R::kKind)];
        if (decoder != nullptr) throw "two rows share a kind";
        decoder = &decode_as<R>;
    });
    return decoders;
}();

}  // namespace

Row::Row(const Row& other) = default;
Row::Row(Row&& other) noexcept = default;
Row& Row::operator=(const Row& other) = default;
Row& Row::operator=(Row&& other) noexcept = default;
Row::~Row() = default;

template <RowOfState R>
Row::Row(R row) : RowVariant(std::in_place_type<R>, std::move(row)) {}

// One for every kind: the linker names the one that is missing.
template Row::Row(SchoolRow);
template Row::Row(PolicyRow);
template Row::Row(SchoolCalendarRow);
template Row::Row(StaffCalendarRow);
template Row::Row(ClassRow);
template Row::Row(StaffRow);
template Row::Row(PupilRow);
template Row::Row(GuardianRow);
template Row::Row(InviteRow);
template Row::Row(StaffCodeRow);
template Row::Row(SelectorRow);
template Row::Row(ExternalRow);
template Row::Row(ThreadRow);
template Row::Row(ThreadKeyRow);
template Row::Row(HeldRow);
template Row::Row(OccurrenceRow);
template Row::Row(DigestRow);
template Row::Row(AwardRow);
template Row::Row(ReportRow);
template Row::Row(SeenRow);
template Row::Row(FeedRow);
template Row::Row(AccountRow);
template Row::Row(MeetingRow);
template Row::Row(MeetingOfThreadRow);
template Row::Row(WithdrawnRow);
template Row::Row(DisputeRow);
template Row::Row(UndeliveredRow);
template Row::Row(RestrictionsRow);
template Row::Row(ConductRow);
template Row::Row(ConcernRow);
template Row::Row(MarkedRow);
template Row::Row(AcceptanceRow);
template Row::Row(HeldReplyRow);
template Row::Row(UndeliveredReplyRow);
template Row::Row(PreferencesRow);
template Row::Row(CoversRow);
template Row::Row(PostRow);
template Row::Row(CalendarLinkRow);
template Row::Row(HandledRow);
template Row::Row(AwayRow);
template Row::Row(PupilCodeRow);
template Row::Row(LegalHoldRow);
template Row::Row(ErasureRow);
template Row::Row(DestroyedKeyRow);
template Row::Row(KeyStoreRow);
template Row::Row(OutboxRow);
template Row::Row(NotificationRow);
template Row::Row(DeadLetterRow);

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
