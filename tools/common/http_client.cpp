#include "tools/common/http_client.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "eventstore/base/encoding.h"
#include "eventstore/base/random.h"
#include "tools/common/exit.h"

namespace hometime::tools {

namespace {

/// Longest answer that a tool reads, bytes. The daemon's pages are far smaller.
constexpr std::size_t kAnswerMax = std::size_t{64} * 1024 * 1024;
constexpr long kTimeoutSeconds = 60;
/// A stream that is silent for so long is broken.
constexpr long kSilenceSeconds = 45;

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CurlFree>;
using Headers = std::unique_ptr<curl_slist, CurlFree>;

void add_header(Headers& headers, const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
}

std::size_t collect(char* data, std::size_t size, std::size_t count, void* into) {
    auto& text = *static_cast<std::string*>(into);
    if (text.size() + size * count > kAnswerMax) return 0;
    text.append(data, size * count);
    return size * count;
}

/// A stream that is being read; an answer that is none is a refusal.
struct Following {
    CURL* curl;
    const std::function<bool(std::string_view)>& take;
    std::string refusal;
};

int status_of(CURL* curl) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return static_cast<int>(status);
}

std::size_t hand_on(char* data, std::size_t size, std::size_t count, void* into) {
    auto& following = *static_cast<Following*>(into);
    if (status_of(following.curl) != 200) return collect(data, size, count, &following.refusal);
    return following.take({data, size * count}) ? size * count : 0;
}

void aim(CURL* curl, const Endpoint& endpoint, const std::string& path, const Headers& headers) {
    const bool by_socket = endpoint.base_url.empty();
    const std::string url = (by_socket ? "http://localhost" : endpoint.base_url) + path;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    if (by_socket) curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, endpoint.unix_socket.c_str());
    if (!endpoint.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, endpoint.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

Failure unreachable(const Endpoint& endpoint, CURLcode code) {
    const auto where = endpoint.base_url.empty() ? endpoint.unix_socket.string() : endpoint.base_url;
    return {Exit::unavailable,
            "cannot reach the daemon at " + where + ": " + curl_easy_strerror(code) + ". Is hometimed running?"};
}

Answer answer_of(CURL* curl, const std::string& text) {
    Answer answer{status_of(curl), nullptr};
    if (text.empty()) return answer;
    boost::json::error_code ec;
    answer.body = boost::json::parse(text, ec);
    if (ec) answer.body = nullptr;
    return answer;
}

Handle new_handle() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    return Handle(curl_easy_init());
}

/// The sentence for a problem+json answer, with what is wrong with each field on a line of its own.
std::string words_of(const Answer& answer) {
    if (!answer.body.is_object()) return "the server answered " + std::to_string(answer.status);
    const auto& problem = answer.body.get_object();
    const auto text = [&](const char* name) {
        const auto* value = problem.if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
    };
    std::string words = text("detail").empty() ? text("title") : text("detail");
    if (!text("code").empty()) words += " (" + text("code") + ")";
    if (const auto* errors = problem.if_contains("errors"); errors != nullptr && errors->is_array()) {
        for (const auto& error : errors->get_array()) {
            words += "\n  " + std::string(error.at("pointer").as_string()) + ": " +
                     std::string(error.at("message").as_string());
        }
    }
    return words;
}

}  // namespace

Answer HttpClient::send(const std::string& method, const std::string& path, const boost::json::value& body,
                        std::optional<Uuid> client_id) const {
    const Handle handle = new_handle();
    CURL* curl = handle.get();
    std::string text;
    std::string payload;
    Headers headers;
    add_header(headers, "Accept: application/json, application/problem+json");
    add_header(headers, "Expect:");
    if (!if_match_.empty()) add_header(headers, "If-Match: " + if_match_);
    if (!token_.empty()) add_header(headers, "Authorization: Bearer " + token_);
    if (method != "GET") {
        add_header(headers, "Idempotency-Key: " + to_string(client_id ? *client_id : SystemRandom().uuid()));
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
        if (!body.is_null()) {
            payload = boost::json::serialize(body);
            add_header(headers, "Content-Type: application/json");
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(payload.size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, payload.c_str());
        }
    }
    aim(curl, endpoint_, path, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTimeoutSeconds);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);

    CURLcode code = curl_easy_perform(curl);
    if (code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING || code == CURLE_SEND_ERROR) {
        text.clear();  // Unknown outcome: the same id again gets the first reply, or does it now.
        code = curl_easy_perform(curl);
    }
    if (code != CURLE_OK) throw unreachable(endpoint_, code);
    return answer_of(curl, text);
}

void HttpClient::follow(const std::string& path, const std::string& last_id,
                        const std::function<bool(std::string_view)>& take) const {
    const Handle handle = new_handle();
    CURL* curl = handle.get();
    Headers headers;
    add_header(headers, "Accept: text/event-stream, application/problem+json");
    if (!last_id.empty()) add_header(headers, "Last-Event-ID: " + last_id);
    if (!token_.empty()) add_header(headers, "Authorization: Bearer " + token_);
    Following following{curl, take, {}};
    aim(curl, endpoint_, path, headers);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kSilenceSeconds);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, hand_on);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &following);
    const CURLcode code = curl_easy_perform(curl);
    const auto answer = answer_of(curl, following.refusal);
    if (answer.status == 0) throw unreachable(endpoint_, code);
    if (answer.status < 200 || answer.status > 299) throw Failure(exit_for_status(answer.status), words_of(answer));
}

boost::json::value HttpClient::call(const std::string& method, const std::string& path, const boost::json::value& body,
                                    std::optional<Uuid> client_id) const {
    auto answer = send(method, path, body, client_id);
    if (answer.status < 200 || answer.status > 299) throw Failure(exit_for_status(answer.status), words_of(answer));
    return std::move(answer.body);
}

}  // namespace hometime::tools
