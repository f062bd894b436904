// What each published fact says. Beside streams.cpp, which says whether it is published.
#include <boost/json.hpp>

#include "projections/streams.h"
#include "projections/unmoved.h"

namespace hometime {

namespace {

namespace js = boost::json;

template <class Tag>
js::value number(Id<Tag> id) {
    return id.value;
}

std::string word(auto enumerator) {
    return boost::describe::enum_to_string(enumerator, "unknown");
}

/// "2026-11-24T08:00:00[Europe/London]".
std::string local_text(UtcTime instant, const TimeZone& zone) {
    const auto with_offset = zone.format(instant);
    return with_offset.substr(0, std::string_view("2026-11-24T08:00:00").size()) + '[' + zone.name() + ']';
}

void put_release(js::object& data, const std::optional<UtcTime>& release_at, const std::optional<UtcTime>& due,
                 const TimeZone& zone) {
    if (release_at) {
        data["release_at"] = to_string(*release_at);
        data["release_local"] = local_text(*release_at, zone);
    }
    if (due) data["due"] = to_string(*due);
    data["reason"] = release_at ? "outside_window" : "no_window";
    data["class"] = "normal";
}

void put_released(js::object& data, UtcTime at, const TimeZone& zone, std::string_view reason) {
    data["released_at"] = to_string(at);
    data["release_local"] = local_text(at, zone);
    data["reason"] = reason;
    data["class"] = "normal";
}

js::array windows(const std::vector<WeeklyWindow>& weekly) {
    js::array out;
    for (const auto& window : weekly) {
        js::array days;
        for (const auto day : window.days) days.emplace_back(word(day));
        out.push_back(
            js::object{{"days", std::move(days)}, {"start", to_string(window.start)}, {"end", to_string(window.end)}});
    }
    return out;
}

js::array ranges(const std::vector<DateRange>& terms) {
    js::array out;
    for (const auto& term : terms)
        out.push_back(js::object{{"from", to_string(term.from)}, {"to", to_string(term.to)}});
    return out;
}

/// Builds the body of one fact for one stream.
struct Bodies {
    const RecordHeader& header;
    Stream stream;
    const TimeZone& zone;
    js::object data{};
    std::string dataref{};

    [[nodiscard]] js::value self() const { return header.sequence.value; }
    void refer(std::string_view folder, std::uint64_t id) { dataref = "/" + std::string(folder) + std::to_string(id); }

    template <class Unpublished>
    void operator()(const Unpublished&) {}

    void operator()(const PolicySet& e) {
        data = {{"policy", self()}};
        if (stream != Stream::calendar) return;
        data["weekly_windows"] = windows(e.policy.weekly_windows);
        data["working_hours"] = windows(e.policy.working_hours);
        dataref = "/calendar";
    }
    void operator()(const MessageSent& e) {
        data = {{"thread", number(e.thread)}, {"message", self()}};
        put_release(data, e.release_at, e.due, zone);
        refer("messages/", header.sequence.value);
    }
    void operator()(const MessageReleased& e) {
        data = {{"thread", number(e.thread)}, {"messages", js::array{number(e.message)}}};
        put_released(data, header.recorded_at, zone, "in_window");
        refer("messages/", e.message.value);
    }
    void operator()(const MessageRescheduled& e) {
        data = {{"thread", number(e.thread)}, {"message", number(e.message)}};
        put_release(data, e.release_at, e.due, zone);
        refer("messages/", e.message.value);
    }
    void operator()(const MessageWithdrawn& e) {
        data = {{"thread", number(e.thread)}, {"message", number(e.message)}};
        refer("messages/", e.message.value);
    }
    /// Not why: that is nobody's business but the school's.
    void operator()(const MessageUndelivered& e) {
        data = {{"thread", number(e.thread)}, {"message", number(e.message)}};
        refer("messages/", e.message.value);
    }
    void operator()(const ReplySent& e) {
        data = {{"thread", number(e.thread)}, {"reply", self()}};
        refer("threads/", e.thread.value);
    }
    void operator()(const ReplyReleased& e) {
        data = {{"thread", number(e.thread)}, {"reply", number(e.reply)}};
        refer("threads/", e.thread.value);
    }
    void operator()(const DigestSealed& e) {
        if (stream == Stream::ops) {
            data = {{"digest", self()},
                    {"channel", word(e.channel)},
                    {"date", to_string(e.occurrence.date)},
                    {"opens", to_string(e.occurrence.opens)},
                    {"counter", e.counter}};
            return;
        }
        js::array messages;
        for (const auto message : e.messages) messages.push_back(number(message));
        data = {{"messages", std::move(messages)}};
        put_released(data, header.recorded_at, zone, "window_opened");
    }
    void operator()(const DigestDelivered& e) {
        data = {{"digest", number(e.digest)}, {"channel", word(e.channel)}, {"outcome", word(e.outcome)}};
    }
    void of_post(js::value post, ClassId feed, std::string_view state) {
        data = {{"post", std::move(post)}, {"feed", feed ? js::value(feed.value) : js::value("school")}};
        data["state"] = state;
        dataref = "/feeds/" + (feed ? std::to_string(feed.value) : "school") + "/posts";
    }
    void put_times(const std::optional<UtcTime>& starts_at, const std::optional<UtcTime>& ends_at) {
        if (starts_at) data["starts_at"] = to_string(*starts_at);
        if (ends_at) data["ends_at"] = to_string(*ends_at);
    }
    void operator()(const Posted& e) {
        of_post(self(), e.class_id, "published");
        data["kind"] = word(e.kind);
        put_times(e.starts_at, e.ends_at);
        if (e.shown_at) data["shown_at"] = to_string(*e.shown_at);
        if (e.pressing.value_or(false)) data["pressing"] = true;
    }
    void operator()(const PostEdited& e) {
        of_post(number(e.post), e.class_id, "edited");
        put_times(e.starts_at, e.ends_at);
        dataref += '/' + std::to_string(e.post.value);
    }
    /// Not why: that is for those who may edit it.
    void operator()(const PostRetracted& e) {
        of_post(number(e.post), e.class_id, "retracted");
        dataref += '/' + std::to_string(e.post.value);
    }
    void operator()(const PointAwarded& e) {
        data = {{"award", self()}, {"pupil", number(e.pupil)}, {"class", number(e.class_id)}};
        data["skill"] = e.skill;
        data["change"] = 1;
        dataref = "/pupils/" + std::to_string(e.pupil.value) + "/points";
    }
    void operator()(const PointRetracted& e) {
        data = {{"award", number(e.award)}, {"pupil", number(e.pupil)}, {"change", -1}};
        dataref = "/pupils/" + std::to_string(e.pupil.value) + "/points";
    }
    void operator()(const GuardianLinked& e) {
        data = {{"guardian", number(e.guardian)}, {"pupil", number(e.pupil)}, {"state", "linked"}};
        refer("pupils/", e.pupil.value);
    }
    void operator()(const GuardianUnlinked& e) {
        data = {{"guardian", number(e.guardian)}, {"pupil", number(e.pupil)}, {"state", "ended"}};
        refer("pupils/", e.pupil.value);
    }
    void operator()(const TermDatesSet& e) {
        data = {{"terms", ranges(e.terms)}};
        dataref = "/calendar";
    }
    void operator()(const ClosureAnnounced& e) {
        data = {{"closure", self()}, {"from", to_string(e.from)}, {"to", to_string(e.to)}, {"kind", word(e.kind)}};
        dataref = "/calendar";
    }
    void operator()(const ClosureWithdrawn& e) {
        data = {{"closure", number(e.closure)}};
        dataref = "/calendar";
    }
    void operator()(const TrainingScheduled& e) {
        data = {{"training", self()},
                {"from", to_string(e.period.from)},
                {"to", to_string(e.period.to)},
                {"start", to_string(e.period.start)},
                {"end", to_string(e.period.end)}};
        dataref = "/calendar";
    }
    void operator()(const TrainingCancelled& e) {
        data = {{"training", number(e.training)}};
        dataref = "/calendar";
    }
    /// Which messages, replies or posts: the streams view knows, and whoever sends this adds it.
    void operator()(const KeyDestroyed& e) {
        if (stream == Stream::links || stream == Stream::points) data = {{word(e.subject.kind), e.subject.id}};
    }
};

}  // namespace

PublicationBody publication_body(const RecordHeader& header, const Event& event, Stream stream, const TimeZone& zone) {
    Bodies bodies{header, stream, zone};
    std::visit(bodies, event);
    return {js::serialize(bodies.data), std::move(bodies.dataref)};
}

}  // namespace hometime
