#include "notifier/channels/email/smtp.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "notifier/channels/email/address.h"

namespace hometime::email {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// From here on curl_global_init() may be called from any thread beside others that do the same.
static_assert(LIBCURL_VERSION_NUM >= 0x075500, "CURLOPT_PROTOCOLS_STR and a thread-safe curl_global_init()");

/// The relay's answer to this says that it hung up while the connection was idle. Source: RFC 5321, 3.8.
constexpr int kHungUp = 421;

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

CURL* new_handle() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    CURL* handle = curl_easy_init();
    if (handle == nullptr) throw std::runtime_error("libcurl does not start");
    return handle;
}

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
    if (const auto code = curl_easy_setopt(curl, option, value); code != CURLE_OK) {
        throw std::runtime_error(std::string("libcurl does not take an option: ") + curl_easy_strerror(code));
    }
}

/// One attempt: what is still to be sent, and how far the relay has come with it.
struct Attempt {
    std::string_view rest;
    steady_clock::time_point end;
    const std::atomic<bool>& stopped;
    SmtpReply reply{};
    bool leaving = false;  ///< QUIT was said: what comes now is not about the letter
};

/// libcurl's trace: which command is on its way, and the enhanced code of what comes back. Reads only the words that we
/// say; nothing of it is kept.
void note_command(Attempt& attempt, std::string_view line) {
    auto& step = attempt.reply.step;
    if (line.starts_with("AUTH ")) step = SmtpStep::sign_in;
    if (line.starts_with("MAIL FROM:")) step = SmtpStep::sender;
    if (line.starts_with("RCPT TO:")) step = SmtpStep::recipient;
    if (line.starts_with("DATA\r\n") && step == SmtpStep::recipient) step = SmtpStep::message;
    if (line.starts_with("QUIT\r\n")) attempt.leaving = true;
}

int trace(CURL* /*curl*/, curl_infotype type, char* data, std::size_t size, void* into) {
    auto& attempt = *static_cast<Attempt*>(into);
    if (type == CURLINFO_HEADER_OUT) note_command(attempt, {data, size});
    if (type == CURLINFO_HEADER_IN && !attempt.leaving) attempt.reply.enhanced = enhanced_code({data, size});
    return 0;
}

std::size_t read_message(char* into, std::size_t size, std::size_t count, void* from) {
    auto& attempt = *static_cast<Attempt*>(from);
    const auto bytes = attempt.rest.substr(0, size * count);
    std::copy(bytes.begin(), bytes.end(), into);
    attempt.rest.remove_prefix(bytes.size());
    return bytes.size();
}

/// Called about once a second at the least, also while libcurl waits for an answer to QUIT, which CURLOPT_TIMEOUT_MS
/// does not bound.
int is_over(void* of, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    const auto& attempt = *static_cast<const Attempt*>(of);
    return attempt.stopped || steady_clock::now() >= attempt.end ? 1 : 0;
}

std::string url_of(const SmtpSettings& settings) {
    const bool is_v6 = settings.host.find(':') != std::string::npos;
    std::string url = settings.security == SmtpSecurity::tls ? "smtps://" : "smtp://";
    url += is_v6 ? '[' + settings.host + ']' : settings.host;
    url += ':' + std::to_string(settings.port);
    if (!settings.helo.empty()) url += '/' + settings.helo;
    return url;
}

void set_up_security(CURL* curl, const SmtpSettings& settings) {
    set(curl, CURLOPT_PROTOCOLS_STR, settings.security == SmtpSecurity::tls ? "smtps" : "smtp");
    set(curl, CURLOPT_USE_SSL, settings.security == SmtpSecurity::none ? long{CURLUSESSL_NONE} : long{CURLUSESSL_ALL});
    set(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});  // RFC 8997
    set(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    set(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!settings.ca_file.empty()) {
        set(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
        set(curl, CURLOPT_CAPATH, static_cast<char*>(nullptr));  // the system's authorities would count beside it
    }
    if (settings.user.empty()) return;
    set(curl, CURLOPT_USERNAME, settings.user.c_str());
    set(curl, CURLOPT_PASSWORD, settings.password.c_str());
    // Under TLS there is nothing better, and the older ones that libcurl would prefer (NTLM) fail where PLAIN works.
    set(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

void set_up(CURL* curl, const SmtpSettings& settings) {
    set(curl, CURLOPT_URL, url_of(settings).c_str());
    set_up_security(curl, settings);
    set(curl, CURLOPT_MAIL_FROM, settings.from.c_str());
    set(curl, CURLOPT_PROXY, "");  // nor one of the environment
    set(curl, CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
    set(curl, CURLOPT_NOSIGNAL, 1L);
    set(curl, CURLOPT_MAXAGE_CONN, static_cast<long>(kIdleMax.count()));
    set(curl, CURLOPT_UPLOAD, 1L);
    set(curl, CURLOPT_READFUNCTION, &read_message);
    set(curl, CURLOPT_VERBOSE, 1L);
    set(curl, CURLOPT_DEBUGFUNCTION, &trace);
    set(curl, CURLOPT_NOPROGRESS, 0L);
    set(curl, CURLOPT_XFERINFOFUNCTION, &is_over);
}

long info_of(CURL* curl, CURLINFO what) {
    long value = 0;
    curl_easy_getinfo(curl, what, &value);
    return value;
}

/// What it means that the exchange ended without a "no" from the relay.
Sent judge_broken(CURLcode code, SmtpStep step) {
    const auto words = [code](SendResult result, std::string_view what) {
        Sent sent{result, std::string(what) + " (" + curl_easy_strerror(code) + ")"};
        sent.answered = result != SendResult::later;
        return sent;
    };
    switch (code) {
        case CURLE_LOGIN_DENIED: return words(SendResult::at_fault, "the relay has no way to sign in that we have");
        case CURLE_SSL_CACERT_BADFILE: return words(SendResult::at_fault, "the file of authorities cannot be read");
        case CURLE_COULDNT_RESOLVE_HOST: return words(SendResult::later, "the relay's name is not known");
        case CURLE_COULDNT_CONNECT: return words(SendResult::later, "no connection to the relay");
        // The relay may be about to mend it, and somebody in between may be the reason: the channel is not closed for
        // that.
        case CURLE_PEER_FAILED_VERIFICATION: return words(SendResult::later, "the relay's certificate is not trusted");
        case CURLE_USE_SSL_FAILED:
        case CURLE_SSL_CONNECT_ERROR: return words(SendResult::later, "no TLS with the relay");
        default: break;
    }
    return words(SendResult::later, step == SmtpStep::message ? "no answer to the message: it may have been taken"
                                                              : "the exchange with the relay broke off");
}

/// compose() writes lines that end with CRLF and has no other CR or LF: a server that takes a bare one for a line's end
/// would let a text end the message.
bool is_composed(std::string_view message) {
    if (!message.ends_with("\r\n") || message.find('\0') != std::string_view::npos) return false;
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (message[i] == '\n' && (i == 0 || message[i - 1] != '\r')) return false;
        if (message[i] == '\r' && (i + 1 == message.size() || message[i + 1] != '\n')) return false;
    }
    return true;
}

}  // namespace

struct SmtpRelay::Impl {
    std::unique_ptr<CURL, CurlFree> curl{new_handle()};
    std::atomic<bool> stopped{false};

    /// nullopt: the connection was left from an earlier letter and had ended; nothing of this one has been said.
    std::optional<Sent> try_once(const std::string& to, const std::string& message, steady_clock::time_point end,
                                 bool fresh);
};

std::optional<Sent> SmtpRelay::Impl::try_once(const std::string& to, const std::string& message,
                                              steady_clock::time_point end, bool fresh) {
    const auto left = std::chrono::ceil<milliseconds>(end - steady_clock::now());
    if (stopped || left <= milliseconds::zero()) return Sent{SendResult::later, stopped ? "we stop" : "no time left"};
    Attempt attempt{message, end, stopped};
    const std::unique_ptr<curl_slist, CurlFree> recipients(curl_slist_append(nullptr, to.c_str()));
    if (!recipients) throw std::bad_alloc();
    set(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    set(curl.get(), CURLOPT_READDATA, &attempt);
    set(curl.get(), CURLOPT_DEBUGDATA, &attempt);
    set(curl.get(), CURLOPT_XFERINFODATA, &attempt);
    set(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
    set(curl.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
    // Else libcurl gives up after two minutes without an answer; CURLOPT_TIMEOUT_MS is the bound that counts.
    set(curl.get(), CURLOPT_SERVER_RESPONSE_TIMEOUT,
        static_cast<long>(std::chrono::ceil<std::chrono::seconds>(left).count()) + 1);
    set(curl.get(), CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);

    const auto code = curl_easy_perform(curl.get());
    attempt.reply.code = static_cast<int>(info_of(curl.get(), CURLINFO_RESPONSE_CODE));
    set(curl.get(), CURLOPT_MAIL_RCPT, static_cast<curl_slist*>(nullptr));
    if (code == CURLE_OK) return Sent{SendResult::accepted, std::to_string(attempt.reply.code)};
    const bool reused = info_of(curl.get(), CURLINFO_NUM_CONNECTS) == 0;
    if (reused && !fresh && attempt.reply.step == SmtpStep::sender &&
        (attempt.reply.code == 0 || attempt.reply.code == kHungUp)) {
        return std::nullopt;
    }
    if (is_negative(attempt.reply)) return judge(attempt.reply);
    return stopped ? Sent{SendResult::later, "we stop"} : judge_broken(code, attempt.reply.step);
}

SmtpRelay::SmtpRelay(SmtpSettings settings) : impl_(std::make_unique<Impl>()) {
    if (const auto errors = check(settings); !errors.empty()) {
        throw std::logic_error("the relay's settings were not checked: " + errors.front().pointer);
    }
    set_up(impl_->curl.get(), settings);
}

/// libcurl says QUIT, and would wait two minutes for an answer. What its callbacks wrote to is gone.
SmtpRelay::~SmtpRelay() {
    curl_easy_setopt(impl_->curl.get(), CURLOPT_VERBOSE, 0L);
    curl_easy_setopt(impl_->curl.get(), CURLOPT_NOPROGRESS, 1L);
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(impl_->curl.get(), CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD) {
        ::shutdown(socket, SHUT_RDWR);
    }
}

Sent SmtpRelay::send(const std::string& envelope_to, const std::string& message, milliseconds patience) {
    if (auto wrong = check_address(envelope_to); !wrong.empty())
        return {SendResult::refused, "the recipient: " + wrong};
    if (!is_composed(message)) return {SendResult::at_fault, "the message is none: a line does not end with CRLF"};
    if (patience <= milliseconds::zero()) return {SendResult::later, "no time left"};
    // Longer than any window; keeps the arithmetic within its types.
    const auto end = steady_clock::now() + std::min<milliseconds>(patience, std::chrono::hours{24});
    if (auto sent = impl_->try_once(envelope_to, message, end, false)) return *sent;
    return impl_->try_once(envelope_to, message, end, true).value_or(Sent{SendResult::later, "the connection broke"});
}

void SmtpRelay::stop() noexcept {
    impl_->stopped = true;
}

}  // namespace hometime::email
