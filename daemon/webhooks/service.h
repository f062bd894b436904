// Webhooks, as the configuration asks for them: who gets them, over which way out, and who hears when one is given up.
#pragma once

#include <memory>
#include <optional>

#include "daemon/config.h"
#include "daemon/http/app.h"
#include "daemon/metrics.h"
#include "daemon/webhooks/owner_letters.h"
#include "notifier/webhooks/webhooks.h"

namespace hometime {

class WebhookService {
public:
    /// Begins to send. `app` must outlive it, and is told of it (App::webhooks). Null: no folder is configured.
    /// Errors: `invalid` a receiver's file is wrong, and the detail names each mistake; those of the mail relay's
    /// settings.
    [[nodiscard]] static Result<std::unique_ptr<WebhookService>> start(http::App& app, const Config& config,
                                                                       const OutsideCredentials& credentials);
    ~WebhookService();
    WebhookService(const WebhookService&) = delete;
    WebhookService& operator=(const WebhookService&) = delete;

    /// As Webhooks::wake(), finish() and stop().
    void wake() { webhooks_.wake(); }
    void finish() noexcept;
    void stop();
    /// Reads the folder again, all of it before any of it counts. Errors: `invalid`, as start(): the old receivers
    /// stay.
    [[nodiscard]] Result<void> reload();
    [[nodiscard]] std::vector<WebhookMetrics> metrics() const;

private:
    WebhookService(http::App& app, const Config& config, std::optional<email::SmtpSettings> relay);
    [[nodiscard]] webhook::WebhookParts parts(const Config& config);

    http::App& app_;
    const std::filesystem::path folder_;
    HttpsPoster poster_;
    std::optional<OwnerLetters> letters_;
    webhook::Webhooks webhooks_;
};

}  // namespace hometime
