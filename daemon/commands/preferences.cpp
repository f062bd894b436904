#include "daemon/commands/commands.h"

namespace hometime {

Decision decide(const School&, const SetPreferences&, const Context&) {
    return Accepted{};
}

Decision decide(const School&, const IssueCalendarLink&, const Context&) {
    return Accepted{};
}

Decision decide(const School&, const RevokeCalendarLink&, const Context&) {
    return Accepted{};
}

}  // namespace hometime
