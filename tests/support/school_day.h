// What happened in the small school on one Tuesday afternoon: at least one object of every kind, each with
// somebody whose it is and somebody whose it is not.
#pragma once

#include "tests/support/small_school.h"

namespace hometime::test {

/// Times at which people meet: on the Thursday and the Friday.
inline constexpr const char* kThursday = "2026-11-26T09:00:00Z";
inline constexpr const char* kFriday = "2026-11-27T15:30:00Z";

/// A message as it was accepted.
struct SentMessage {
    std::uint64_t message = 0;
    std::uint64_t thread = 0;
};

struct SchoolDay {
    /// Sends while the window is open (adult 0, 2, 3 are the senders), then closes it: the clock stands at 16:05.
    explicit SchoolDay(const SmallSchool& school);

    [[nodiscard]] SentMessage send(const std::string& token, std::uint64_t pupil, const char* category,
                                   const std::string& text) const;
    [[nodiscard]] std::uint64_t award(const std::string& token, std::uint64_t pupil) const;
    [[nodiscard]] std::uint64_t post(const std::string& token, const std::string& feed) const;
    /// The feed of one of the posts below, as it stands in a path; another's: the school's.
    [[nodiscard]] std::string feed_of(const std::string& post) const;
    /// A further post in the feed of one of the posts below, by Tina or the office; of another: itself.
    [[nodiscard]] std::string post_like(const std::string& post) const;
    /// What GET says is its version, as an ETag; one that fits nothing when there is no such post.
    [[nodiscard]] std::string post_etag(const std::string& post) const;
    /// The path of adult 0's calendar link: the first one while it holds, else a new one.
    [[nodiscard]] std::string calendar_link() const;
    [[nodiscard]] std::string fresh_calendar_link() const;
    /// The version of adult 0's preferences, as an ETag.
    [[nodiscard]] std::string preferences_etag() const;
    /// A closure and a training on days far away, by the office.
    [[nodiscard]] std::uint64_t announce_closure() const;
    [[nodiscard]] std::uint64_t schedule_training() const;
    /// A parents' evening on a day far away, by the office.
    [[nodiscard]] std::uint64_t announce_evening() const;
    /// A restriction of adult 7 about the pupil, by SLT: the one that holds, else a new one. 0: there is no such pupil.
    [[nodiscard]] std::uint64_t restriction_of(const std::string& pupil) const;
    /// The pupil recorded as absent on this day, by the office: the record's id. 0: there is no such pupil.
    [[nodiscard]] std::uint64_t away_of(const std::string& pupil) const;
    void lift_restrictions(const std::string& pupil) const;
    /// A concern about pupil 0: its id.
    [[nodiscard]] std::uint64_t raise_concern(Role role) const;
    /// A message of adult 0 to the office, marked as misuse there: the mark's id. The second one raises an item.
    [[nodiscard]] std::uint64_t fresh_mark() const;
    /// Makes an export of everything about somebody, or (by the DSL) of the safeguarding part; its number.
    [[nodiscard]] std::uint64_t export_of(Role by, const char* kind, std::uint64_t person) const;
    /// What GET /policy answers.
    [[nodiscard]] boost::json::value policy_in_force() const;
    /// Asks for a meeting on two mornings of the same week; its id.
    [[nodiscard]] std::uint64_t request_meeting(const std::string& token, std::uint64_t pupil) const;
    /// A reply that waits in this thread, by its own side: Tina's in `own`, else the office's. One that does not exist:
    /// it has none.
    [[nodiscard]] std::uint64_t held_reply(const std::string& thread) const;
    /// Lou stands in for Newt on a day far away.
    [[nodiscard]] boost::json::object cover() const;
    [[nodiscard]] std::uint64_t arrange_cover() const;
    [[nodiscard]] static boost::json::object hold_on(std::uint64_t pupil);
    /// Of the leadership, over what concerns a pupil.
    [[nodiscard]] std::uint64_t legal_hold() const;
    void end_covers() const;
    /// A dead letter that nobody has looked at; one that does not exist when all were.
    [[nodiscard]] std::uint64_t dead_letter() const;
    /// A device of everybody who has an account; its number.
    [[nodiscard]] std::uint64_t push_device_of_everybody() const;
    /// Links adult 0 to pupil 0 and adult 3 to pupil 3 if they are not.
    void link_again() const;

    const SmallSchool& school;
    SentMessage own;           ///< adult 0 to Tina, released
    SentMessage reported;      ///< the same, and Tina reported it
    SentMessage other;         ///< adult 3 to Theo, released
    SentMessage office;        ///< adult 0 to the office
    SentMessage other_office;  ///< adult 3 to the office
    SentMessage held;          ///< adult 0 to Tina in the thread of `own`, held
    SentMessage unseen;        ///< adult 2 to Tina, held: a thread of which Tina has seen nothing
    std::uint64_t post_in_oak = 0, post_in_elm = 0, post_of_school = 0;
    std::string first_calendar_link;
    std::uint64_t award_by_tina = 0, award_by_asha = 0, award_by_theo = 0;
    std::uint64_t report = 0;
    std::uint64_t meeting = 0;  ///< of adult 0 with Tina, who proposed another time: adult 0 is to answer
    std::map<Role, std::uint64_t> own_concerns;  ///< of Tina, Asha, Otis, Sue and Lou, each their own
    std::uint64_t shared_concern = 0;            ///< of Dee, who named all of them as readers
    std::uint64_t other_concern = 0;             ///< of Dee alone
    std::uint64_t other_meeting = 0;             ///< of adult 3 with Theo
    std::uint64_t export_by_slt = 0;             ///< of everything about pupil 0
    std::uint64_t export_by_dsl = 0;             ///< of the safeguarding part
};

}  // namespace hometime::test
