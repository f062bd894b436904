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

}  // namespace

std::string render_metrics(const MetricsSnapshot& s) {
    auto version = gauge("hometime_zone_data_info", "Version of the time zone data in use.", 1);
    version.metric.front().label.push_back({"version", s.zone_data});
    const std::vector<MetricFamily> families{
        counter("hometime_commits_total", "Synced batches since start.", s.commits),
        counter("hometime_facts_total", "Facts recorded since start.", s.facts),
        gauge("hometime_commands_queued", "Commands waiting for the sequencer.", static_cast<double>(s.queued)),
        gauge("hometime_schools", "Schools on this server.", static_cast<double>(s.schools)),
        gauge("hometime_records", "Records in all logs.", static_cast<double>(s.records)),
        gauge("hometime_messages_held", "Messages waiting for a response window.", static_cast<double>(s.held)),
        gauge("hometime_views_behind_records", "Records that the slowest view has not folded.",
              static_cast<double>(s.views_behind)),
        gauge("hometime_views_stopped", "Views that met a record they could not fold.",
              static_cast<double>(s.views_stopped)),
        gauge("hometime_release_latest_milliseconds",
              "Longest time from a window's opening to its digest, since start.",
              static_cast<double>(s.release_latest_ms)),
        counter("hometime_http_connections_total", "Connections accepted.", s.http_connections),
        counter("hometime_http_requests_total", "Requests read.", s.http_requests),
        counter("hometime_http_refused_total", "Requests and connections refused before any route.", s.http_refused),
        counter("hometime_http_failed_total", "Requests answered 500.", s.http_failed),
        gauge("hometime_http_streams", "Event streams that are open.", static_cast<double>(s.http_streams)),
        counter("hometime_bus_events_total", "Events published on the bus.", s.bus_events),
        counter("hometime_bus_heartbeats_total", "Heartbeats published on the bus.", s.bus_heartbeats),
        counter("hometime_bus_subscriptions_refused_total", "Subscriptions that were not granted.",
                s.bus_subscriptions_refused),
        version};
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace hometime
