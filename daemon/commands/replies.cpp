#include "daemon/commands/commands.h"

namespace hometime {

Decision decide(const School&, const SendReplyNow&, const Context&) {
    return Accepted{};
}

Decision decide(const School&, const ReleaseReplies&, const Context&) {
    return Accepted{};
}

}  // namespace hometime
