#include "tools/simulate/process.h"

#include "daemon/commands/calendar_memory.h"
#include "daemon/commands/notifications.h"
#include "daemon/safety_facts.h"
#include "notifier/channels/outside_channel.h"

namespace hometime::simulation {

namespace {

/// Facts that are folded at once: below what a second thread would be started for.
constexpr std::size_t kFactsAtOnce = 200;

/// A way to reach a person, in the world's hands.
class VirtualChannel final : public DeliveryChannel {
public:
    VirtualChannel(Channel kind, const Conditions& conditions) : kind_(kind), conditions_(conditions) {}
    [[nodiscard]] Channel channel() const override { return kind_; }
    [[nodiscard]] std::optional<DeliveryOutcome> deliver(Position digest) override {
        conditions_.on_attempt(digest);
        return conditions_.channel_silent ? std::nullopt : std::optional(DeliveryOutcome::delivered);
    }

private:
    Channel kind_;
    const Conditions& conditions_;
};

/// What a server outside makes of it: mostly it takes it, sometimes it does so and does not get to say so. Of nothing
/// but the notification and the attempt, so that a year is the same however often it is lived.
Sent answer_to(const HandOver& what, std::uint64_t attempt) {
    auto mixed =
        what.notification.value * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(what.channel) + attempt * 77;
    mixed = (mixed ^ (mixed >> 29U)) * 0xbf58476d1ce4e5b9ULL;
    const auto drawn = (mixed ^ (mixed >> 32U)) % 100;
    if (drawn < 72) return {SendResult::accepted, "", {}};
    if (drawn < 92) return {SendResult::later, "", {}};
    if (drawn < 94) return {SendResult::later, "", std::chrono::seconds{90}};
    if (drawn < 96) return {SendResult::at_fault, "", {}};
    return {drawn < 99 ? SendResult::refused : SendResult::gone, "", {}};
}

/// A server outside the school, in the world's hands. What it does not answer to is answered by the end of patience.
class VirtualOutside final : public OutsideChannel {
public:
    VirtualOutside(Channel kind, const Conditions& conditions, const EventLog& log, const Clock& clock)
        : kind_(kind), conditions_(conditions), log_(log), clock_(clock) {}
    [[nodiscard]] Channel channel() const override { return kind_; }
    [[nodiscard]] bool offer(const HandOver& what) override {
        in_hand_.push_back({what, clock_.now()});
        if (!may_go(what)) return true;
        conditions_.on_hand_over(what);
        return true;
    }
    [[nodiscard]] std::vector<HandedOver> take_results() override {
        std::vector<HandedOver> results;
        std::erase_if(in_hand_, [&](const InHand& one) {
            const bool patient = clock_.now() < std::min<UtcTime>(one.since + kAttemptMax, one.what.closes_at);
            if (conditions_.channel_silent && patient) return false;
            const bool cut_off = conditions_.channel_silent || !may_go(one.what);
            const auto attempt = attempts_[one.what.notification]++;
            results.push_back({one.what, cut_off ? Sent{SendResult::later, "", {}} : answer_to(one.what, attempt)});
            return true;
        });
        return results;
    }

private:
    struct InHand {
        HandOver what;
        UtcTime since;
    };

    [[nodiscard]] bool may_go(const HandOver& what) const {
        const CachedRows rows(log_);
        const School school(what.school, rows);
        const auto row = school.notification(what.notification);
        return row && (row->kind == NotificationKind::duty ||
                       may_be_told(school, row->person_kind, row->person, clock_.now()));
    }

    Channel kind_;
    const Conditions& conditions_;
    const EventLog& log_;
    const Clock& clock_;
    std::vector<InHand> in_hand_;
    std::map<NotificationId, std::uint64_t> attempts_;
};

Channels channels(const Conditions& conditions, const EventLog& log, const Clock& clock) {
    Channels all;
    all.inside.push_back(std::make_unique<VirtualChannel>(Channel::in_app, conditions));
    for (const auto kind : {Channel::email, Channel::push}) {
        all.outside.push_back(std::make_unique<VirtualOutside>(kind, conditions, log, clock));
    }
    return all;
}

Projections streams() {
    Projections all;
    all.push_back(views::streams_projection());
    return all;
}

}  // namespace

Process::Process(EventLog& log, const Clock& clock, const Conditions& conditions, ViewSink& views)
    : conditions_(conditions),
      log_(log),
      tail_(log_),
      sequencer_(log_, tail_, clock, [this](const Error&) { failed_ = true; }),
      port_(sequencer_),
      rounds_(log_, tail_, clock, port_, channels(conditions, log_, clock)),
      views_(log_, views, streams()) {
    sequencer_.ask_for_room([this](const std::vector<Event>& facts) { return has_room(facts); });
}

Process::~Process() {
    forget_calendars();
}

Result<void> Process::start() {
    if (auto loaded = views_.load(); !loaded) return loaded;
    return rounds_.restore();
}

bool Process::settle() {
    // A round may only show in the next what was answered to it; what is refused is left for later, as a thread does.
    for (int quiet = 0; quiet < 2; ++quiet) {
        sequencer_.work_off();
        if (failed_ || !rounds_.go_round(std::chrono::milliseconds{0})) return false;
        const auto before = sequencer_.facts();
        sequencer_.work_off();
        if (failed_) return false;
        if (sequencer_.facts() != before) quiet = -1;
    }
    return fold_views();
}

bool Process::has_room(const std::vector<Event>& facts) {
    const bool room = !conditions_.disk_full && !(conditions_.disk_nearly_full && ++asked_for_room_ % 2 == 0);
    return room || concern_safety(facts);
}

bool Process::fold_views() {
    auto cursors = views_.cursors();
    for (;;) {
        const auto facts = tail_.next(cursors, kFactsAtOnce, std::chrono::milliseconds{0});
        if (!facts || facts->empty()) return facts.has_value();
        if (!views_.fold(*facts)) return false;
    }
}

}  // namespace hometime::simulation
