// Rare paths that a set of seeds must reach: a simulation that never gets there proves nothing about them.
#pragma once

#include <array>
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <cstdint>
#include <string>

namespace hometime::simulation {

enum class Probe : std::uint8_t {
    // What happened to messages and replies.
    released_at_once,
    sealed_at_an_opening,
    follow_up_digest,
    moved_by_closure,
    moved_by_terms,
    moved_by_training,
    moved_by_quiet_hours,
    moved_by_policy,
    moved_by_cover,
    moved_after_a_missed_window,
    held_without_a_date,
    withdrawn_while_held,
    barred_by_a_restriction,
    barred_by_a_suspension,
    barred_by_an_ended_link,
    reader_left_with_messages_held,
    window_in_the_hour_that_repeats,
    window_in_the_hour_that_is_skipped,
    sent_at_the_very_opening,
    sent_at_the_very_close,
    reply_held,
    reply_moved,
    reply_barred,
    reply_sent_now,
    feed_digest,
    opened_early,
    // Telling people outside the application.
    told_at_an_opening,
    told_of_follow_ups,
    told_late_for_an_answer,
    notification_rolled,
    notification_exhausted,
    address_refused,
    nowhere_to_tell,
    handed_over_again,
    duty_told,
    duty_told_again,
    // Concerns.
    concern_acknowledged_in_time,
    concern_escalated,
    concern_escalated_after_an_outage,
    // What broke.
    crash_before_the_write,
    crash_after_the_write,
    crash_after_the_fence,
    disk_refused,
    disk_full_at_an_opening,
    down_at_an_opening,
    down_for_a_whole_window,
    paused_at_an_opening,
    clock_back_with_messages_held,
    clock_forward_over_an_opening,
    start_refused_for_the_clock,
    channel_silent_for_two_digests,
    asked_again_after_an_answer,
    asked_again_after_a_crash,
    found_done_after_a_crash,
    views_built_anew,
    subscriber_repaired,
};
// In two parts, for a list of Boost.Preprocessor holds 52.
BOOST_DESCRIBE_ENUM_BEGIN(Probe)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Probe, released_at_once, sealed_at_an_opening, follow_up_digest,
                           moved_by_closure, moved_by_terms, moved_by_training, moved_by_quiet_hours, moved_by_policy,
                           moved_by_cover, moved_after_a_missed_window, held_without_a_date, withdrawn_while_held,
                           barred_by_a_restriction, barred_by_a_suspension, barred_by_an_ended_link,
                           reader_left_with_messages_held, window_in_the_hour_that_repeats,
                           window_in_the_hour_that_is_skipped, sent_at_the_very_opening, sent_at_the_very_close,
                           reply_held, reply_moved, reply_barred, reply_sent_now, feed_digest, opened_early,
                           told_at_an_opening, told_of_follow_ups)
BOOST_DESCRIBE_PP_FOR_EACH(BOOST_DESCRIBE_ENUM_ENTRY, Probe, told_late_for_an_answer, notification_rolled,
                           notification_exhausted, address_refused, nowhere_to_tell, handed_over_again, duty_told,
                           duty_told_again, concern_acknowledged_in_time, concern_escalated,
                           concern_escalated_after_an_outage, crash_before_the_write, crash_after_the_write,
                           crash_after_the_fence, disk_refused, disk_full_at_an_opening, down_at_an_opening,
                           down_for_a_whole_window, paused_at_an_opening, clock_back_with_messages_held,
                           clock_forward_over_an_opening, start_refused_for_the_clock, channel_silent_for_two_digests,
                           asked_again_after_an_answer, asked_again_after_a_crash, found_done_after_a_crash,
                           views_built_anew, subscriber_repaired)
BOOST_DESCRIBE_ENUM_END(Probe)

inline constexpr std::size_t kProbes = boost::mp11::mp_size<boost::describe::describe_enumerators<Probe>>::value;

/// How often each was reached.
class Probes {
public:
    void hit(Probe probe, std::uint64_t times = 1) { hits_[static_cast<std::size_t>(probe)] += times; }
    void add(const Probes& others) {
        for (std::size_t i = 0; i < kProbes; ++i) hits_[i] += others.hits_[i];
    }
    [[nodiscard]] std::uint64_t hits(Probe probe) const { return hits_[static_cast<std::size_t>(probe)]; }
    /// Calls `visit` with each probe's name and how often it was reached.
    template <class Visit>
    void each(Visit visit) const {
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<Probe>>(
            [&](auto one) { visit(std::string(one.name), hits(one.value)); });
    }

private:
    std::array<std::uint64_t, kProbes> hits_{};
};

}  // namespace hometime::simulation
