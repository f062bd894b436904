#include "notifier/webhooks/delivery.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "eventstore/base/encoding.h"
#include "notifier/bus/stored_events.h"
#include "notifier/bus/subscribers.h"
#include "notifier/channels/web_url.h"
#include "notifier/channels/webhook/retries.h"
#include "projections/views/projection.h"

namespace hometime::webhook {

namespace {

/// Of a pause, what is added to it at most: a tenth.
constexpr std::int64_t kJitterPart = 10;

ReceiverState state_in(FileSystem& files, const std::filesystem::path& file, const std::string& name) {
    auto state = read_state(files, file);
    if (state) return std::move(*state);
    if (state.error().code != ErrorCode::not_found) {
        spdlog::error("webhooks: how far receiver {} had come cannot be read, and is begun anew: {}", name,
                      state.error().detail);
    }
    return {};
}

}  // namespace

Delivery::Delivery(const WebhookParts& parts, Receiver receiver)
    : parts_(parts),
      hooks_(parts.log, parts.views, parts.clock, parts.epoch_of),
      file_(parts.folder / (receiver.name + ".json")),
      target_(std::make_shared<Target>(parts.poster, std::move(receiver))),
      state_(state_in(parts.files, file_, target_->receiver.name)) {
    begin_streams();
}

/// Streams that are not this receiver's any more are forgotten; a new one begins now, or at its first event.
void Delivery::begin_streams() {
    const auto& streams = target_->receiver.streams;
    const auto gone = [&](const Place& place) { return !streams.contains(place.stream); };
    changed_ = std::erase_if(state_.places, gone) > 0 || changed_;
    for (const auto& stream : streams) {
        if (place_of(stream) != nullptr) continue;
        Place place;
        place.stream = stream;
        const auto named = bus::parse_stream_prefix(stream);
        const auto head = named ? parts_.log.head(named->first) : std::nullopt;
        if (head && !target_->receiver.from_beginning) place.silent = Sequence{head->size};
        state_.places.push_back(std::move(place));
        changed_ = true;
    }
    std::sort(state_.places.begin(), state_.places.end(),
              [](const Place& a, const Place& b) { return a.stream < b.stream; });
    if (state_.failing && place_of(state_.failing->stream) == nullptr) state_.failing.reset();
}

Place* Delivery::place_of(const std::string& stream) {
    const auto found = std::find_if(state_.places.begin(), state_.places.end(),
                                    [&](const Place& place) { return place.stream == stream; });
    return found == state_.places.end() ? nullptr : &*found;
}

Delivery::Next Delivery::turn() {
    std::unique_lock lock(mutex_);
    const auto now = parts_.clock.now();
    if (left_) return {};
    if (state_.off) return tell(lock);
    if (bus::is_over(target_->receiver.until, now)) return {};
    if (state_.failing && state_.failing->next_at > now) return {false, state_.failing->next_at};
    const auto hook = next_hook();
    if (!hook) return {};
    const auto target = target_;
    lock.unlock();
    const auto sent = target->sender.send(target->receiver.url, hook->id, hook->body, now);
    lock.lock();
    return settle(*hook, sent);
}

/// What was not taken is next again. Otherwise every stream has its turn.
std::optional<Hook> Delivery::next_hook() {
    auto& places = state_.places;
    const auto behind = [&](const Place& place) { return place.stream > served_; };
    const auto first = std::find_if(places.begin(), places.end(), behind) - places.begin();
    for (std::size_t i = 0; i < places.size(); ++i) {
        auto& place = places[(static_cast<std::size_t>(first) + i) % places.size()];
        if (state_.failing && state_.failing->stream != place.stream) continue;
        const auto before = place;
        auto hook = hooks_.next(place);
        changed_ = changed_ || place != before;
        if (hook) return hook;
    }
    return std::nullopt;
}

Delivery::Next Delivery::settle(const Hook& hook, const Sent& sent) {
    const auto now = parts_.clock.now();
    changed_ = true;
    if (sent.result == SendResult::accepted) return accepted(hook, now);
    ++failed_;
    if (sent.result == SendResult::gone) return switch_off(sent.why, now);
    return failed(hook, sent, now);
}

Delivery::Next Delivery::accepted(const Hook& hook, UtcTime now) {
    ++accepted_;
    state_.failing.reset();
    state_.last_success = now;
    served_ = hook.stream;
    if (auto* place = place_of(hook.stream); place != nullptr) {
        if (hook.notice) {
            place->epoch_changed = false;
        } else {
            place->number = hook.number;
            place->silent = {};  // That lies behind it.
        }
    }
    return {true, {}};
}

Delivery::Next Delivery::failed(const Hook& hook, const Sent& sent, UtcTime now) {
    if (place_of(hook.stream) == nullptr) return {true, {}};  // It was taken away meanwhile.
    const auto attempts = (state_.failing ? state_.failing->attempts : 0) + 1;
    const auto pause = delay_before(attempts + 1);
    if (!pause) return switch_off("given up after " + std::to_string(attempts) + " attempts; " + sent.why, now);
    const auto wait = std::max(*pause, sent.retry_after.value_or(*pause));
    const auto at = now + wait + jitter(*pause);
    state_.failing = Failing{hook.stream, attempts, at};
    spdlog::warn("webhooks: receiver {}, attempt {}: {}. The next one at {}", target_->receiver.name, attempts,
                 sent.why, to_string(at));
    return {false, at};
}

Delivery::Next Delivery::switch_off(const std::string& why, UtcTime now) {
    const auto& receiver = target_->receiver;
    state_.failing.reset();
    state_.off = SwitchedOff{now, why, receiver.owner_email.empty() || !parts_.tell_owner};
    spdlog::error(
        "webhooks: receiver {} was switched off: {}. It keeps its place; `hometime webhook enable {}` goes on from "
        "there",
        receiver.name, why, receiver.name);
    return {true, {}};
}

Delivery::Next Delivery::tell(std::unique_lock<std::mutex>& lock) {
    const auto now = parts_.clock.now();
    if (state_.off->told || !parts_.tell_owner) return {};
    if (tell_again_ && *tell_again_ > now) return {false, tell_again_};
    const ReceiverOff off{state_.off->since, state_.off->why};
    const auto target = target_;
    lock.unlock();
    const auto sent = parts_.tell_owner(target->receiver, off);
    lock.lock();
    if (!state_.off) return {true, {}};  // Somebody has looked meanwhile.
    if (sent.result == SendResult::later && now - off.since < kTellMax) {
        tell_again_ = now + kTellAgain;
        return {false, tell_again_};
    }
    if (sent.result != SendResult::accepted) {
        spdlog::error("webhooks: the owner of receiver {} could not be told: {}", target->receiver.name, sent.why);
    }
    state_.off->told = true;
    changed_ = true;
    return {};
}

std::chrono::milliseconds Delivery::jitter(std::chrono::seconds delay) {
    const auto most = std::chrono::milliseconds(delay).count() / kJitterPart;
    const auto bytes = parts_.random.bytes<8>();
    const auto drawn = load_be<std::uint64_t>(bytes.data());
    return std::chrono::milliseconds(static_cast<std::int64_t>(drawn % static_cast<std::uint64_t>(most + 1)));
}

Result<void> Delivery::save() {
    std::unique_lock lock(mutex_);
    if (!std::exchange(changed_, false)) return {};
    const auto state = state_;
    lock.unlock();
    auto written = write_state(parts_.files, file_, state);
    if (!written) {
        lock.lock();
        changed_ = true;
    }
    return written;
}

bool Delivery::has_changed() const {
    const std::scoped_lock lock(mutex_);
    return changed_;
}

void Delivery::take(Receiver receiver) {
    auto target = std::make_shared<Target>(parts_.poster, std::move(receiver));
    const std::scoped_lock lock(mutex_);
    target_ = std::move(target);
    begin_streams();
}

void Delivery::leave() noexcept {
    const std::scoped_lock lock(mutex_);
    left_ = true;
}

void Delivery::enable() {
    const std::scoped_lock lock(mutex_);
    state_.off.reset();
    state_.failing.reset();
    tell_again_.reset();
    changed_ = true;
}

ReceiverStatus Delivery::status() const {
    std::unique_lock lock(mutex_);
    const auto state = state_;
    const auto target = target_;
    ReceiverStatus status;
    status.accepted = accepted_;
    status.failed = failed_;
    lock.unlock();
    const auto& receiver = target->receiver;
    const auto url = parse_web_url(receiver.url);
    status.name = receiver.name;
    status.origin = url ? url->origin : std::string();
    status.owner = receiver.owner;
    status.until = receiver.until;
    status.is_over = bus::is_over(receiver.until, parts_.clock.now());
    status.last_success = state.last_success;
    if (state.failing) {
        status.failed_attempts = state.failing->attempts;
        status.next_attempt = state.failing->next_at;
    }
    if (state.off) status.off = ReceiverOff{state.off->since, state.off->why};
    for (const auto& place : state.places) {
        auto& stream = status.streams[place.stream];
        stream.number = place.number;
        try {
            stream.waiting = hooks_.waiting(place);
        } catch (const ViewError&) {
            stream.waiting = 0;  // Nobody can tell while the views cannot be read; that is said elsewhere.
        } catch (const bus::LogFailed&) {
            stream.waiting = 0;
        }
    }
    return status;
}

}  // namespace hometime::webhook
