#include "daemon/http/message_object.h"

#include "daemon/http/office.h"
#include "daemon/record_at.h"

namespace hometime::http {

Object the_message(const Call& call) {
    return message_object(call, MessageId{call.id("message")});
}

Object message_object(const Call& call, MessageId id) {
    const auto head = call.app.log.head(call.school);
    if (!id || !head || id.value > head->size) return object_of(ObjectKind::message, 0);
    const auto record = record_at(call.app.log, {call.school, id.sequence()});
    const auto* message = std::get_if<MessageSent>(&record.event);
    return object_of(ObjectKind::message, id.value, message != nullptr ? message->thread : ThreadId{});
}

}  // namespace hometime::http
