#include "projections/views/stream_erasures.h"

#include <algorithm>

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

enum class Sealed : std::uint8_t { message, reply, post };
BOOST_DESCRIBE_ENUM(Sealed, message, reply, post)

struct SealedRow {
    Sealed kind{};
};
BOOST_DESCRIBE_STRUCT(SealedRow, (), (kind))

/// What the fact made, if its events may be on a stream and its text is sealed.
std::optional<Sealed> sealed_kind(const Event& event) {
    if (const auto* sent = std::get_if<MessageSent>(&event)) {
        return sent->route == Route::teacher ? std::optional(Sealed::message) : std::nullopt;
    }
    if (const auto* reply = std::get_if<ReplySent>(&event)) {
        return reply->from_office ? std::nullopt : std::optional(Sealed::reply);
    }
    if (std::holds_alternative<Posted>(event)) return Sealed::post;
    return std::nullopt;
}

std::vector<std::uint64_t>& list_of(ErasedThings& things, Sealed kind) {
    switch (kind) {
        case Sealed::message: return things.messages;
        case Sealed::reply: return things.replies;
        case Sealed::post: break;
    }
    return things.posts;
}

std::optional<PersonKind> person_of(const Subject& subject) {
    if (subject.kind == SubjectKind::pupil) return PersonKind::pupil;
    if (subject.kind == SubjectKind::guardian) return PersonKind::guardian;
    return std::nullopt;
}

/// All that the key sealed goes. What the erasure names is bounded; what it takes is not.
ErasedThings take_sealed(SchoolId school, std::uint64_t key, ViewWriter& rows) {
    const auto prefix = keys::stream_sealed(school, key);
    ErasedThings things;
    std::vector<std::string> found;
    std::size_t named = 0;
    rows.scan(prefix, keys::after_prefix(prefix), Direction::forward, [&](std::string_view at, std::string_view value) {
        const auto thing = keys::number_after(at, prefix.size());
        if (named++ < kErasedNamedMax) list_of(things, decode_row<SealedRow>(value).kind).push_back(thing);
        found.emplace_back(at);
        return true;
    });
    for (auto& row : found) {
        rows.put(keys::stream_gone(school, keys::number_after(row, prefix.size())), {});
        rows.erase(std::move(row));
    }
    return things;
}

/// What a published fact is about, as far as that can be erased.
struct About {
    const RecordHeader& header;
    std::uint64_t thing = 0;
    PupilId pupil{};
    GuardianId guardian{};

    template <class Other>
    void operator()(const Other&) {}
    void operator()(const MessageSent&) { thing = header.sequence.value; }
    void operator()(const MessageReleased& e) { thing = e.message.value; }
    void operator()(const MessageRescheduled& e) { thing = e.message.value; }
    void operator()(const MessageWithdrawn& e) { thing = e.message.value; }
    void operator()(const MessageUndelivered& e) { thing = e.message.value; }
    void operator()(const ReplySent&) { thing = header.sequence.value; }
    void operator()(const ReplyReleased& e) { thing = e.reply.value; }
    void operator()(const Posted&) { thing = header.sequence.value; }
    void operator()(const PostEdited& e) { thing = e.post.value; }
    void operator()(const PostRetracted& e) { thing = e.post.value; }
    void operator()(const PointAwarded& e) { pupil = e.pupil; }
    void operator()(const PointRetracted& e) { pupil = e.pupil; }
    void operator()(const GuardianLinked& e) { pupil = e.pupil, guardian = e.guardian; }
    void operator()(const GuardianUnlinked& e) { pupil = e.pupil, guardian = e.guardian; }
};

}  // namespace

void fold_erasure(const LoggedRecord& fact, ViewWriter& rows) {
    const auto kind = sealed_kind(fact.record.event);
    if (kind && !fact.record.sealed.empty()) {
        const auto key = fact.record.sealed.front().key;
        put_row(rows, keys::stream_sealed(fact.school, key, fact.record.header.sequence), SealedRow{*kind});
    }
    const auto* destroyed = std::get_if<KeyDestroyed>(&fact.record.event);
    if (destroyed == nullptr) return;
    const auto things = take_sealed(fact.school, destroyed->key, rows);
    if (things != ErasedThings{}) put_row(rows, keys::stream_erased(fact.school, fact.record.header.sequence), things);
    const auto person = person_of(destroyed->subject);
    if (!person || destroyed->retention != RetentionClass::identity) return;
    const auto key = keys::stream_gone_person(fact.school, *person, destroyed->subject.id);
    if (rows.get(key)) return;
    rows.put(key, {});
    put_row(rows, keys::stream_erased(fact.school, fact.record.header.sequence), things);
}

bool took_something(const LoggedRecord& fact, const ViewRows& rows) {
    return rows.get(keys::stream_erased(fact.school, fact.record.header.sequence)).has_value();
}

ErasedThings erased_things(const ViewRows& rows, SchoolId school, Sequence fact) {
    return find_row<ErasedThings>(rows, keys::stream_erased(school, fact)).value_or(ErasedThings{});
}

Erased::Erased(const ViewRows& rows, SchoolId school) : rows_(rows), school_(school) {
    const auto things = keys::all(school, Kind::stream_gone);
    rows.scan(things, keys::after_prefix(things), Direction::backward, [&](std::string_view key, std::string_view) {
        newest_ = keys::number_after(key, things.size());
        return false;
    });
    const auto people = keys::all(school, Kind::stream_gone_person);
    rows.scan(people, keys::after_prefix(people), Direction::forward, [&](std::string_view, std::string_view) {
        people_ = true;
        return false;
    });
}

bool Erased::has(std::uint64_t thing) const {
    return thing != 0 && thing <= newest_ && rows_.get(keys::stream_gone(school_, thing)).has_value();
}

bool Erased::has(PersonKind kind, std::uint64_t person) const {
    return people_ && person != 0 && rows_.get(keys::stream_gone_person(school_, kind, person)).has_value();
}

bool Erased::strip(const RecordHeader& header, Event& event) const {
    if (auto* digest = std::get_if<DigestSealed>(&event)) {
        std::erase_if(digest->messages, [&](MessageId message) { return has(message.value); });
        return !digest->messages.empty();
    }
    About about{header};
    std::visit(about, event);
    return !has(about.thing) && !has(PersonKind::pupil, about.pupil.value) &&
           !has(PersonKind::guardian, about.guardian.value);
}

}  // namespace hometime::views
