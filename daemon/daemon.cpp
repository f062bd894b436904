#include "daemon/daemon.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <mutex>
#include <typeinfo>

#include "daemon/metrics.h"
#include "daemon/notifier_port.h"
#include "daemon/watched_log.h"
#include "eventstore/base/time_zone.h"
#include "eventstore/checkpoint_writer.h"
#include "eventstore/open.h"
#include "notifier/bus/publisher.h"
#include "notifier/channels/in_app.h"
#include "notifier/notifier.h"

namespace hometime {

namespace {

/// How long requests in hand may take when the daemon stops.
constexpr std::chrono::milliseconds kDrain{10'000};
constexpr std::string_view kLoginPurpose = "logins";

}  // namespace

/// Declared in the order in which they start; destroyed in the opposite order.
struct Daemon::Parts {
    Parts(DaemonOptions given, const Clock& source_of_time, Random& source_of_chance, std::unique_ptr<RocksLog> opened,
          std::unique_ptr<ViewStore> store, std::unique_ptr<Accounts> credentials,
          std::function<void(const Error&)> on_fatal)
        : options(std::move(given)),
          clock(source_of_time),
          tell_owner(std::move(on_fatal)),
          log(std::move(opened)),
          watched(*log, [this](const Error& error) { give_up(error); }),
          tail(watched),
          views(std::move(store)),
          runner(watched, tail, *views),
          sequencer(watched, tail, clock, [this](const Error& error) { give_up(error); }),
          accounts(std::move(credentials)),
          secrets(options.argon2),
          app{watched, sequencer, *views, runner, *accounts, secrets, guessing, clock, source_of_chance, geteuid()},
          router(http::make_router(app)),
          port(sequencer),
          checkpoints(*log, DataFolder{options.config.data_dir}),
          server(
              options.http, [this](const http::Request& request) { return answer(request); }, clock, source_of_chance) {
    }

    ~Parts() { runner.stop(); }  // It wakes what is destroyed before it.
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    void give_up(const Error& error) {
        std::call_once(gave_up, [&] { tell_owner(error); });
    }
    http::Response answer(const http::Request& request);
    http::Response answer_of_routes(const http::Request& request);
    [[nodiscard]] MetricsSnapshot snapshot() const;
    [[nodiscard]] Result<void> listen();
    [[nodiscard]] Result<void> publish();
    void sweep_orphans();

    DaemonOptions options;
    const Clock& clock;
    std::function<void(const Error&)> tell_owner;
    std::once_flag gave_up;
    std::unique_ptr<RocksLog> log;
    WatchedLog watched;  ///< the same log, for everybody who reads it
    Tail tail;
    std::unique_ptr<ViewStore> views;
    ViewRunner runner;
    Sequencer sequencer;
    std::unique_ptr<Accounts> accounts;
    Secrets secrets;
    Guessing guessing;
    http::App app;
    http::Router router;
    NotifierPort port;
    std::unique_ptr<Notifier> notifier;
    std::unique_ptr<bus::Publisher> publisher;
    CheckpointWriter checkpoints;
    http::Server server;
    std::uint16_t http_port = 0;
    bool stopped = false;
};

/// Anybody may ask how the daemon is; numbers are for this machine only.
http::Response Daemon::Parts::answer(const http::Request& request) {
    const bool here = request.peer.transport == http::Peer::Transport::unix_socket || is_loopback(request.peer.address);
    http::Response response;
    if (request.path == "/metrics" && request.method == http::Method::get && here) {
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        response.body = render_metrics(snapshot());
    } else if (request.path == "/healthz" && request.method == http::Method::get) {
        const bool good = !runner.failure();
        response = http::json_response(good ? 200 : 503, good ? R"({"status":"ok"})" : R"({"status":"views-stopped"})");
    } else {
        response = answer_of_routes(request);
    }
    spdlog::info("request id={} method={} status={}", request.id, http::to_string(request.method), response.status);
    return response;
}

/// A handler that throws has met damage or is a bug. The journal gets the reason as far as it cannot hold a text.
http::Response Daemon::Parts::answer_of_routes(const http::Request& request) {
    try {
        return router.handle(request);
    } catch (const StateError& error) {
        give_up({ErrorCode::corrupt, error.what()});
        throw;
    } catch (const ViewError& error) {
        spdlog::error("request id={} status=500: the views cannot be read: {}", request.id, error.what());
        throw;
    } catch (const std::exception& error) {
        spdlog::error("request id={} status=500: {}", request.id, typeid(error).name());
        throw;
    }
}

MetricsSnapshot Daemon::Parts::snapshot() const {
    MetricsSnapshot s;
    s.commits = sequencer.commits();
    s.facts = sequencer.facts();
    s.queued = sequencer.queued();
    const auto status = runner.status();
    for (const auto& head : log->heads()) {
        ++s.schools;
        s.records += head.size;
        for (const auto& view : status) s.views_behind = std::max(s.views_behind, view.behind(head.school, head.size));
    }
    for (const auto& view : status) s.views_stopped += view.stopped ? 1 : 0;
    s.held = notifier ? notifier->held() : 0;
    s.release_latest_ms = notifier ? notifier->latest_ms() : 0;
    const auto& counters = server.counters();
    s.http_connections = counters.connections.load();
    s.http_requests = counters.requests.load();
    s.http_refused = counters.refused.load();
    s.http_failed = counters.failed.load();
    s.http_streams = counters.streams.load();
    if (publisher) {
        s.bus_events = publisher->counters().events.load();
        s.bus_heartbeats = publisher->counters().heartbeats.load();
        s.bus_subscriptions_refused = publisher->counters().subscriptions_refused.load();
    }
    s.zone_data = zone_data_version();
    return s;
}

Result<void> Daemon::Parts::listen() {
    const auto& config = options.config;
    if (!config.unix_socket.empty()) {
        if (auto bound = server.listen_unix(config.unix_socket); !bound) return bound;
    }
    if (options.https_socket >= 0) return server.adopt_tls(options.https_socket, config.certificate, config.key);
    if (config.http_listen.empty()) return {};
    const auto address = *parse_host_port(config.http_listen);
    auto bound = config.http_plain ? server.listen_plain(address.host, address.port)
                                   : server.listen_tls(address.host, address.port, config.certificate, config.key);
    if (!bound) return tl::unexpected(bound.error());
    http_port = *bound;
    return {};
}

/// The views wake the event streams and the publisher: what they tell of is in the views by then.
Result<void> Daemon::Parts::publish() {
    runner.on_progress([this] { server.wake_streams(); });
    if (options.config.bus_events.empty()) return {};
    bus::PublisherOptions how;
    how.endpoint = options.config.bus_events;
    publisher = std::make_unique<bus::Publisher>(how, watched, *views, clock);
    if (auto started = publisher->start(); !started) return started;
    runner.on_progress([this] {
        server.wake_streams();
        publisher->wake();
    });
    return {};
}

/// An account's row is written before its fact; a crash between the two leaves a row that nothing mentions.
void Daemon::Parts::sweep_orphans() {
    std::vector<std::uint64_t> orphans;
    accounts->each([&](const Account& account) {
        const CachedRows rows(watched);
        if (!School(account.school, rows).account(account.account)) orphans.push_back(account.account);
    });
    for (const auto account : orphans) accounts->erase(account);
    if (!orphans.empty()) spdlog::info("accounts: {} that no fact mentions were removed", orphans.size());
    if (const auto swept = accounts->sweep_sessions(clock.now()); swept > 0) {
        spdlog::info("accounts: {} sign-ins that had ended were removed", swept);
    }
}

Daemon::Daemon(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Daemon::~Daemon() {
    stop();
}

Result<Daemon::Started> Daemon::start(DaemonOptions options, const Clock& clock, Random& random,
                                      std::function<void(const Error&)> on_fatal) {
    OpenOptions where;
    where.folder = options.config.data_dir;
    where.kek_credential = options.kek_credential;
    auto opened = open_log(where, random);
    if (!opened) return tl::unexpected(opened.error());
    if (opened->is_evidence()) return Started{nullptr, std::move(opened->findings)};
    if (opened->kek_created) {
        spdlog::warn(
            "a key-encrypting key was made in the data folder: whoever copies the folder has the key too. "
            "Give it as a credential instead (docs/operations.md)");
    }
    if (opened->adopted > 0)
        spdlog::warn("{} commits were durable but never acknowledged; they stand now", opened->adopted);
    if (opened->cut_bytes > 0) spdlog::warn("{} bytes of a torn write were put aside in lost+found", opened->cut_bytes);

    const DataFolder folder{options.config.data_dir};
    auto views = ViewStore::open({folder.views(), views::all_views(), ViewAccess::owner, {}});
    if (!views) return tl::unexpected(views.error());
    auto accounts =
        Accounts::open(folder.accounts(), opened->log->derived_key(kLoginPurpose), random, options.sessions);
    if (!accounts) return tl::unexpected(accounts.error());

    auto parts = std::make_unique<Parts>(std::move(options), clock, random, std::move(opened->log), std::move(*views),
                                         std::move(*accounts), std::move(on_fatal));
    parts->sweep_orphans();
    if (auto listening = parts->listen(); !listening) return tl::unexpected(listening.error());
    if (auto publishing = parts->publish(); !publishing) return tl::unexpected(publishing.error());
    if (auto running = parts->runner.start(); !running) return tl::unexpected(running.error());
    parts->sequencer.start();
    if (parts->options.follow_time) {
        std::vector<std::unique_ptr<DeliveryChannel>> channels;
        auto& runner = parts->runner;
        channels.push_back(
            std::make_unique<InAppChannel>([&runner](Position position, std::chrono::milliseconds timeout) {
                return runner.wait_for(position, timeout);
            }));
        parts->notifier =
            std::make_unique<Notifier>(parts->watched, parts->tail, clock, parts->port, std::move(channels));
        if (auto following = parts->notifier->start(); !following) return tl::unexpected(following.error());
    }
    parts->server.start();
    return Started{std::unique_ptr<Daemon>(new Daemon(std::move(parts))), {}};
}

void Daemon::stop() {
    if (!parts_ || std::exchange(parts_->stopped, true)) return;
    parts_->server.stop(kDrain);
    if (parts_->notifier) parts_->notifier->stop();
    parts_->sequencer.stop();
    parts_->tail.stop();
    parts_->runner.stop();
    if (parts_->publisher) parts_->publisher->stop();
    write_checkpoints();
}

void Daemon::write_checkpoints() {
    if (const auto written = parts_->checkpoints.write_changed(); !written) {
        spdlog::error("checkpoints could not be written, trying again: {}", written.error().detail);
    }
}

void Daemon::probe(std::function<void()> passed) {
    parts_->sequencer.probe(std::move(passed));
}

std::string Daemon::status_line() const {
    const auto s = parts_->snapshot();
    return std::to_string(s.records) + " records, " + std::to_string(s.held) + " messages held, views " +
           std::to_string(s.views_behind) + " behind";
}

std::string Daemon::metrics() const {
    return render_metrics(parts_->snapshot());
}
bool Daemon::healthy() const {
    return !parts_->runner.failure();
}
std::uint16_t Daemon::http_port() const {
    return parts_->http_port;
}
std::string Daemon::bus_endpoint() const {
    return parts_->publisher ? parts_->publisher->endpoint() : std::string();
}
http::App& Daemon::app() {
    return parts_->app;
}

}  // namespace hometime
