#include "daemon/couriers/channels.h"

#include "daemon/couriers/email_courier.h"
#include "daemon/couriers/push_courier.h"
#include "eventstore/file.h"

namespace hometime {

namespace {

/// Longest password file, bytes.
constexpr std::size_t kPasswordMax = 1024;

email::SmtpSecurity security_of(const std::string& word) {
    if (word == "tls") return email::SmtpSecurity::tls;
    return word == "none" ? email::SmtpSecurity::none : email::SmtpSecurity::starttls;
}

/// The first line of the file.
Result<std::string> read_password(const std::filesystem::path& path) {
    auto text = read_file(posix_files(), path, kPasswordMax);
    if (!text) return fail(text.error().code, "the mail relay's password: " + text.error().detail);
    text->erase(std::min(text->find_first_of("\r\n"), text->size()));
    return text;
}

Result<std::unique_ptr<WorkingChannel>> email_channel(http::App& app, const Config& config,
                                                      const OutsideCredentials& credentials) {
    auto settings = relay_settings(config.email, credentials);
    if (!settings) return tl::unexpected(settings.error());
    app.tells_by_email = true;
    auto courier = std::make_unique<EmailCourier>(app, std::move(*settings), config.public_url);
    return std::make_unique<WorkingChannel>(Channel::email, std::move(courier), app.clock, config.email.per_minute);
}

Result<std::unique_ptr<WorkingChannel>> push_channel(http::App& app, const Config& config,
                                                     const OutsideCredentials& credentials) {
    const auto& from = config.push;
    if (!push::is_vapid_contact(from.contact)) {
        return fail(ErrorCode::invalid, "[push]: contact must be mailto: and an address, or an https page");
    }
    const bool brought = !credentials.push_key.empty();
    const auto& file = brought ? credentials.push_key : from.key;
    if (file.empty()) {
        return fail(ErrorCode::key_missing,
                    "pushes need a key: hand over the credential 'push.key', or name a file as 'key' under [push]. "
                    "`hometime push keygen` makes one");
    }
    auto key = push::load_vapid_key(posix_files(), file, brought);
    if (!key) return fail(key.error().code, "the push key: " + key.error().detail);
    PostSettings how;
    how.public_only = !from.private_addresses;
    how.ca_file = from.ca;
    app.push_key = push::public_text(*key);
    auto courier = std::make_unique<PushCourier>(app, how, std::move(*key), from.contact);
    return std::make_unique<WorkingChannel>(Channel::push, std::move(courier), app.clock, from.per_minute);
}

}  // namespace

Result<email::SmtpSettings> relay_settings(const EmailConfig& from, const OutsideCredentials& credentials) {
    const auto address = parse_host_port(from.relay);
    email::SmtpSettings settings;
    settings.host = address->host;
    settings.port = address->port;
    settings.security = security_of(from.security);
    settings.user = from.user;
    settings.ca_file = from.ca;
    settings.from = from.from;
    settings.helo = from.helo;
    if (!settings.user.empty()) {
        const auto& file = credentials.email_password.empty() ? from.password : credentials.email_password;
        if (file.empty()) {
            return fail(ErrorCode::key_missing,
                        "the mail relay wants a user and has no password: hand over the credential 'email.password', "
                        "or name a file as 'password' under [email]");
        }
        auto password = read_password(file);
        if (!password) return tl::unexpected(password.error());
        settings.password = std::move(*password);
    }
    if (const auto errors = email::check(settings); !errors.empty()) {
        return fail(ErrorCode::invalid, "[email]: " + errors.front().pointer.substr(1) + ' ' + errors.front().message);
    }
    return settings;
}

Result<std::vector<std::unique_ptr<WorkingChannel>>> outside_channels(http::App& app, const Config& config,
                                                                      const OutsideCredentials& credentials) {
    std::vector<std::unique_ptr<WorkingChannel>> channels;
    if (!config.email.relay.empty()) {
        auto made = email_channel(app, config, credentials);
        if (!made) return tl::unexpected(made.error());
        channels.push_back(std::move(*made));
    }
    if (!config.push.contact.empty()) {
        auto made = push_channel(app, config, credentials);
        if (!made) return tl::unexpected(made.error());
        channels.push_back(std::move(*made));
    }
    return channels;
}

std::vector<OutsideMetrics> outside_metrics(const std::vector<const WorkingChannel*>& channels) {
    std::vector<OutsideMetrics> all;
    for (const auto* channel : channels) {
        const auto counts = channel->counts();
        all.push_back({boost::describe::enum_to_string(channel->channel(), "?"), counts.accepted, counts.failed,
                       counts.at_fault, counts.waiting, counts.left_alone});
    }
    return all;
}

void count_dead_letters(const EventLog& log, UtcTime now, MetricsSnapshot& snapshot) {
    const CachedRows rows(log);
    for (const auto& head : log.heads()) {
        School(head.school, rows).each_dead_letter([&](const DeadLetterRow& row) {
            ++snapshot.dead_letters;
            const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - row.at).count();
            snapshot.dead_letter_age_s = std::max<std::int64_t>(snapshot.dead_letter_age_s, age);
            return true;
        });
    }
}

}  // namespace hometime
