#include "notifier/channels/push/vapid.h"

#include <algorithm>
#include <boost/json.hpp>

#include "notifier/channels/base64url.h"
#include "notifier/channels/web_url.h"

namespace hometime::push {

namespace {

constexpr unsigned kOthers = 077;
/// A key in PEM has 241 bytes; some write the curve out, and words before it.
constexpr std::uint64_t kKeyFileMax = 4096;
/// Longest address that is taken. Source: RFC 5321 section 4.5.3.1.3.
constexpr std::size_t kMailMax = 254;

std::optional<KeyPair> parse_key(std::string_view text) {
    if (text.find("-----BEGIN ") != std::string_view::npos) return parse_pem(text);
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    auto bytes = parse_base64url(text);
    if (!bytes || bytes->size() != Secret::kBytes) return std::nullopt;
    Secret secret;
    std::copy(bytes->begin(), bytes->end(), secret.data());
    wipe(bytes->data(), bytes->size());
    return key_pair_of(std::move(secret));
}

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    if (text.size() > kMailMax || at == 0 || at == std::string_view::npos) return false;
    const auto domain = text.substr(at + 1);
    const auto is_plain = [](char c) {
        return c > ' ' && c <= '~' && std::string_view("<>\"\\,?&").find(c) == std::string_view::npos;
    };
    return !domain.empty() && domain.find('@') == std::string_view::npos && domain.front() != '.' &&
           domain.back() != '.' && domain.find('.') != std::string_view::npos &&
           std::all_of(text.begin(), text.end(), is_plain);
}

std::string part_of_token(const boost::json::object& object) {
    return base64url(as_bytes(boost::json::serialize(object)));
}

}  // namespace

std::string public_text(const VapidKey& key) {
    return base64url(key.point);
}

std::string secret_text(const VapidKey& key) {
    return base64url(key.secret.view());
}

Result<VapidKey> load_vapid_key(FileSystem& files, const std::filesystem::path& path, bool is_credential) {
    if (!is_credential) {
        const auto mode = files.mode(path);
        if (!mode) return tl::unexpected(mode.error());
        if ((*mode & kOthers) != 0) {
            return fail(
                ErrorCode::permission,
                "the web push key's file can be read by others: chmod it to 0600, and make a new key if anybody "
                "could have; every browser has to subscribe again then");
        }
    }
    auto text = read_file(files, path, kKeyFileMax);
    if (!text && text.error().code != ErrorCode::invalid) return tl::unexpected(text.error());
    auto key = text ? parse_key(*text) : std::nullopt;
    if (text) wipe(text->data(), text->size());
    if (!key) {
        return fail(
            ErrorCode::invalid,
            "the web push key's file holds no private key of P-256, in base64url or in PEM without a passphrase");
    }
    return std::move(*key);
}

bool is_vapid_contact(std::string_view contact) {
    constexpr std::string_view kMail = "mailto:";
    if (contact.starts_with(kMail)) return is_mail_address(contact.substr(kMail.size()));
    return is_endpoint(contact);
}

std::string vapid_authorization(const VapidKey& key, std::string_view audience, std::string_view contact, UtcTime now) {
    const auto expiry = std::chrono::floor<std::chrono::seconds>(now + kStatementLife).time_since_epoch().count();
    auto token = part_of_token({{"typ", "JWT"}, {"alg", "ES256"}}) + '.' +
                 part_of_token({{"aud", audience}, {"exp", expiry}, {"sub", contact}});
    token += '.' + base64url(sign(key, token));
    return "vapid t=" + token + ", k=" + public_text(key);
}

}  // namespace hometime::push
