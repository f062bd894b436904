// The receipt of a message, for its sender: the words that the answer to sending gave, however long ago.
#include "daemon/commands/shown.h"
#include "daemon/http/message_object.h"
#include "daemon/http/problem.h"
#include "daemon/http/receipt.h"

namespace hometime::http {

namespace {

Response read_receipt(const Call& call) {
    const auto receipt = receipt_of(call.app, call.state, MessageId{call.id("message")});
    if (!receipt) return problem(call.request.id, Problem::not_found);
    return ok(boost::json::object{{"message", receipt->message.value},
                                  {"sent_at", to_string(receipt->sent_at)},
                                  {"release_at", shown(receipt->release_at)},
                                  {"due", shown(receipt->due)},
                                  {"policy", receipt->policy.value},
                                  {"calendar", receipt->calendar.value},
                                  {"receipt", receipt->words},
                                  {"office", receipt->office}});
}

}  // namespace

void add_receipt_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/messages/{message}/receipt", Operation::read_receipt, the_message,
              read_receipt);
}

}  // namespace hometime::http
