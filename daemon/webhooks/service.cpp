#include "daemon/webhooks/service.h"

#include "daemon/couriers/channels.h"
#include "daemon/webhooks/receiver_files.h"

namespace hometime {

namespace {

PostSettings way_out(const WebhookConfig& from) {
    PostSettings how;
    how.public_only = !from.private_addresses;
    how.ca_file = from.ca;
    return how;
}

/// A log that cannot be read is nobody's: whoever gave it to us ends the process.
std::optional<Uuid> epoch_in(const EventLog& log, SchoolId school) try {
    const CachedRows rows(log);
    const auto row = School(school, rows).school();
    if (!row) return std::nullopt;
    return row->epoch.value_or(row->log);
} catch (const StateError&) {
    return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<WebhookService>> WebhookService::start(http::App& app, const Config& config,
                                                              const OutsideCredentials& credentials) {
    if (config.webhooks.folder.empty()) return std::unique_ptr<WebhookService>();
    auto receivers = load_receivers(config.webhooks.folder);
    if (!receivers) return tl::unexpected(receivers.error());
    std::optional<email::SmtpSettings> relay;
    if (!config.email.relay.empty()) {
        auto settings = relay_settings(config.email, credentials);
        if (!settings) return tl::unexpected(settings.error());
        relay = std::move(*settings);
    }
    std::unique_ptr<WebhookService> service(new WebhookService(app, config, std::move(relay)));
    service->webhooks_.take(std::move(*receivers));
    app.webhooks = &service->webhooks_;
    return service;
}

WebhookService::WebhookService(http::App& app, const Config& config, std::optional<email::SmtpSettings> relay)
    : app_(app), folder_(config.webhooks.folder), poster_(way_out(config.webhooks)), webhooks_(parts(config)) {
    if (relay) letters_.emplace(std::move(*relay));
}

webhook::WebhookParts WebhookService::parts(const Config& config) {
    webhook::WebhookParts parts{app_.log,
                                app_.view_store,
                                poster_,
                                app_.clock,
                                app_.random,
                                posix_files(),
                                config.data_dir / "webhooks",
                                [this](SchoolId school) { return epoch_in(app_.log, school); },
                                {}};
    if (config.email.relay.empty()) return parts;
    parts.tell_owner = [this](const webhook::Receiver& receiver, const webhook::ReceiverOff& off) {
        return letters_->tell(receiver, off);
    };
    return parts;
}

WebhookService::~WebhookService() {
    app_.webhooks = nullptr;
    stop();
}

void WebhookService::finish() noexcept {
    webhooks_.finish();
    if (letters_) letters_->stop();
}

void WebhookService::stop() {
    finish();
    webhooks_.stop();
}

Result<void> WebhookService::reload() {
    auto receivers = load_receivers(folder_);
    if (!receivers) return tl::unexpected(receivers.error());
    webhooks_.take(std::move(*receivers));
    return {};
}

std::vector<WebhookMetrics> WebhookService::metrics() const {
    std::vector<WebhookMetrics> all;
    for (const auto& one : webhooks_.status()) {
        std::uint64_t waiting = 0;
        for (const auto& [name, stream] : one.streams) waiting += stream.waiting;
        all.push_back({one.name, one.accepted, one.failed, waiting, one.off.has_value()});
    }
    return all;
}

}  // namespace hometime
