#include "daemon/http/reply_receipt.h"

#include "daemon/http/office.h"

namespace hometime::http {

void add_reply_receipt(const Call& call, ThreadId thread, boost::json::object& reply) {
    const auto row = call.state.thread(thread);
    const auto name = row ? name_of(call.app, call.state, row->guardian) : std::string();
    const auto& at = reply.at("release_at");
    const auto release = at.is_string() ? parse_utc_time(std::string_view(at.get_string())) : std::nullopt;
    if (reply.at("released").as_bool()) {
        reply["receipt"] = "Sent. " + name + " can read it now.";
    } else if (release) {
        reply["receipt"] = "Stored. " + name + " will see it on " + spoken(call.state, *release) +
                           " (school time). If it cannot wait, send it now: that is recorded.";
    } else {
        reply["receipt"] = "Stored. No date is set on which " + name +
                           " will see it. If it cannot wait, send it now: that is recorded.";
    }
}

}  // namespace hometime::http
