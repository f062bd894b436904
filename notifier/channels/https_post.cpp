#include "notifier/channels/https_post.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <tuple>

#include "notifier/channels/public_address.h"
#include "notifier/channels/web_url.h"

namespace hometime {

namespace {

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlFree>;
using Headers = std::unique_ptr<curl_slist, CurlFree>;

enum class Allowed : std::uint8_t { anywhere, public_only, loopback_only };

/// One request under way.
struct Exchange {
    CURL* curl = nullptr;
    Allowed allowed = Allowed::public_only;
    int sockets_refused = 0;
    int sockets_opened = 0;
    bool answered = false;  ///< the head of a final answer is there, whole
    std::size_t body_read = 0;
};

int status_of(CURL* curl) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

bool is_allowed(Allowed allowed, const sockaddr& address) {
    switch (allowed) {
        case Allowed::anywhere: return true;
        case Allowed::public_only: return is_public(address);
        case Allowed::loopback_only: return is_loopback(address);
    }
    return false;
}

/// Called with each address before it is connected to: what was looked up is what is judged.
curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* address) {
    auto& exchange = *static_cast<Exchange*>(data);
    if (!is_allowed(exchange.allowed, address->addr)) {
        ++exchange.sockets_refused;
        return CURL_SOCKET_BAD;
    }
    ++exchange.sockets_opened;
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t see_header(char* line, std::size_t size, std::size_t count, void* data) {
    auto& exchange = *static_cast<Exchange*>(data);
    const std::string_view text(line, size * count);
    if (text == "\r\n" || text == "\n") exchange.answered = status_of(exchange.curl) >= 200;
    return size * count;
}

std::size_t count_body(char*, std::size_t size, std::size_t count, void* data) {
    auto& exchange = *static_cast<Exchange*>(data);
    exchange.body_read += size * count;
    return exchange.body_read <= kAnswerBodyMax ? size * count : 0;  // 0 cuts the connection.
}

Handle new_handle() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    Handle handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    return handle;
}

bool is_header_text(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

Headers headers_of(const PostRequest& request) {
    Headers list;
    const auto add = [&](const std::string& line) {
        auto* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        std::ignore = list.release();
        list.reset(longer);
    };
    add("Expect:");
    add("Accept: */*");
    for (const auto& [name, value] : request.headers) {
        if (!is_header_text(name) || !is_header_text(value)) throw std::invalid_argument("a header is not plain text");
        add(name + ": " + value);
    }
    return list;
}

void set_up(Exchange& exchange, const PostSettings& settings, const PostRequest& request, const Headers& headers) {
    CURL* curl = exchange.curl;
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, settings.plain_loopback ? "http,https" : "https");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Hometime/" HOMETIME_VERSION);
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");  // Not even what the environment names.
    curl_easy_setopt(curl, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    // Replaces the system's bundle; the system's folder of authorities stays.
    if (!settings.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, see_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
}

PostFailure failure_of(CURLcode code, const Exchange& exchange) {
    if (exchange.sockets_refused > 0 && exchange.sockets_opened == 0) return PostFailure::forbidden;
    switch (code) {  // A list without end; what is not named here is a connection that did not work.
        case CURLE_OPERATION_TIMEDOUT: return PostFailure::timed_out;
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_SSL_ISSUER_ERROR: return PostFailure::untrusted;
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL: return PostFailure::bad_url;
        default: return PostFailure::unreachable;
    }
}

PostAnswer answer_of(CURL* curl, UtcTime now) {
    PostAnswer answer{status_of(curl)};
    curl_header* header = nullptr;
    if (curl_easy_header(curl, "Retry-After", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
        answer.retry_after = parse_retry_after(header->value, now);
    }
    return answer;
}

std::optional<Allowed> allowed_for(const PostSettings& settings, std::string_view url) {
    const auto parsed = parse_web_url(url);
    if (!parsed || parsed->has_user_info || parsed->has_fragment) return std::nullopt;
    if (parsed->scheme == "https") return settings.public_only ? Allowed::public_only : Allowed::anywhere;
    return settings.plain_loopback ? std::optional(Allowed::loopback_only) : std::nullopt;
}

}  // namespace

HttpsPoster::HttpsPoster(PostSettings settings) : settings_(std::move(settings)) {}

PostResult HttpsPoster::post(const PostRequest& request, UtcTime now, std::chrono::milliseconds patience) {
    const auto allowed = allowed_for(settings_, request.url);
    if (!allowed) return tl::unexpected(PostFailure::bad_url);
    if (patience.count() <= 0) return tl::unexpected(PostFailure::timed_out);  // To libcurl 0 is for ever.
    const Handle handle = new_handle();
    const Headers headers = headers_of(request);
    Exchange exchange{handle.get(), *allowed};
    set_up(exchange, settings_, request, headers);
    const auto longest = std::chrono::milliseconds{std::numeric_limits<std::int32_t>::max()};
    curl_easy_setopt(handle.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(std::min(patience, longest).count()));
    const CURLcode code = curl_easy_perform(handle.get());
    // What follows the head decides nothing: a body may be cut, too long or late.
    if (code != CURLE_OK && !exchange.answered) return tl::unexpected(failure_of(code, exchange));
    return answer_of(handle.get(), now);
}

std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, UtcTime now) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    if (value.empty() || value.size() > 40) return std::nullopt;  // HTTP's longest date has 33 characters.
    std::chrono::seconds wait{0};
    if (std::all_of(value.begin(), value.end(), is_digit)) {
        for (const char c : value)
            wait = std::min<std::chrono::seconds>(wait * 10 + std::chrono::seconds{c - '0'}, kRetryAfterMax);
        return wait;
    }
    // libcurl reads more than HTTP's dates: those begin with a weekday and have a time.
    if (is_digit(value.front()) || value.find(':') == std::string_view::npos) return std::nullopt;
    const auto when = curl_getdate(std::string(value).c_str(), nullptr);
    if (when < 0) return std::nullopt;
    const auto until = std::chrono::ceil<std::chrono::seconds>(from_unix_micros(std::int64_t{when} * 1'000'000) - now);
    return std::clamp<std::chrono::seconds>(until, std::chrono::seconds{0}, kRetryAfterMax);
}

std::string_view to_string(PostFailure failure) noexcept {
    switch (failure) {
        case PostFailure::bad_url: return "the address is not an https URL";
        case PostFailure::forbidden: return "the address leads to a network that is not public";
        case PostFailure::unreachable: return "the server cannot be reached, or hung up";
        case PostFailure::untrusted: return "the server has no certificate that we trust";
        case PostFailure::timed_out: return "the server did not answer in time";
    }
    return "unknown";
}

}  // namespace hometime
