#include "daemon/webhooks/receiver_files.h"

#include <algorithm>
#include <set>

#include "daemon/toml_reader.h"
#include "eventstore/file.h"
#include "eventstore/secret.h"
#include "notifier/bus/subscribers.h"
#include "notifier/channels/email/address.h"
#include "notifier/channels/web_url.h"

namespace hometime {

namespace {

using namespace toml_reader;
using webhook::Receiver;
using webhook::WebhookSecret;

constexpr std::size_t kOwnerMax = 200;
constexpr std::size_t kSecretsMax = 2;
/// Written by others than the owner; read by them.
constexpr unsigned kWritableByOthers = 022;
constexpr unsigned kOthers = 077;

std::string complain_url(const std::string& value) {
    return is_endpoint(value) ? ""
                              : "must be an https address of at most 1024 characters, without a user or a fragment";
}
std::string complain_owner(const std::string& value) {
    return !value.empty() && value.size() <= kOwnerMax ? "" : "must be 1 to 200 characters";
}
std::string complain_email(const std::string& value) {
    return email::check_address(value);
}
std::string complain_from(const std::string& value) {
    return value == "beginning" || value == "now" ? "" : "must be \"beginning\" or \"now\"";
}

std::function<void(const toml::node&, Errors&)> streams(std::set<std::string>& target) {
    return [&target](const toml::node& node, Errors& errors) {
        const auto* list = node.as_array();
        if (list == nullptr || list->empty() || list->size() > bus::kStreamsMax) {
            return add(errors, node.source(), "must be a list of 1 to 64 streams");
        }
        for (const auto& one : *list) {
            const auto* text = one.as_string();
            if (text == nullptr || !bus::parse_stream_prefix(text->get())) {
                add(errors, one.source(), "is no stream, like \"e1/sch_7Q2K9DAB/flow/\"");
            } else {
                target.insert(text->get());
            }
        }
    };
}

/// 2027-07-31, with quotes or without.
std::function<void(const toml::node&, Errors&)> date(LocalDate& target) {
    return [&target](const toml::node& node, Errors& errors) {
        std::optional<LocalDate> read;
        if (const auto* text = node.as_string()) read = parse_local_date(text->get());
        if (const auto* day = node.as_date()) {
            const auto& value = day->get();
            read = std::chrono::local_days{std::chrono::year{value.year} / value.month / value.day};
        }
        if (!read) return add(errors, node.source(), "must be a date, like 2027-07-31");
        target = *read;
    };
}

/// What the service manager brought: its mode is its own affair.
bool is_credential(const std::filesystem::path& file) {
    return file.lexically_normal().string().starts_with("/run/credentials/");
}

/// What is wrong with a file of secrets; empty: nothing. No word of it is repeated.
std::string take_secrets(const std::filesystem::path& file, std::vector<WebhookSecret>& secrets) {
    if (file.is_relative()) return "must be the absolute path of a file with the secret";
    const auto mode = posix_files().mode(file);
    if (mode && (*mode & kOthers) != 0 && !is_credential(file))
        return "the file can be read by others: chmod it to 0600, and make a new secret";
    auto text = read_file(posix_files(), file, kSecretFileMax);
    if (!text) return "the file cannot be read: " + text.error().detail;
    bool good = true;
    std::string_view rest = *text;
    while (!rest.empty()) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty()) continue;
        auto secret = WebhookSecret::parse(line);
        good = good && secret;
        if (secret) secrets.push_back(std::move(*secret));
    }
    wipe(text->data(), text->size());
    if (good && !secrets.empty() && secrets.size() <= kSecretsMax) return {};
    return "the file must hold one secret, or the new one and the old one, each \"whsec_…\" on a line of its own: "
           "`hometime webhook keygen` makes one";
}

/// Reads one receiver; whatever is wrong goes to `errors`.
Receiver parse_receiver(std::string_view text_of_file, Errors& errors) {
    Receiver one;
    const auto parsed = parse(text_of_file, errors);
    if (!parsed) return one;
    std::string secret_file, from;
    const auto secret = [&](const toml::node& node, Errors& all) {
        const auto before = all.size();
        text(secret_file)(node, all);
        if (all.size() != before) return;
        if (auto complaint = take_secrets(secret_file, one.secrets); !complaint.empty()) {
            add(all, node.source(), std::move(complaint));
        }
    };
    read_table(*parsed,
               {{"url", checked(one.url, complain_url)},
                {"secret", secret},
                {"streams", streams(one.streams)},
                {"until", date(one.until)},
                {"owner", checked(one.owner, complain_owner)},
                {"owner_email", checked(one.owner_email, complain_email)},
                {"from", checked(from, complain_from)}},
               errors);
    one.from_beginning = from == "beginning";
    for (const auto* key : {"url", "secret", "streams", "until", "owner"}) {
        if (!parsed->contains(key)) errors.push_back({0, 0, "'" + std::string(key) + "' is missing"});
    }
    return one;
}

void read_one(const std::filesystem::path& file, ReceiversRead& all) {
    const auto complain = [&](std::string message) { all.errors.push_back({file, {0, 0, std::move(message)}}); };
    if (!bus::is_subscriber_name(file.stem().string())) {
        return complain("its name must be at most 40 small letters, digits and '-', and .toml");
    }
    const auto mode = posix_files().mode(file);
    if (mode && (*mode & kWritableByOthers) != 0) return complain("can be changed by others: chmod it to 0644");
    const auto text = read_file(posix_files(), file, kReceiverFileMax);
    if (!text) return complain("cannot be read: " + text.error().detail);
    Errors errors;
    auto one = parse_receiver(*text, errors);
    for (auto& error : errors) all.errors.push_back({file, std::move(error)});
    one.name = file.stem().string();
    all.receivers.push_back(std::move(one));
}

}  // namespace

std::string to_string(const ReceiverFileError& error) {
    auto text = render(error.error, error.file.string(), {});
    text.pop_back();
    return text;
}

ReceiversRead read_receiver_files(const std::filesystem::path& folder) {
    ReceiversRead all;
    const auto complain = [&](std::string message) { all.errors.push_back({folder, {0, 0, std::move(message)}}); };
    std::error_code wrong;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(folder, wrong), end; !wrong && at != end; at.increment(wrong)) {
        if (at->path().extension() == ".toml") files.push_back(at->path());
    }
    if (wrong) complain("the receivers' folder cannot be read: " + wrong.message());
    if (const auto mode = posix_files().mode(folder); mode && (*mode & kWritableByOthers) != 0) {
        complain("can be changed by others: chmod it to 0755");
    }
    if (files.size() > webhook::kReceiversMax) {
        complain("holds more than " + std::to_string(webhook::kReceiversMax) + " receivers");
    }
    if (!all.errors.empty()) return all;
    std::sort(files.begin(), files.end());
    for (const auto& file : files) read_one(file, all);
    return all;
}

Result<std::vector<webhook::Receiver>> load_receivers(const std::filesystem::path& folder) {
    auto read = read_receiver_files(folder);
    if (read.errors.empty()) return std::move(read.receivers);
    std::string all = "the receivers of webhooks cannot be used:";
    for (std::size_t i = 0; i < std::min(read.errors.size(), kConfigErrorsMax); ++i) {
        all += '\n' + to_string(read.errors[i]);
    }
    return fail(ErrorCode::invalid, all);
}

}  // namespace hometime
