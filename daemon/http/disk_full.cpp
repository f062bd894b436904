// What whoever would write hears while the disk is full: in answer to any request that changes something.
#include "daemon/http/app.h"

namespace hometime::http {

namespace {

/// Room does not come by itself. Somebody makes it, and within this it is noticed many times over.
constexpr std::chrono::seconds kDiskFullRetry{30};

}  // namespace

Response disk_full(const Request& request) {
    auto response = problem(request.id, Problem::disk_full);
    response.headers.emplace_back("Retry-After", std::to_string(kDiskFullRetry.count()));
    return response;
}

}  // namespace hometime::http
