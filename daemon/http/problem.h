// Everything that can go wrong on the way to an answer, in one registry: RFC 9457 problem documents.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "daemon/commands/refusal.h"
#include "daemon/http/message.h"
#include "eventstore/base/json.h"

namespace hometime::http {

enum class Problem : std::uint8_t {
    malformed_request,
    invalid_json,
    invalid_fields,
    invalid_query,
    idempotency_key_required,
    not_signed_in,
    step_up_required,
    wrong_credentials,
    forbidden,
    not_found,
    method_not_allowed,
    not_acceptable,
    request_timeout,
    idempotency_conflict,
    content_too_large,
    target_too_long,
    unsupported_media_type,
    expectation_failed,
    precondition_required,
    too_many_requests,
    headers_too_large,
    internal_error,
    transfer_encoding,
    shutting_down,
    overloaded,
    views_behind,
    view_stopped,
    read_only,
    disk_full,
    damaged,
    login_taken,
    code_not_valid,
    backups_not_configured,
};

struct ProblemInfo {
    Problem problem;
    std::string_view code;
    int status;
    std::string_view title;
    std::string_view detail;
    bool retryable;
    bool closes;  ///< the connection cannot be trusted, or must not go on
};
[[nodiscard]] std::span<const ProblemInfo> problems();
[[nodiscard]] const ProblemInfo& info(Problem problem);

/// The document for a problem, with what is wrong with each field. `id` is the request's.
[[nodiscard]] Response problem(std::string_view id, Problem problem, const json::FieldErrors& errors = {});
/// A view that the request needs has stopped: 503, with when to ask again.
[[nodiscard]] Response view_stopped(std::string_view id);
/// The same for a refusal of the domain. `facts` are clear ids and instants that help; `more` are further
/// members (the office's contact, an alternative).
[[nodiscard]] Response problem(std::string_view id, const Refusal& refusal, const json::FieldErrors& errors = {},
                               const boost::json::object& facts = {});

}  // namespace hometime::http
