#include "tools/audit/record_line.h"

#include <boost/describe.hpp>

namespace hometime::tools {

boost::json::object record_line(SchoolId school, const FramedRecord& record) {
    const auto& header = record.header;
    boost::json::array sealed;
    for (const auto& part : record.sealed()) {
        sealed.push_back({{"part", part.part}, {"key", part.key}, {"sealed_bytes", part.box.size()}});
    }
    return {{"school", to_string(school)},
            {"sequence", header.sequence.value},
            {"recorded_at", to_string(header.recorded_at)},
            {"type", name_of(header.tag)},
            {"schema", header.schema},
            {"actor", {{"kind", boost::describe::enum_to_string(header.actor.kind, "?")}, {"id", header.actor.id}}},
            {"session", header.session},
            {"policy", header.policy.value},
            {"causation", header.causation.value},
            {"fact", boost::json::parse(record.clear)},
            {"sealed", std::move(sealed)}};
}

}  // namespace hometime::tools
