#include "daemon/http/update_stream.h"

#include "daemon/access/permissions.h"

namespace hometime::http {

namespace {

constexpr std::chrono::milliseconds kComeBack{3'000};
/// For a stream that made room for a newer one of the same person, or that a view which has stopped keeps from going
/// on.
constexpr std::chrono::milliseconds kComeBackLater{60'000};

std::string retry(std::chrono::milliseconds wait) {
    return "retry: " + std::to_string(wait.count()) + "\n";
}

std::string id_line(Sequence position) {
    return "id: " + std::to_string(position.value) + "\n";
}

std::string event(std::string_view name, const boost::json::object& data) {
    return "event: " + std::string(name) + "\ndata: " + boost::json::serialize(data) + "\n\n";
}

std::string event(const Update& update) {
    return event(boost::describe::enum_to_string(update.topic, "?"), update.ids);
}

}  // namespace

UpdateStream::UpdateStream(std::shared_ptr<Watchers> watchers, std::shared_ptr<StreamPlaces::Place> place,
                           Watching what)
    : watchers_(std::move(watchers)), place_(std::move(place)), what_(std::move(what)) {}

bool UpdateStream::ready() const {
    return place_->is_wanted() || watchers_->app.runner.seen(what_.school) > at_;
}

/// Where a view that is asked has stopped, the reader comes back later, to where they are.
EventSource::Chunk UpdateStream::next() try {
    App& app = watchers_->app;
    if (place_->is_wanted()) return {retry(kComeBackLater) + "\n", Then::end_here};
    const auto now = app.clock.now();
    const auto session = app.accounts.look_at_session(what_.token, now);
    const CachedRows rows(app.log);
    const School state(what_.school, rows);
    const bool may = session && permit(state, what_.actor, Operation::watch_updates, {}, now) == Verdict::allowed;
    if (!may) return {{}, Then::end_here};
    const bool unverified = session->unverified_since.has_value();
    std::string begin = begun_ ? std::string() : greeting(!unverified);
    const auto seen = app.runner.seen(what_.school);
    auto chunk = events({state, watchers_->views, what_.actor, now, unverified}, seen);
    chunk.bytes.insert(0, begin);
    if (!what_.follow && chunk.then == Then::wait) chunk.then = Then::end_here;
    return chunk;
} catch (const ViewError&) {
    return {retry(kComeBackLater) + "\n", Then::end_here};
}

/// Where the stream begins, so that even one that says nothing can be resumed.
std::string UpdateStream::greeting(bool keeps_place) {
    begun_ = true;
    const App& app = watchers_->app;
    const auto seen = app.runner.seen(what_.school);
    const auto head = app.log.head(what_.school);
    const auto after = what_.after.value_or(seen);
    const bool unknown = head && after.value > head->size;  // The log was restored from a backup since.
    const bool too_far = seen > after && seen.value - after.value > kCatchUpMax;
    at_ = unknown || too_far ? seen : after;
    told_ = at_;
    const boost::json::object data{{"position", at_.value}};
    return retry(kComeBack) + (keeps_place ? id_line(at_) : "") + event(at_ == after ? "ready" : "reset", data);
}

/// While something that is behind the reader is still to be told (the sign-in waits for the password, or a post for the
/// morning), their place stays where it is: when they come back they are told it, and some of the rest once more.
EventSource::Chunk UpdateStream::events(const Onlooker& who, Sequence seen) {
    Chunk chunk;
    for (std::size_t looked = 0; at_ < seen; ++looked) {
        if (looked == kFactsAtOnce || chunk.bytes.size() >= kEventBytesAtOnce) {
            chunk.then = Then::go_on;
            return chunk;
        }
        const auto fact = watchers_->facts.at({what_.school, at_.next()});
        at_ = at_.next();
        const auto update = update_for(who, *fact);
        if (const auto later = update ? std::nullopt : hears_later(who, *fact); later && waiting_.size() < kWaitingMax)
            waiting_.emplace(*later, at_);
        if (!update) continue;
        if (!keeps_place(who)) chunk.bytes += id_line(told_ = at_);
        chunk.bytes += event(*update);
    }
    tell_what_waited(who, chunk.bytes);
    if (!keeps_place(who) && at_.value - told_.value >= kSilentMax) chunk.bytes += id_line(told_ = at_) + "\n";
    return chunk;
}

void UpdateStream::tell_what_waited(const Onlooker& who, std::string& bytes) {
    while (!waiting_.empty() && waiting_.begin()->first <= who.now) {
        const auto fact = watchers_->facts.at({what_.school, waiting_.begin()->second});
        waiting_.erase(waiting_.begin());
        const auto update = update_for(who, *fact);
        if (!update) continue;
        if (!keeps_place(who)) bytes += id_line(told_ = at_);
        bytes += event(*update);
    }
}

}  // namespace hometime::http
