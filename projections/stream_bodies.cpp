// What each published fact says. Beside streams.cpp, which says whether it is published.
#include "eventstore/base/json_object.h"
#include "projections/streams.h"
#include "projections/unmoved.h"

namespace hometime {

namespace {

/// Longer than nearly every body.
constexpr std::size_t kBodyBytes = 256;
constexpr std::size_t kLocalBytes = 48;

/// "2026-11-24T08:00:00[Europe/London]".
std::string local_text(UtcTime instant, const TimeZone& zone) {
    const auto local = zone.local(instant);
    const auto second = std::to_string(local.second_of_day % 60);
    std::string text;
    text.reserve(kLocalBytes);
    text.append(to_string(local.date)).append("T").append(to_string(LocalMinute{local.second_of_day / 60}));
    return text.append(second.size() == 1 ? ":0" : ":").append(second).append("[").append(zone.name()).append("]");
}

void put_release(json::Object& data, const std::optional<UtcTime>& release_at, const std::optional<UtcTime>& due,
                 const TimeZone& zone) {
    if (release_at) data.put("release_at", *release_at).put("release_local", local_text(*release_at, zone));
    if (due) data.put("due", *due);
    data.put("reason", release_at ? "outside_window" : "no_window").put("class", "normal");
}

void put_released(json::Object& data, UtcTime at, const TimeZone& zone, std::string_view reason) {
    data.put("released_at", at).put("release_local", local_text(at, zone)).put("reason", reason).put("class", "normal");
}

/// Builds the body of one fact for one stream.
struct Bodies {
    const RecordHeader& header;
    Stream stream;
    const TimeZone& zone;
    json::Object data{kBodyBytes};
    std::string dataref{};

    [[nodiscard]] Sequence self() const { return header.sequence; }
    void refer(std::string_view folder, std::uint64_t id) {
        dataref.append("/").append(folder).append(std::to_string(id));
    }

    template <class Unpublished>
    void operator()(const Unpublished&) {}

    void operator()(const PolicySet& e) {
        data.put("policy", self());
        if (stream != Stream::calendar) return;
        data.put("weekly_windows", e.policy.weekly_windows).put("working_hours", e.policy.working_hours);
        dataref = "/calendar";
    }
    void operator()(const MessageSent& e) {
        data.put("thread", e.thread).put("message", self());
        put_release(data, e.release_at, e.due, zone);
        refer("messages/", header.sequence.value);
    }
    void operator()(const MessageReleased& e) {
        data.put("thread", e.thread).put("messages", std::vector{e.message});
        put_released(data, header.recorded_at, zone, "in_window");
        refer("messages/", e.message.value);
    }
    void operator()(const MessageRescheduled& e) {
        data.put("thread", e.thread).put("message", e.message);
        put_release(data, e.release_at, e.due, zone);
        refer("messages/", e.message.value);
    }
    void operator()(const MessageWithdrawn& e) {
        data.put("thread", e.thread).put("message", e.message);
        refer("messages/", e.message.value);
    }
    /// Not why: that is nobody's business but the school's.
    void operator()(const MessageUndelivered& e) {
        data.put("thread", e.thread).put("message", e.message);
        refer("messages/", e.message.value);
    }
    void operator()(const ReplySent& e) {
        data.put("thread", e.thread).put("reply", self());
        refer("threads/", e.thread.value);
    }
    void operator()(const ReplyReleased& e) {
        data.put("thread", e.thread).put("reply", e.reply);
        refer("threads/", e.thread.value);
    }
    void operator()(const DigestSealed& e) {
        if (stream == Stream::ops) {
            data.put("digest", self()).put("channel", e.channel).put("date", e.occurrence.date);
            data.put("opens", e.occurrence.opens).put("counter", e.counter);
            return;
        }
        data.put("messages", e.messages);
        put_released(data, header.recorded_at, zone, "window_opened");
    }
    void operator()(const DigestDelivered& e) {
        data.put("digest", e.digest).put("channel", e.channel).put("outcome", e.outcome);
    }
    void of_post(Sequence post, ClassId feed, std::string_view state) {
        data.put("post", post);
        if (feed) {
            data.put("feed", feed);
        } else {
            data.put("feed", "school");
        }
        data.put("state", state);
        dataref = "/feeds/" + (feed ? std::to_string(feed.value) : "school") + "/posts";
    }
    void put_times(const std::optional<UtcTime>& starts_at, const std::optional<UtcTime>& ends_at) {
        if (starts_at) data.put("starts_at", *starts_at);
        if (ends_at) data.put("ends_at", *ends_at);
    }
    void operator()(const Posted& e) {
        of_post(self(), e.class_id, "published");
        data.put("kind", e.kind);
        put_times(e.starts_at, e.ends_at);
        if (e.shown_at) data.put("shown_at", *e.shown_at);
        if (e.pressing.value_or(false)) data.put("pressing", true);
    }
    void operator()(const PostEdited& e) {
        of_post(e.post.sequence(), e.class_id, "edited");
        put_times(e.starts_at, e.ends_at);
        dataref += '/' + std::to_string(e.post.value);
    }
    /// Not why: that is for those who may edit it.
    void operator()(const PostRetracted& e) {
        of_post(e.post.sequence(), e.class_id, "retracted");
        dataref += '/' + std::to_string(e.post.value);
    }
    void of_points(PupilId pupil) { dataref = "/pupils/" + std::to_string(pupil.value) + "/points"; }
    void operator()(const PointAwarded& e) {
        data.put("award", self()).put("pupil", e.pupil).put("class", e.class_id).put("skill", e.skill).put("change", 1);
        of_points(e.pupil);
    }
    void operator()(const PointRetracted& e) {
        data.put("award", e.award).put("pupil", e.pupil).put("change", -1);
        of_points(e.pupil);
    }
    void operator()(const GuardianLinked& e) {
        data.put("guardian", e.guardian).put("pupil", e.pupil).put("state", "linked");
        refer("pupils/", e.pupil.value);
    }
    void operator()(const GuardianUnlinked& e) {
        data.put("guardian", e.guardian).put("pupil", e.pupil).put("state", "ended");
        refer("pupils/", e.pupil.value);
    }
    void operator()(const TermDatesSet& e) {
        data.put("terms", e.terms);
        dataref = "/calendar";
    }
    void operator()(const ClosureAnnounced& e) {
        data.put("closure", self()).put("from", e.from).put("to", e.to).put("kind", e.kind);
        dataref = "/calendar";
    }
    void operator()(const ClosureWithdrawn& e) {
        data.put("closure", e.closure);
        dataref = "/calendar";
    }
    void operator()(const TrainingScheduled& e) {
        data.put("training", self()).put("from", e.period.from).put("to", e.period.to);
        data.put("start", e.period.start).put("end", e.period.end);
        dataref = "/calendar";
    }
    void operator()(const TrainingCancelled& e) {
        data.put("training", e.training);
        dataref = "/calendar";
    }
    /// Which messages, replies or posts: the streams view knows, and whoever sends this adds it.
    void operator()(const KeyDestroyed& e) {
        if (stream == Stream::links || stream == Stream::points) {
            data.put(boost::describe::enum_to_string(e.subject.kind, "unknown"), e.subject.id);
        }
    }
};

}  // namespace

PublicationBody publication_body(const RecordHeader& header, const Event& event, Stream stream, const TimeZone& zone) {
    Bodies bodies{header, stream, zone};
    std::visit(bodies, event);
    return {std::move(bodies.data).take(), std::move(bodies.dataref)};
}

}  // namespace hometime
