#include "daemon/http/problem.h"

#include <algorithm>
#include <array>

namespace hometime::http {

namespace {

constexpr std::string_view kTypeBase = "https://hometime.example/problems/";

constexpr auto kProblems = std::to_array<ProblemInfo>({
    {Problem::malformed_request, "malformed-request", 400, "The request is not well-formed",
     "The request breaks the rules of HTTP. Use a current browser or client.", false, true},
    {Problem::invalid_json, "invalid-json", 400, "The body is not valid JSON",
     "Send one JSON document in UTF-8, without a member that stands twice.", false, true},
    {Problem::invalid_fields, "invalid-fields", 422, "Some fields need another value",
     "Each entry of errors names a field and says what it must be.", false, false},
    {Problem::invalid_query, "invalid-query", 400, "The address has a parameter that cannot be used",
     "Look the parameter up in the interface's description.", false, false},
    {Problem::idempotency_key_required, "idempotency-key-required", 400, "The command has no id of its own",
     "Send an Idempotency-Key header with a new UUID, and the same one when you try again.", false, false},
    {Problem::not_signed_in, "not-signed-in", 401, "Please sign in", "Sign in, then try again.", false, false},
    {Problem::step_up_required, "step-up-required", 401, "Is it still you?",
     "You were away for a while. Give your password again to read or send messages.", false, false},
    {Problem::wrong_credentials, "wrong-credentials", 401, "Login name or password is wrong",
     "Check both and try again. The school office can help.", false, false},
    {Problem::forbidden, "forbidden", 403, "This is not for your role",
     "Ask the school office who can do this for you.", false, false},
    {Problem::not_found, "not-found", 404, "There is nothing here", "Check the address.", false, false},
    {Problem::method_not_allowed, "method-not-allowed", 405, "This address does not do that",
     "The Allow header lists what it does.", false, false},
    {Problem::not_acceptable, "not-acceptable", 406, "No such representation", "Only application/json is available.",
     false, false},
    {Problem::request_timeout, "request-timeout", 408, "The request took too long",
     "Check the connection and try again.", true, true},
    {Problem::idempotency_conflict, "idempotency-conflict", 409, "This id was used for another command",
     "Use a new UUID for a new command.", false, false},
    {Problem::content_too_large, "content-too-large", 413, "The body is too large", "Send less at once.", false, true},
    {Problem::target_too_long, "target-too-long", 414, "The address is too long", "Use a shorter address.", false,
     true},
    {Problem::unsupported_media_type, "unsupported-media-type", 415, "The body is not JSON",
     "Send the body as application/json.", false, false},
    {Problem::expectation_failed, "expectation-failed", 417, "The expectation cannot be met",
     "Send the request without an Expect header.", false, true},
    {Problem::precondition_required, "precondition-required", 428, "Say what you are about to replace",
     "Send an If-Match header with the ETag that came when you read it.", false, false},
    {Problem::too_many_requests, "too-many-requests", 429, "Too many attempts",
     "Wait as long as the Retry-After header says, then try again.", true, false},
    {Problem::headers_too_large, "headers-too-large", 431, "The header is too large", "Send fewer or shorter fields.",
     false, true},
    {Problem::internal_error, "internal-error", 500, "Something went wrong here",
     "It is not your fault. Give the school office the id of this answer.", true, true},
    {Problem::transfer_encoding, "transfer-encoding", 501, "Transfer-Encoding is not supported",
     "Send the body with its Content-Length.", false, true},
    {Problem::shutting_down, "shutting-down", 503, "The server is restarting", "Try again shortly, with the same id.",
     true, true},
    {Problem::overloaded, "overloaded", 503, "The server is busy", "Try again shortly, with the same id.", true, false},
    {Problem::views_behind, "views-behind", 503, "What there is to read is still being put together",
     "Try again in a few seconds. Nothing is lost, and sending works.", true, false},
    {Problem::view_stopped, "view-stopped", 503, "This part cannot be shown at the moment",
     "The school's technician has to look at it. Everything else works, and nothing is lost.", true, false},
    {Problem::read_only, "read-only", 503, "The server can only be read",
     "Nothing can be sent until the school's technician has looked at it.", false, false},
    {Problem::disk_full, "disk-full", 507, "The server has no room left",
     "Nothing was stored. Everything can still be read; try again later, with the same id. What concerns a child's "
     "safety is taken as long as there is any room: if this was about that, telephone the school now.",
     true, false},
    {Problem::damaged, "damaged", 503, "This cannot be read",
     "A part of what was stored is damaged or missing. The school's technician knows which.", false, false},
    {Problem::login_taken, "login-taken", 409, "This login name is taken", "Choose another login name.", false, false},
    {Problem::code_not_valid, "code-not-valid", 404, "This code does not work",
     "Check the code. If it is older than its date or used, ask the school office for a new one.", false, false},
    {Problem::backups_not_configured, "backups-not-configured", 409, "This server has no folder for backups",
     "Name one in the server's configuration, under [backup], and start it again.", false, false},
});

boost::json::array errors_json(const json::FieldErrors& errors) {
    boost::json::array list;
    for (const auto& error : errors) {
        list.push_back({{"pointer", error.pointer}, {"code", error.code}, {"message", error.message}});
    }
    return list;
}

boost::json::object document(std::string_view id, std::string_view code, int status, std::string_view title,
                             std::string_view detail, bool retryable, const json::FieldErrors& errors) {
    boost::json::object body;
    body["type"] = std::string(kTypeBase) + std::string(code);
    body["title"] = title;
    body["status"] = status;
    body["detail"] = detail;
    body["instance"] = id;
    body["code"] = code;
    body["retryable"] = retryable;
    if (!errors.empty()) body["errors"] = errors_json(errors);
    return body;
}

Response respond(int status, const boost::json::object& body, bool closes) {
    Response response;
    response.status = status;
    response.body = boost::json::serialize(body);
    response.content_type = "application/problem+json";
    response.close = closes;
    return response;
}

}  // namespace

std::span<const ProblemInfo> problems() {
    return kProblems;
}

const ProblemInfo& info(Problem problem) {
    return *std::find_if(kProblems.begin(), kProblems.end(),
                         [&](const auto& entry) { return entry.problem == problem; });
}

Response problem(std::string_view id, Problem which, const json::FieldErrors& errors) {
    const auto& entry = info(which);
    return respond(entry.status,
                   document(id, entry.code, entry.status, entry.title, entry.detail, entry.retryable, errors),
                   entry.closes);
}

Response view_stopped(std::string_view id) {
    auto response = problem(id, Problem::view_stopped);
    response.headers.emplace_back("Retry-After", "60");  // A person comes first.
    return response;
}

Response problem(std::string_view id, const Refusal& refusal, const json::FieldErrors& errors,
                 const boost::json::object& facts) {
    const auto& entry = hometime::info(refusal);
    auto body = document(id, entry.code, entry.status, entry.title, entry.detail, false, errors);
    for (const auto& fact : facts) body[fact.key()] = fact.value();
    return respond(entry.status, body, false);
}

}  // namespace hometime::http
