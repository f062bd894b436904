#include "projections/views/stream_items.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

enum class Step : std::uint8_t { made, changed, ended };

/// What one event says of one thing.
struct Change {
    StandingKind kind{};
    Step step{};
    std::uint64_t id = 0;
    std::uint64_t other = 0;  ///< of a link: the guardian
};

/// The things that a published fact is about, by stream. Facts that change no thing are not named: publications()
/// decides what is published, and tests say which of its types make, change and end what.
struct Changes {
    const LoggedRecord& fact;
    Stream stream;
    std::vector<Change> all{};

    [[nodiscard]] std::uint64_t self() const { return fact.record.header.sequence.value; }
    void add(StandingKind kind, Step step, std::uint64_t id, std::uint64_t other = 0) {
        all.push_back({kind, step, id, other});
    }

    template <class Other>
    void operator()(const Other&) {}
    void operator()(const PolicySet&) {
        add(stream == Stream::ops ? StandingKind::policy : StandingKind::windows, Step::made, 0);
    }
    void operator()(const MessageSent&) { add(StandingKind::message, Step::made, self()); }
    void operator()(const MessageRescheduled& e) { add(StandingKind::message, Step::changed, e.message.value); }
    void operator()(const MessageReleased& e) { add(StandingKind::message, Step::ended, e.message.value); }
    void operator()(const MessageWithdrawn& e) { add(StandingKind::message, Step::ended, e.message.value); }
    void operator()(const MessageUndelivered& e) { add(StandingKind::message, Step::ended, e.message.value); }
    void operator()(const DigestSealed& e) {
        if (stream != Stream::flow) return;
        for (const auto message : e.messages) add(StandingKind::message, Step::ended, message.value);
    }
    void operator()(const Posted&) { add(StandingKind::post, Step::made, self()); }
    void operator()(const PostEdited& e) { add(StandingKind::post, Step::changed, e.post.value); }
    void operator()(const PostRetracted& e) { add(StandingKind::post, Step::ended, e.post.value); }
    void operator()(const PointAwarded&) { add(StandingKind::award, Step::made, self()); }
    void operator()(const PointRetracted& e) { add(StandingKind::award, Step::ended, e.award.value); }
    void operator()(const GuardianLinked& e) { add(StandingKind::link, Step::made, e.pupil.value, e.guardian.value); }
    void operator()(const GuardianUnlinked& e) {
        add(StandingKind::link, Step::ended, e.pupil.value, e.guardian.value);
    }
    void operator()(const TermDatesSet&) { add(StandingKind::terms, Step::made, 0); }
    void operator()(const ClosureAnnounced&) { add(StandingKind::closure, Step::made, self()); }
    void operator()(const ClosureWithdrawn& e) { add(StandingKind::closure, Step::ended, e.closure.value); }
    void operator()(const TrainingScheduled&) { add(StandingKind::training, Step::made, self()); }
    void operator()(const TrainingCancelled& e) { add(StandingKind::training, Step::ended, e.training.value); }
};

std::string key_of(SchoolId school, Stream stream, const Change& change) {
    return keys::stream_item(school, stream, static_cast<std::uint8_t>(change.kind), change.id, change.other);
}

}  // namespace

void fold_item(const LoggedRecord& fact, Stream stream, std::uint64_t number, ViewWriter& rows) {
    Changes changes{fact, stream};
    std::visit(changes, fact.record.event);
    const auto here = fact.record.header.sequence;
    for (const auto& change : changes.all) {
        auto key = key_of(fact.school, stream, change);
        switch (change.step) {
            case Step::made: put_row(rows, std::move(key), StreamItem{here, number, here}); break;
            case Step::changed:
                if (const auto row = find_row<StreamItem>(rows, key)) {
                    put_row(rows, std::move(key), StreamItem{row->first, number, here});
                }
                break;
            case Step::ended: rows.erase(std::move(key)); break;
        }
    }
}

StreamItems stream_items(const ViewRows& rows, SchoolId school, Stream stream, std::string_view cursor,
                         std::size_t limit) {
    const auto prefix = keys::stream_row(school, Kind::stream_item, stream);
    std::string begin = prefix;
    if (const auto bytes = parse_hex(cursor); !cursor.empty() && bytes) {
        begin += as_text(*bytes);
        begin += '\0';  // Behind it.
    }
    StreamItems page;
    rows.scan(begin, keys::after_prefix(prefix), Direction::forward, [&](std::string_view key, std::string_view value) {
        page.more = page.items.size() == limit;
        if (page.more) return false;
        page.items.push_back({decode_row<StreamItem>(value), hex(as_bytes(key.substr(prefix.size())))});
        return true;
    });
    return page;
}

bool is_item_cursor(std::string_view text) {
    return text.size() == 2 * keys::kStreamItemBytes && parse_hex(text).has_value();
}

}  // namespace hometime::views
