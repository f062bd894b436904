// The channels outside the application that the configuration asks for.
#pragma once

#include <memory>
#include <vector>

#include "daemon/config.h"
#include "daemon/couriers/settings.h"
#include "daemon/http/app.h"
#include "daemon/metrics.h"
#include "notifier/channels/email/smtp_settings.h"
#include "notifier/channels/outside_channel.h"

namespace hometime {

/// None where nothing is configured. `app` must outlive them; it is told what there is (App::tells_by_email, push_key).
/// Errors: `invalid` the relay's settings or the contact cannot be used; `key_missing`, `not_found`, `permission`,
/// `invalid` the password or the push key cannot be read. The sentence says what to do.
[[nodiscard]] Result<std::vector<std::unique_ptr<WorkingChannel>>> outside_channels(
    http::App& app, const Config& config, const OutsideCredentials& credentials);

/// How the mail relay is reached. `from.relay` is not empty. Errors: as outside_channels().
[[nodiscard]] Result<email::SmtpSettings> relay_settings(const EmailConfig& from,
                                                         const OutsideCredentials& credentials);

[[nodiscard]] std::vector<OutsideMetrics> outside_metrics(const std::vector<const WorkingChannel*>& channels);
/// How many there are in all schools, and how old the oldest is.
void count_dead_letters(const EventLog& log, UtcTime now, MetricsSnapshot& snapshot);

}  // namespace hometime
