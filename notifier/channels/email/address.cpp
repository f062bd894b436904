#include "notifier/channels/email/address.h"

#include <algorithm>

namespace hometime::email {

namespace {

/// Octets of a domain, and of one of its labels. Source: RFC 5321, 4.5.3.1.2; RFC 1035, 2.3.4.
constexpr std::size_t kDomainMax = 253;
constexpr std::size_t kLabelMax = 63;
constexpr std::string_view kAtomMarks = "!#$%&'*+-/=?^_`{|}~";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_alphanumeric(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= kLabelMax && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), [](char c) { return c == '-' || is_alphanumeric(c); });
}

/// What may stand nowhere in an address, said in words of its own.
std::string check_characters(std::string_view address) {
    for (const char c : address) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) {
            return "international addresses cannot be used: write the domain in its xn-- form, and ask for an address "
                   "whose name has unaccented letters only";
        }
        if (byte < 0x20 || byte == 0x7F) return "has a line break or another control character";
        if (c == ' ') return "has a space";
        if (c == '<' || c == '>') return "write the address alone, without < and >";
        if (c == '"' || c == '(' || c == ')' || c == '\\') return "quotes and comments cannot be used";
    }
    return {};
}

}  // namespace

bool is_dot_atom(std::string_view text) {
    char previous = '.';
    for (const char c : text) {
        if (c == '.' ? previous == '.' : !is_alphanumeric(c) && kAtomMarks.find(c) == std::string_view::npos) {
            return false;
        }
        previous = c;
    }
    return previous != '.';
}

bool is_host_name(std::string_view name) {
    for (std::size_t begin = 0; begin <= name.size();) {
        const auto label = name.substr(begin, name.find('.', begin) - begin);
        if (!is_label(label)) return false;
        begin += label.size() + 1;
    }
    return name.size() <= kDomainMax;
}

std::string check_domain(std::string_view domain) {
    if (domain.empty()) return "the domain is missing";
    if (domain.front() == '[') return "a domain is needed, not a number in brackets";
    if (domain.size() > kDomainMax) return "the domain is too long";
    if (!is_host_name(domain)) return "the domain is misspelt";
    const auto dot = domain.rfind('.');
    if (dot == std::string_view::npos) return "the domain is incomplete: it has no dot";
    const auto last = domain.substr(dot + 1);
    if (std::all_of(last.begin(), last.end(), is_digit)) return "a domain is needed, not a number";
    return {};
}

std::string check_address(std::string_view address) {
    if (address.empty()) return "there is no address";
    if (auto wrong = check_characters(address); !wrong.empty()) return wrong;
    const auto at = address.find('@');
    if (at == std::string_view::npos) return "there is no @";
    if (address.find('@', at + 1) != std::string_view::npos) return "there is more than one @";
    if (at == 0) return "there is nothing before the @";
    if (address.size() > kAddressMax) return "the address is longer than 254 characters";
    if (at > kLocalPartMax) return "the part before the @ is longer than 64 characters";
    if (!is_dot_atom(address.substr(0, at))) return "the part before the @ is misspelt";
    return check_domain(address.substr(at + 1));
}

}  // namespace hometime::email
