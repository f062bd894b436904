#include "daemon/commands/commands.h"
#include "daemon/commands/sending.h"

namespace hometime {

/// Nothing moves: what is held stays held, and comes in its digest. What would not be delivered now is not shown.
Decision decide(const School& school, const OpenInboxEarly&, const Context& context) {
    InboxOpenedEarly fact;
    fact.staff = StaffId{context.actor.id};
    boost::json::array ids;
    bool more = false;
    for (const auto& row : school.held_of(fact.staff)) {
        const auto thread = school.thread(row->thread);
        if (!thread || contact_bar(school, thread->guardian, thread->pupil, context.now)) continue;
        more = fact.messages.size() >= kDigestMessagesMax;
        if (more) break;
        fact.messages.push_back(row->message);
        ids.emplace_back(row->message.value);
    }
    boost::json::object reply{{"messages", std::move(ids)}, {"more", more}};
    if (fact.messages.empty()) return Accepted{{}, std::move(reply), {}};
    return Accepted{{std::move(fact)}, std::move(reply), {}};
}

}  // namespace hometime
