#include "tools/simulate/bus_judge.h"

#include <algorithm>
#include <set>

#include "projections/views/projection.h"
#include "tools/simulate/people.h"

namespace hometime::simulation {

namespace {

/// Which facts stand on which streams, by name, as docs/wire.md lists them.
const std::multimap<std::string, Stream>& published() {
    using enum Stream;
    static const std::multimap<std::string, Stream> kPublished{{"policy_set", ops},
                                                               {"policy_set", calendar},
                                                               {"message_sent", flow},
                                                               {"message_released", flow},
                                                               {"message_rescheduled", flow},
                                                               {"message_withdrawn", flow},
                                                               {"message_undelivered", flow},
                                                               {"reply_sent", flow},
                                                               {"reply_released", flow},
                                                               {"digest_sealed", ops},
                                                               {"digest_sealed", flow},
                                                               {"digest_delivered", ops},
                                                               {"posted", posts},
                                                               {"post_edited", posts},
                                                               {"post_retracted", posts},
                                                               {"point_awarded", points},
                                                               {"point_retracted", points},
                                                               {"guardian_linked", links},
                                                               {"guardian_unlinked", links},
                                                               {"term_dates_set", calendar},
                                                               {"closure_announced", calendar},
                                                               {"closure_withdrawn", calendar},
                                                               {"training_scheduled", calendar},
                                                               {"training_cancelled", calendar}};
    return kPublished;
}

/// What a body may say: ids, kinds, instants and the calendar's own words.
bool may_be_said(std::string_view member) {
    static const std::set<std::string_view> kMembers{
        "policy",   "weekly_windows", "working_hours", "thread",     "message",
        "messages", "release_at",     "release_local", "due",        "reason",
        "class",    "reply",          "digest",        "channel",    "date",
        "opens",    "counter",        "outcome",       "post",       "feed",
        "state",    "kind",           "starts_at",     "ends_at",    "shown_at",
        "pressing", "award",          "pupil",         "skill",      "guardian",
        "change",   "terms",          "closure",       "from",       "to",
        "training", "start",          "end",           "released_at"};
    return kMembers.contains(member);
}

/// Facts of a kind that is published, but not each of them.
bool is_published(const LoggedRecord& logged, const Model& model) {
    const auto& event = logged.record.event;
    if (const auto* sent = std::get_if<MessageSent>(&event)) {
        const bool at_once = sent->release_at && *sent->release_at <= logged.record.header.recorded_at;
        return sent->staff && !at_once;
    }
    if (const auto* sent = std::get_if<ReplySent>(&event)) return !sent->from_office && !sent->held.value_or(false);
    if (const auto* released = std::get_if<ReplyReleased>(&event)) {
        return !model.replies.at(released->reply).from_office;
    }
    if (const auto* training = std::get_if<TrainingScheduled>(&event)) return !training->staff;
    if (const auto* training = std::get_if<TrainingCancelled>(&event)) return !training->staff;
    return true;
}

}  // namespace

void BusJudge::fact(const LoggedRecord& logged) {
    school_ = logged.school;
    const auto [first, last] = published().equal_range(std::string(name_of(tag_of(logged.record.event))));
    if (first == last || !is_published(logged, judge_.model())) return;
    std::vector<Stream> streams;
    for (auto at = first; at != last; ++at) streams.push_back(at->second);
    for (const auto stream : streams) expect(stream, logged);
}

void BusJudge::expect(Stream stream, const LoggedRecord& logged) {
    const auto zone = TimeZone::load(judge_.model().zone).value();
    const auto body = publication_body(logged.record.header, logged.record.event, stream, zone);
    judge_body(logged, stream, body.data + body.dataref);
    auto& entries = expected_[stream];
    entries.push_back(logged.record.header.sequence);
    // On its way to the subscriber some are lost.
    if (!chance_.one_in(6)) received_[stream][entries.size()] = logged.record.header.sequence;
}

void BusJudge::judge_body(const LoggedRecord& logged, Stream stream, const std::string& said) {
    const auto where = std::string(to_string(stream)) + ", fact " + std::to_string(logged.record.header.sequence.value);
    if (said.find(kCanary) != std::string::npos) judge_.find("I39", "a text is published on " + where);
    const auto end = said.rfind('}');
    const auto data = boost::json::parse(said.substr(0, end + 1)).as_object();
    for (const auto& member : data) {
        if (!may_be_said(member.key())) judge_.find("I29", "\"" + std::string(member.key()) + "\" is said on " + where);
    }
}

/// New entries since the last look: dense, in the log's order, and exactly those that are expected.
void BusJudge::compare(const ViewSource& views, Stream stream) {
    const auto& expected = expected_[stream];
    auto& compared = compared_[stream];
    const auto name = std::string(to_string(stream));
    bool good = true;
    views::each_stream_entry(*views.read(views::kStreams), school_, stream, compared, [&](const auto& entry) {
        const auto number = compared + 1;
        if (entry.number != number) {
            judge_.find("I27", name + " has no number " + std::to_string(number));
        } else if (number > expected.size() || entry.fact != expected[number - 1]) {
            judge_.find("I29", name + " number " + std::to_string(number) + " is fact " +
                                   std::to_string(entry.fact.value) + ", which is not published there");
        } else if (const auto had = received_[stream].find(number);
                   had != received_[stream].end() && had->second != entry.fact) {
            judge_.find("I27", name + " number " + std::to_string(number) + " has changed its meaning");
        } else {
            compared = number;
            return true;
        }
        good = false;
        return false;
    });
    if (good && compared != expected.size()) judge_.find("I27", name + " lacks what was published");
}

/// A heartbeat has said how far the stream is: the subscriber asks for what it misses.
void BusJudge::replay(const ViewSource& views, Stream stream) {
    auto& received = received_[stream];
    const auto last = views::stream_last(views, school_, stream);
    if (received.size() == last) return;
    std::uint64_t whole = 0;  // Up to there it has everything.
    while (received.contains(whole + 1)) ++whole;
    views::each_stream_entry(*views.read(views::kStreams), school_, stream, whole, [&](const auto& entry) {
        if (received.try_emplace(entry.number, entry.fact).second) probes_.hit(Probe::subscriber_repaired);
        return true;
    });
}

void BusJudge::look(const ViewSource& views) {
    for (const auto stream : kStreams) {
        compare(views, stream);
        replay(views, stream);
    }
}

void BusJudge::end(const ViewSource& views) {
    look(views);
    for (const auto stream : kStreams) {
        std::vector<Sequence> have;
        for (const auto& [number, fact] : received_[stream]) have.push_back(fact);
        if (have != expected_[stream])
            judge_.find("I27", "a subscriber of " + std::string(to_string(stream)) + " is not whole");
    }
}

}  // namespace hometime::simulation
