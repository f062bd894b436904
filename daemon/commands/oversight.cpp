#include "daemon/commands/commands.h"

namespace hometime {

Decision decide(const School&, const InspectThread&, const Context&) {
    return Accepted{};
}

Decision decide(const School&, const ExportSubject&, const Context&) {
    return Accepted{};
}

Decision decide(const School&, const RecordNewDevice&, const Context&) {
    return Accepted{};
}

}  // namespace hometime
