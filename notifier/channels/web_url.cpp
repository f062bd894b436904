#include "notifier/channels/web_url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace hometime {

namespace {

struct UrlFree {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(char* part) const { curl_free(part); }
};
using Url = std::unique_ptr<CURLU, UrlFree>;

std::string part_of(const Url& url, CURLUPart part, unsigned flags = 0) {
    char* text = nullptr;
    if (curl_url_get(url.get(), part, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, UrlFree> owned(text);
    return text;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// libcurl forgives missing and further slashes; browsers and other servers read such addresses in other ways.
bool is_plainly_written(std::string_view url) {
    const auto slashes = url.find("://");
    if (url.empty() || url.size() > kUrlMax || slashes == std::string_view::npos) return false;
    if (url.substr(slashes + 3).starts_with('/')) return false;
    return std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~' && c != '\\'; });
}

}  // namespace

std::optional<WebUrl> parse_web_url(std::string_view url) {
    if (!is_plainly_written(url)) return std::nullopt;
    const Url parsed(curl_url());
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, std::string(url).c_str(), 0) != CURLUE_OK) {
        return std::nullopt;
    }
    WebUrl out;
    out.scheme = part_of(parsed, CURLUPART_SCHEME);
    auto host = part_of(parsed, CURLUPART_HOST);
    if ((out.scheme != "https" && out.scheme != "http") || host.empty()) return std::nullopt;
    std::transform(host.begin(), host.end(), host.begin(), lower);
    const auto port = part_of(parsed, CURLUPART_PORT, CURLU_NO_DEFAULT_PORT);
    out.origin = out.scheme + "://" + host + (port.empty() ? "" : ":" + port);
    // An empty user or fragment is one too: libcurl drops the sign, others may not.
    const auto authority = url.substr(url.find("://") + 3);
    out.has_user_info = authority.substr(0, authority.find_first_of("/?#")).find('@') != std::string_view::npos;
    out.has_fragment = url.find('#') != std::string_view::npos;
    return out;
}

bool is_endpoint(std::string_view url) {
    const auto parsed = parse_web_url(url);
    return parsed && parsed->scheme == "https" && !parsed->has_user_info && !parsed->has_fragment;
}

}  // namespace hometime
