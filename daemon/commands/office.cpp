#include "daemon/commands/commands.h"

namespace hometime {

Decision decide(const School&, const HandleMessage&, const Context&) {
    return Accepted{};
}

Decision decide(const School&, const RecordAway&, const Context&) {
    return Accepted{};
}

Decision decide(const School&, const WithdrawAway&, const Context&) {
    return Accepted{};
}

}  // namespace hometime
