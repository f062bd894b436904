#include "tools/simulate/process.h"

#include "daemon/commands/calendar_memory.h"
#include "daemon/safety_facts.h"

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

std::vector<std::unique_ptr<DeliveryChannel>> channels(const Conditions& conditions) {
    std::vector<std::unique_ptr<DeliveryChannel>> all;
    all.push_back(std::make_unique<VirtualChannel>(Channel::in_app, conditions));
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
      rounds_(log_, tail_, clock, port_, channels(conditions)),
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
