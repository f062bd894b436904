// Who hears of which fact while they are looking (the event stream): that something changed, by ids, never what it
// says. Whoever hears of it fetches it, and is asked then again whether they may.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <memory>
#include <optional>

#include "daemon/access/operations.h"
#include "eventstore/log.h"
#include "projections/state/school.h"
#include "projections/views/rows.h"

namespace hometime {

/// Where to look again.
enum class Topic : std::uint8_t {
    inbox,        ///< a teacher's: messages were released to them
    thread,       ///< something in a thread of theirs, or of the office
    office,       ///< a message to the office
    undelivered,  ///< a message that its teacher will not be shown
    notice,       ///< a message that a child may have sent
    meeting,
    report,
    reminder,  ///< a guardian's own reminders, and what was decided about them
    conduct,   ///< the leadership's list
    feed,
    points,
    pupils,
    away,
    calendar,
    policy,
    session,  ///< one's own: a device that was not seen before
};
BOOST_DESCRIBE_ENUM(Topic, inbox, thread, office, undelivered, notice, meeting, report, reminder, conduct, feed, points,
                    pupils, away, calendar, policy, session)

struct Update {
    Topic topic{};
    boost::json::object ids;
};

/// A fact, with what it does not say itself. The same for everybody.
struct Happening {
    RecordHeader header;
    Event event;
    std::map<MessageId, ThreadId> threads;  ///< of the messages that a digest names
    std::optional<UtcTime> shown_at;        ///< when guardians see the post; empty: at once, or it is about no post
};
/// The views hold the fact already. Throws ViewError, and std::runtime_error when the log cannot be read.
[[nodiscard]] Happening happening(const EventLog& log, const ViewSource& views, SchoolId school, const Record& record);

/// Somebody with an open stream, and what holds at this moment.
struct Onlooker {
    const School& state;
    const ViewSource& views;
    Actor actor;
    UtcTime now;
    bool unverified = false;  ///< hears of nothing that waits for the password
};

/// What this person hears of the fact; nullopt: nothing. Whatever is named can be fetched by them now: the permission
/// table and the views decide, as they do about reading. Nobody hears of a concern, of a restriction, of an invite, or
/// of what is held. Throws ViewError.
[[nodiscard]] std::optional<Update> update_for(const Onlooker& who, const Happening& what);
/// When this person will hear of it, though not yet: a post that waits for the morning. No fact tells of that moment.
[[nodiscard]] std::optional<UtcTime> hears_later(const Onlooker& who, const Happening& what);

}  // namespace hometime
