#include "projections/views/streams.h"

#include "eventstore/base/mutants.h"
#include "projections/views/fold.h"
#include "projections/views/stream_erasures.h"
#include "projections/views/stream_items.h"

namespace hometime::views {

namespace {

struct LastRow {
    std::uint64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(LastRow, (), (number))

/// What is said with the office is on no stream, but a release does not say of whom it is.
bool of_office(const LoggedRecord& fact, ViewWriter& rows) {
    if (const auto* sent = std::get_if<ReplySent>(&fact.record.event)) {
        const bool held = sent->from_office && sent->held.value_or(false);
        if (held) rows.put(keys::of(fact.school, Kind::stream_office_reply, created<ReplyId>(fact)), {});
    }
    const auto drop = [&](ReplyId reply) {
        const auto key = keys::of(fact.school, Kind::stream_office_reply, reply);
        const bool known = rows.get(key).has_value();
        if (known) rows.erase(key);
        return known;
    };
    if (const auto* released = std::get_if<ReplyReleased>(&fact.record.event)) return drop(released->reply);
    if (const auto* never = std::get_if<ReplyUndelivered>(&fact.record.event)) return drop(never->reply);
    return false;
}

class StreamsProjection final : public Projection {
public:
    [[nodiscard]] ViewName view() const override { return kStreams; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        if (const auto* opened = std::get_if<LogOpened>(&fact.record.event)) {
            put_row(rows, keys::only(fact.school, Kind::stream_school), StreamSchool{fact.school, opened->log, {}});
        }
        if (const auto* school = std::get_if<SchoolOpened>(&fact.record.event)) {
            put_row(rows, keys::only(fact.school, Kind::stream_school),
                    StreamSchool{fact.school, fact.record.header.log, school->zone});
        }
        if (const auto* restored = std::get_if<LogRestored>(&fact.record.event)) {
            auto row = find_row<StreamSchool>(rows, keys::only(fact.school, Kind::stream_school));
            if (row) row->log = restored->epoch;  // Who has seen more of the streams than came back starts anew.
            if (row) put_row(rows, keys::only(fact.school, Kind::stream_school), *row);
        }
        fold_erasure(fact, rows);
        if (of_office(fact, rows)) return;
        if (std::holds_alternative<KeyDestroyed>(fact.record.event) && !took_something(fact, rows)) return;
        // Which facts are published, and the answer to every new one, is publications()'s alone.
        for (const auto& publication : publications(fact.record.header, fact.record.event)) {
            const auto last_key = keys::stream_row(fact.school, Kind::stream_last, publication.stream);
            const auto number = find_row<LastRow>(rows, last_key).value_or(LastRow{}).number +
                                (mutant(Mutant::stream_number_left_out) ? 2 : 1);
            put_row(rows, last_key, LastRow{number});
            put_row(rows, keys::stream(fact.school, publication.stream, number),
                    StreamEntry{number, fact.record.header.sequence});
            fold_item(fact, publication.stream, number, rows);
        }
    }
};

}  // namespace

std::unique_ptr<Projection> streams_projection() {
    return std::make_unique<StreamsProjection>();
}

std::optional<StreamSchool> stream_school(const ViewRows& rows, SchoolId school) {
    return find_row<StreamSchool>(rows, keys::only(school, Kind::stream_school));
}

std::optional<StreamSchool> stream_school(const ViewSource& source, SchoolId school) {
    return stream_school(*source.read(kStreams), school);
}

std::uint64_t stream_last(const ViewRows& rows, SchoolId school, Stream stream) {
    const auto row = find_row<LastRow>(rows, keys::stream_row(school, Kind::stream_last, stream));
    return row ? row->number : 0;
}

std::uint64_t stream_last(const ViewSource& source, SchoolId school, Stream stream) {
    return stream_last(*source.read(kStreams), school, stream);
}

std::vector<StreamEntry> stream_entries(const ViewSource& source, SchoolId school, Stream stream, const Page& page) {
    return stream_entries(*source.read(kStreams), school, stream, page);
}

void each_stream_entry(const ViewRows& rows, SchoolId school, Stream stream, std::uint64_t after,
                       const std::function<bool(const StreamEntry&)>& visit) {
    rows.scan(keys::stream(school, stream, after + 1), keys::after_prefix(keys::stream(school, stream)),
              Direction::forward,
              [&](std::string_view, std::string_view value) { return visit(decode_row<StreamEntry>(value)); });
}

std::vector<StreamEntry> stream_entries(const ViewRows& rows, SchoolId school, Stream stream, const Page& page) {
    std::vector<StreamEntry> found;
    each_of_page(rows, keys::stream(school, stream), page, [&](std::string_view, std::string_view value) {
        found.push_back(decode_row<StreamEntry>(value));
        return true;
    });
    return found;
}

}  // namespace hometime::views
