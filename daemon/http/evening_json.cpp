#include "daemon/http/evening_json.h"

#include "daemon/commands/today.h"
#include "daemon/http/office.h"

namespace hometime::http {

boost::json::array evenings_json(const Call& call) {
    boost::json::array list;
    const auto row = call.state.calendar();
    if (!row || !row->evenings) return list;
    const auto date = today(call.state, call.app.clock.now());
    for (const auto& evening : *row->evenings) {
        if (evening.when.date < date) continue;
        boost::json::object entry{{"evening", evening.id.value},
                                  {"date", to_string(evening.when.date)},
                                  {"start", to_string(evening.when.start)},
                                  {"end", to_string(evening.when.end)},
                                  {"label", text_at(call.app, call.school, evening.id.sequence())}};
        if (call.staff()) entry["joined"] = evening.joined.contains(call.staff());
        list.push_back(std::move(entry));
    }
    return list;
}

}  // namespace hometime::http
