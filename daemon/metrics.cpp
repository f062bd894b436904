#include "daemon/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <vector>

namespace hometime {

namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(const char* name, const char* help, MetricType type, double value) {
    MetricFamily result;
    result.name = name;
    result.help = help;
    result.type = type;
    prometheus::ClientMetric metric;
    (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    result.metric.push_back(metric);
    return result;
}

MetricFamily counter(const char* name, const char* help, std::uint64_t value) {
    return family(name, help, MetricType::Counter, static_cast<double>(value));
}

MetricFamily gauge(const char* name, const char* help, double value) {
    return family(name, help, MetricType::Gauge, value);
}

/// One number for each of several things, which a label names.
template <class One, class Of>
MetricFamily labelled(const char* name, const char* help, MetricType type, const char* label,
                      const std::vector<One>& all, std::string One::* named, Of of) {
    MetricFamily result;
    result.name = name;
    result.help = help;
    result.type = type;
    for (const auto& one : all) {
        prometheus::ClientMetric metric;
        metric.label.push_back({label, one.*named});
        (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = static_cast<double>(of(one));
        result.metric.push_back(std::move(metric));
    }
    return result;
}

void add_outside(std::vector<MetricFamily>& families, const MetricsSnapshot& s) {
    families.push_back(gauge("hometime_notifications_under_way", "Notifications of which nothing came yet.",
                             static_cast<double>(s.notifications)));
    families.push_back(gauge("hometime_dead_letters",
                             "Notifications that nobody tries again, and nobody has looked at.",
                             static_cast<double>(s.dead_letters)));
    families.push_back(gauge("hometime_dead_letter_age_seconds", "Age of the oldest of them.",
                             static_cast<double>(s.dead_letter_age_s)));
    if (s.outside.empty()) return;
    using One = OutsideMetrics;
    const auto add = [&](const char* name, const char* help, MetricType type, auto of) {
        families.push_back(labelled(name, help, type, "channel", s.outside, &One::channel, of));
    };
    add("hometime_channel_accepted_total", "Notifications that the channel's server took.", MetricType::Counter,
        [](const One& one) { return one.accepted; });
    add("hometime_channel_failed_total", "Attempts that came to nothing.", MetricType::Counter,
        [](const One& one) { return one.failed; });
    add("hometime_channel_at_fault_total", "Of these, for settings of our own: somebody has to look.",
        MetricType::Counter, [](const One& one) { return one.at_fault; });
    add("hometime_channel_waiting", "Notifications that wait for the channel's server.", MetricType::Gauge,
        [](const One& one) { return one.waiting; });
    add("hometime_channel_left_alone", "Servers that did not answer, and are left alone for a while.",
        MetricType::Gauge, [](const One& one) { return one.left_alone; });
}

/// One number for each receiver of webhooks.
void add_webhooks(std::vector<MetricFamily>& families, const std::vector<WebhookMetrics>& all) {
    if (all.empty()) return;
    using One = WebhookMetrics;
    const auto add = [&](const char* name, const char* help, MetricType type, auto of) {
        families.push_back(labelled(name, help, type, "receiver", all, &One::receiver, of));
    };
    add("hometime_webhook_accepted_total", "Webhooks that the receiver took.", MetricType::Counter,
        [](const One& one) { return one.accepted; });
    add("hometime_webhook_failed_total", "Attempts at the receiver that came to nothing.", MetricType::Counter,
        [](const One& one) { return one.failed; });
    add("hometime_webhook_waiting", "Events that the receiver has not taken yet.", MetricType::Gauge,
        [](const One& one) { return one.waiting; });
    add("hometime_webhook_switched_off", "1: nothing is sent to the receiver until somebody has looked.",
        MetricType::Gauge, [](const One& one) { return one.switched_off ? 1 : 0; });
}

void add_bus(std::vector<MetricFamily>& families, const BusMetrics& bus) {
    families.insert(
        families.end(),
        {counter("hometime_bus_events_total", "Events published on the bus.", bus.events),
         counter("hometime_bus_heartbeats_total", "Heartbeats published on the bus.", bus.heartbeats),
         counter("hometime_bus_notices_total", "Notices published on the bus.", bus.notices),
         counter("hometime_bus_subscriptions_refused_total", "Subscriptions that were not granted.",
                 bus.subscriptions_refused),
         counter("hometime_bus_replay_requests_total", "Requests on the replay channel.", bus.replay_requests),
         counter("hometime_bus_replay_events_total", "Events and items handed over on the replay channel.",
                 bus.replay_events),
         counter("hometime_bus_replay_errors_total", "Requests that were answered with an error.", bus.replay_errors),
         counter("hometime_bus_replay_dropped_total", "Answers that nobody took any more.", bus.replay_dropped),
         counter("hometime_bus_cuts_total", "Times that all connections were cut because somebody may do less.",
                 bus.cuts),
         counter("hometime_bus_handshakes_denied_total", "Connections that were turned away.", bus.handshakes_denied)});
    if (bus.subscribers.empty()) return;
    using One = BusSubscriberMetrics;
    const auto gauge_of = [&](const char* name, const char* help, auto of) {
        families.push_back(
            labelled(name, help, MetricType::Gauge, "subscriber", bus.subscribers, &One::subscriber, of));
    };
    const auto counter_of = [&](const char* name, const char* help, auto of) {
        families.push_back(
            labelled(name, help, MetricType::Counter, "subscriber", bus.subscribers, &One::subscriber, of));
    };
    gauge_of("hometime_bus_subscriber_connections", "Connections of this subscriber.",
             [](const One& one) { return one.connections; });
    counter_of("hometime_bus_subscriber_subscriptions_refused_total", "Its subscriptions that were not granted.",
               [](const One& one) { return one.subscriptions_refused; });
    counter_of("hometime_bus_subscriber_replay_requests_total", "Its requests on the replay channel.",
               [](const One& one) { return one.replay_requests; });
    counter_of("hometime_bus_subscriber_busy_total", "Its requests that came too fast or over too many connections.",
               [](const One& one) { return one.busy; });
    counter_of("hometime_bus_subscriber_denied_total", "Its connections that were turned away: too late, or elsewhere.",
               [](const One& one) { return one.denied; });
}

}  // namespace

std::string render_metrics(const MetricsSnapshot& s) {
    auto version = gauge("hometime_zone_data_info", "Version of the time zone data in use.", 1);
    version.metric.front().label.push_back({"version", s.zone_data});
    std::vector<MetricFamily> families{
        counter("hometime_commits_total", "Synced batches since start.", s.commits),
        counter("hometime_facts_total", "Facts recorded since start.", s.facts),
        gauge("hometime_commands_queued", "Commands waiting for the sequencer.", static_cast<double>(s.queued)),
        gauge("hometime_schools", "Schools on this server.", static_cast<double>(s.schools)),
        gauge("hometime_records", "Records in all logs.", static_cast<double>(s.records)),
        gauge("hometime_messages_held", "Messages waiting for a response window.", static_cast<double>(s.held)),
        gauge("hometime_held_without_date", "Messages that wait, and no window of their reader is in sight.",
              static_cast<double>(s.held_without_date)),
        gauge("hometime_zone_data_changed", "1: the computer has other time zone data than is in use.",
              s.zone_data_changed ? 1 : 0),
        gauge("hometime_views_behind_records", "Records that the slowest view has not folded.",
              static_cast<double>(s.views_behind)),
        gauge("hometime_views_stopped", "Views that met a record they could not fold.",
              static_cast<double>(s.views_stopped)),
        gauge("hometime_release_latest_milliseconds",
              "Longest time from a window's opening to its digest, since start.",
              static_cast<double>(s.release_latest_ms)),
        gauge("hometime_disk_free_bytes", "Free on the disk of the data folder.",
              static_cast<double>(s.disk_free_bytes)),
        gauge("hometime_disk_bytes", "Size of that disk.", static_cast<double>(s.disk_bytes)),
        gauge("hometime_disk_reserve_bytes", "Free below this: only what concerns a child's safety is stored.",
              static_cast<double>(s.disk_reserve_bytes)),
        gauge("hometime_disk_low", "1: less is free than the alarm allows.", s.disk_low ? 1 : 0),
        gauge("hometime_disk_full", "1: less is free than the reserve.", s.disk_full ? 1 : 0),
        counter("hometime_disk_refused_total", "Writes refused for want of room.", s.disk_refused),
        gauge("hometime_ballast_bytes", "Room that the ballast file still holds.", static_cast<double>(s.ballast)),
        gauge("hometime_views_without_room", "1: the views stand still because the disk is full.",
              s.views_without_room ? 1 : 0),
        gauge("hometime_evidence", "1: a data folder is only looked at.", s.evidence ? 1 : 0),
        counter("hometime_http_connections_total", "Connections accepted.", s.http_connections),
        counter("hometime_http_requests_total", "Requests read.", s.http_requests),
        counter("hometime_http_refused_total", "Requests and connections refused before any route.", s.http_refused),
        counter("hometime_http_failed_total", "Requests answered 500.", s.http_failed),
        gauge("hometime_http_streams", "Event streams that are open.", static_cast<double>(s.http_streams)),
        labelled("hometime_view_behind_records", "Records that this view has not folded.", MetricType::Gauge, "view",
                 s.views, &ViewMetrics::view, [](const ViewMetrics& view) { return view.behind; }),
        labelled("hometime_view_stopped", "1: this view has stopped.", MetricType::Gauge, "view", s.views,
                 &ViewMetrics::view, [](const ViewMetrics& view) { return view.stopped; }),
        labelled("hometime_view_building", "1: this view is being built.", MetricType::Gauge, "view", s.views,
                 &ViewMetrics::view, [](const ViewMetrics& view) { return view.building; }),
        version};
    add_bus(families, s.bus);
    add_outside(families, s);
    add_webhooks(families, s.webhooks);
    if (s.backup_age_s) {
        families.push_back(gauge("hometime_backup_age_seconds", "Age of the newest verified backup.",
                                 static_cast<double>(*s.backup_age_s)));
    }
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace hometime
