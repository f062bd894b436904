#include "daemon/daemon.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <mutex>
#include <typeinfo>

#include "daemon/backup/backups.h"
#include "daemon/backup/restored.h"
#include "daemon/bus_keys.h"
#include "daemon/couriers/channels.h"
#include "daemon/eraser.h"
#include "daemon/metrics.h"
#include "daemon/notifier_port.h"
#include "daemon/safety_facts.h"
#include "daemon/space_guard.h"
#include "daemon/watched_log.h"
#include "daemon/webhooks/service.h"
#include "daemon/zone_data_watch.h"
#include "eventstore/base/mutants.h"
#include "eventstore/base/time_zone.h"
#include "eventstore/checkpoint_writer.h"
#include "notifier/bus/publisher.h"
#include "notifier/channels/in_app.h"
#include "notifier/notifier.h"

namespace hometime {

namespace {

/// How long requests in hand may take when the daemon stops.
constexpr std::chrono::milliseconds kDrain{10'000};
/// On a disk that fills up the log keeps no more in memory than this; a flush of less makes too many small files.
/// Bytes.
constexpr std::uint64_t kWorthFlushing = std::uint64_t{4} << 20;
/// Damage that is met while a folder is only looked at is said so often; then it is known.
constexpr std::uint64_t kDamageSaidMax = 20;

/// What may be sent although nothing is written: signing in and out, which changes a copy in memory.
bool is_signing_in(const http::Request& request) {
    return request.path == "/v1/sessions" || request.path == "/v1/sessions/current" ||
           request.path.ends_with("/sessions/verify");
}

bool only_reads(const http::Request& request) {
    return request.method == http::Method::get || request.method == http::Method::head;
}

}  // namespace

/// Declared in the order in which they start; destroyed in the opposite order.
struct Daemon::Parts {
    Parts(DaemonOptions given, const Clock& source_of_time, Random& source_of_chance, OpenedFolder opened,
          std::function<void(const Error&)> on_fatal)
        : options(std::move(given)),
          clock(source_of_time),
          tell_owner(std::move(on_fatal)),
          folder(std::move(opened)),
          watched(*folder.log, [this](const Error& error) { meet(error); }),
          space(options.disk, ballast(), options.config.space, clock,
                [this] { return std::as_const(*folder.log).database().unflushed(); }),
          zone_data(options.zone_data ? options.zone_data : zone_data_version),
          tail(watched),
          runner(watched, tail, *folder.views),
          sequencer(watched, tail, clock, [this](const Error& error) { give_up(error); }),
          secrets(options.argon2),
          app{watched,          sequencer,
              *folder.views,    runner,
              *folder.accounts, secrets,
              guessing,         clock,
              source_of_chance, geteuid(),
              nullptr,          [this] { return serves_whole() && space.admits(Matter::facts); },
              nullptr,          zone_data.started_with()},
          router(http::make_router(app)),
          port(sequencer),
          server(
              options.http, [this](const http::Request& request) { return answer(request); }, clock, source_of_chance) {
    }

    ~Parts() { runner.stop(); }  // It wakes what is destroyed before it.
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    void give_up(const Error& error) {
        std::call_once(gave_up, [&] { tell_owner(error); });
    }
    /// The log cannot be read as it was written. Where it is only looked at, that was to be expected.
    void meet(const Error& error) {
        if (serves_whole()) return give_up(error);
        if (damage_met++ < kDamageSaidMax) spdlog::error("this cannot be read: {}", error.detail);
    }
    /// A folder that is only looked at gets none.
    [[nodiscard]] Ballast ballast() const {
        return {DataFolder{options.config.data_dir}.ballast(), serves_whole() ? options.config.space.ballast : 0};
    }
    [[nodiscard]] bool serves_whole() const { return folder.serving == Serving::whole; }
    http::Response answer(const http::Request& request);
    http::Response answer_here(const http::Request& request);
    http::Response answer_of_routes(const http::Request& request);
    [[nodiscard]] http::Response read_only(const http::Request& request) const;
    [[nodiscard]] http::Response health() const;
    [[nodiscard]] http::Response findings() const;
    [[nodiscard]] Serving mode() const;
    void ask_for_room();
    void make_eraser();
    [[nodiscard]] Result<void> follow();
    [[nodiscard]] MetricsSnapshot snapshot() const;
    [[nodiscard]] Result<void> listen();
    [[nodiscard]] Result<void> publish();
    [[nodiscard]] Result<void> publish_on_bus();
    void sweep_orphans();
    void make_backups();

    DaemonOptions options;
    const Clock& clock;
    std::function<void(const Error&)> tell_owner;
    std::once_flag gave_up;
    OpenedFolder folder;
    std::atomic<std::uint64_t> damage_met{0};
    WatchedLog watched;  ///< the same log, for everybody who reads it
    SpaceGuard space;
    ZoneDataWatch zone_data;
    Tail tail;
    ViewRunner runner;
    Sequencer sequencer;
    Secrets secrets;
    Guessing guessing;
    std::optional<Eraser> eraser;      ///< where the folder is served whole
    std::unique_ptr<Backups> backups;  ///< where the folder is served whole
    http::App app;
    http::Router router;
    NotifierPort port;
    std::vector<std::unique_ptr<WorkingChannel>> reaching_out;  ///< until the notifier has them
    std::vector<const WorkingChannel*> outside;                 ///< the notifier's
    std::unique_ptr<Notifier> notifier;
    std::unique_ptr<bus::Publisher> publisher;
    std::unique_ptr<WebhookService> webhooks;
    std::optional<CheckpointWriter> checkpoints;  ///< where the folder is served whole
    http::Server server;
    std::uint16_t http_port = 0;
    bool stopped = false;
};

/// As it stands now: a whole folder on a full disk is not written to either, but for what concerns a child's safety.
Serving Daemon::Parts::mode() const {
    if (!serves_whole()) return folder.serving;
    return space.seen().state == SpaceState::full ? Serving::no_room : Serving::whole;
}

http::Response Daemon::Parts::answer(const http::Request& request) {
    auto response = answer_here(request);
    if (const auto now = mode(); now != Serving::whole) {
        response.headers.emplace_back("X-Hometime-Mode", std::string(to_string(now)));
    }
    if (mutant(Mutant::words_in_journal)) spdlog::info("request id={} body={}", request.id, request.body);
    spdlog::info("request id={} method={} status={}", request.id, http::to_string(request.method), response.status);
    return response;
}

/// Anybody may ask how the daemon is; numbers are for this machine only, and what is missing for who administers it.
http::Response Daemon::Parts::answer_here(const http::Request& request) {
    const auto& peer = request.peer;
    const bool by_socket = peer.transport == http::Peer::Transport::unix_socket;
    const bool asked = request.method == http::Method::get;
    if (asked && request.path == "/metrics" && (by_socket || is_loopback(peer.address))) {
        http::Response response;
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        response.body = render_metrics(snapshot());
        return response;
    }
    if (asked && request.path == "/healthz") return health();
    if (asked && request.path == "/findings" && peer.uid && (*peer.uid == 0 || *peer.uid == app.owner_uid)) {
        return findings();
    }
    if (!serves_whole() && !only_reads(request) && !is_signing_in(request)) return read_only(request);
    return answer_of_routes(request);
}

http::Response Daemon::Parts::read_only(const http::Request& request) const {
    if (folder.serving == Serving::no_room) return http::disk_full(request);
    return http::problem(request.id, http::Problem::read_only);
}

/// 503 where nothing is written or follows the log; a view that has stopped alone is named, and all else is served.
http::Response Daemon::Parts::health() const {
    if (const auto now = mode(); now != Serving::whole) {
        return http::json_response(503, R"({"status":")" + std::string(to_string(now)) + R"("})");
    }
    if (runner.failure()) return http::json_response(503, R"({"status":"views-stopped"})");
    boost::json::array standing;
    for (const auto& view : runner.status()) {
        if (view.stopped) standing.push_back({{"view", view.name}, {"reason", view.reason}});
    }
    if (standing.empty()) return http::json_response(200, R"({"status":"ok"})");
    return http::ok({{"status", "view-stopped"}, {"views", std::move(standing)}});
}

http::Response Daemon::Parts::findings() const {
    boost::json::array list;
    for (const auto& finding : folder.findings) {
        list.push_back({{"school", finding.school ? boost::json::value(to_string(finding.school)) : nullptr},
                        {"first", finding.first.value},
                        {"last", finding.last.value},
                        {"what", finding.what}});
    }
    return http::ok(boost::json::object{{"mode", to_string(mode())},
                                        {"findings", std::move(list)},
                                        {"unreadable_met", damage_met.load()},
                                        {"notes", folder.notes}});
}

/// A handler that throws has met damage or is a bug. The journal gets the reason as far as it cannot hold a text.
http::Response Daemon::Parts::answer_of_routes(const http::Request& request) {
    try {
        return router.handle(request);
    } catch (const NoRoomForCredentials&) {
        return http::disk_full(request);
    } catch (const CredentialsFailed& error) {
        give_up({ErrorCode::unavailable, error.what()});
        throw;
    } catch (const StateError& error) {
        if (!serves_whole()) return http::problem(request.id, http::Problem::damaged);
        give_up({ErrorCode::corrupt, error.what()});
        throw;
    } catch (const ViewError& error) {
        spdlog::error("request id={} status=500: the views cannot be read: {}", request.id, error.what());
        throw;
    } catch (const std::exception& error) {
        if (!serves_whole()) return http::problem(request.id, http::Problem::damaged);
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
    for (const auto& view : status) {
        s.views.push_back({view.name, 0, view.stopped, view.building.has_value()});
        s.views_stopped += view.stopped ? 1 : 0;
    }
    for (const auto& head : folder.log->heads()) {
        ++s.schools;
        s.records += head.size;
        for (std::size_t i = 0; i < status.size(); ++i) {
            s.views[i].behind += status[i].behind(head.school, head.size);
            s.views_behind = std::max(s.views_behind, status[i].behind(head.school, head.size));
        }
    }
    s.held = notifier ? notifier->held() : 0;
    s.release_latest_ms = notifier ? notifier->latest_ms() : 0;
    s.notifications = notifier ? notifier->notifications() : 0;
    s.outside = outside_metrics(outside);
    count_dead_letters(watched, clock.now(), s);
    const auto& counters = server.counters();
    s.http_connections = counters.connections.load();
    s.http_requests = counters.requests.load();
    s.http_refused = counters.refused.load();
    s.http_failed = counters.failed.load();
    s.http_streams = counters.streams.load();
    if (publisher) s.bus = bus_metrics(*publisher);
    if (webhooks) s.webhooks = webhooks->metrics();
    if (const auto newest = backups ? backups->newest() : std::nullopt) {
        s.backup_age_s = std::chrono::duration_cast<std::chrono::seconds>(clock.now() - *newest).count();
    }
    const auto seen = space.seen();
    s.disk_free_bytes = seen.left.free;
    s.disk_bytes = seen.left.total;
    s.disk_reserve_bytes = seen.need;
    s.disk_low = seen.state != SpaceState::roomy;
    s.disk_full = seen.state == SpaceState::full;
    s.disk_refused = seen.refused;
    s.ballast = seen.ballast;
    s.views_without_room = runner.stands_for_room();
    s.evidence = folder.serving == Serving::evidence;
    s.zone_data = zone_data.started_with();
    s.zone_data_changed = zone_data.changed();
    s.held_without_date = notifier ? notifier->held_without_date() : 0;
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

/// The views wake the event streams, the publisher and the webhooks: what they tell of is in the views by then.
Result<void> Daemon::Parts::publish() {
    runner.on_progress([this] {
        server.wake_streams();
        if (publisher) publisher->wake();
        if (webhooks) webhooks->wake();
    });
    runner.on_stop([](const ProjectionStatus& view) {
        spdlog::error("view {} stopped ({}): hometime views rebuild {} builds it anew", view.name, view.reason,
                      view.name.substr(0, view.name.find('@')));
    });
    if (auto published = publish_on_bus(); !published) return published;
    auto service = WebhookService::start(app, options.config, options.outside);
    if (!service) return tl::unexpected(service.error());
    webhooks = std::move(*service);
    return {};
}

Result<void> Daemon::Parts::publish_on_bus() {
    if (options.config.bus_events.empty()) return {};
    auto keys = load_bus_keys(options.config, options.bus_key_credential);
    if (!keys) return tl::unexpected(keys.error());
    bus::PublisherOptions how;
    how.endpoint = options.config.bus_events;
    how.replay = options.config.bus_replay;
    how.keys = std::move(*keys);
    how.high_water_mark = options.config.bus_high_water_mark;
    publisher = std::make_unique<bus::Publisher>(how, watched, *folder.views, clock);
    return publisher->start();
}

/// An account's row is written before its fact; a crash between the two leaves a row that nothing mentions.
void Daemon::Parts::sweep_orphans() {
    if (!space.admits(Matter::credentials)) return;  // At the next start.
    auto& accounts = folder.accounts;
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

void Daemon::Parts::make_backups() {
    backups = std::make_unique<Backups>(options.config.backup,
                                        Backups::Parts{DataFolder{options.config.data_dir}, *folder.writer, sequencer,
                                                       *folder.accounts, clock, options.kek_credential.has_value()});
    app.backups = backups.get();
}

/// Whoever writes asks the guard first, so that no write fails for want of room: a failed one ends the process.
void Daemon::Parts::ask_for_room() {
    sequencer.ask_for_room([this](const std::vector<Event>& facts) {
        return space.admits(concern_safety(facts) ? Matter::safety : Matter::facts);
    });
    runner.ask_for_room([this] { return space.admits(Matter::views); });
    folder.accounts->ask_for_room([this] { return space.admits(Matter::credentials); });
}

void Daemon::Parts::make_eraser() {
    const DataFolder names{options.config.data_dir};
    eraser.emplace(
        Eraser::Parts{*folder.writer, watched, sequencer, *folder.accounts, clock, app.random, names,
                      KekSource{options.kek_credential, names.kek()}, [this] { return space.admits(Matter::facts); }},
        [this](const Error& error) { give_up(error); });
    app.eraser = &*eraser;
    eraser->retire_destroyed();
}

/// Views, sequencer and notifier begin to work; or, where nothing is written, the views are made once.
Result<void> Daemon::Parts::follow() {
    if (!serves_whole()) {
        sequencer.refuse_everything(folder.serving == Serving::no_room ? Outcome{DiskFull{}} : Outcome{ReadOnly{}});
        runner.start_once();
        return {};
    }
    if (auto running = runner.start(); !running) return running;
    sequencer.start();
    if (!options.follow_time) return {};
    eraser->start();
    Channels channels;
    channels.inside.push_back(std::make_unique<InAppChannel>(
        [this](Position position, std::chrono::milliseconds timeout) { return runner.wait_for(position, timeout); }));
    for (auto& channel : reaching_out) {
        outside.push_back(channel.get());
        channels.outside.push_back(std::move(channel));
    }
    reaching_out.clear();
    notifier = std::make_unique<Notifier>(watched, tail, clock, port, std::move(channels));
    return notifier->start();
}

Daemon::Daemon(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Daemon::~Daemon() {
    stop();
}

Result<Daemon::Started> Daemon::start(DaemonOptions options, const Clock& clock, Random& random,
                                      std::function<void(const Error&)> on_fatal) {
    if (!options.disk) options.disk = disk_space_of(options.config.data_dir);
    const OpeningOptions how{options.config.data_dir, options.kek_credential, options.sessions, options.config.space,
                             options.disk};
    auto opened = options.evidence ? open_to_look(how, random) : open_folder(how, random);
    if (!opened) return tl::unexpected(opened.error());
    if (!opened->log) return Started{nullptr, std::move(opened->findings)};
    const bool whole = opened->serving == Serving::whole;
    const bool keys_open = opened->keys_open;
    if (whole && options.clock_limits) {
        const auto complaint = complain_of_clock(*options.clock_limits, clock.now(), newest_record(*opened->log));
        if (!complaint.empty()) return fail(ErrorCode::conflict, complaint);
    }
    if (whole) {
        auto recorded = record_restore(*opened->writer, DataFolder{options.config.data_dir}, clock);
        if (!recorded) return tl::unexpected(recorded.error());
    }
    auto parts = std::make_unique<Parts>(std::move(options), clock, random, std::move(*opened), std::move(on_fatal));
    if (!keys_open) parts->watched.keys_are_closed();
    if (whole) {
        parts->checkpoints.emplace(*parts->folder.writer, DataFolder{parts->options.config.data_dir});
        parts->space.look();
        parts->ask_for_room();
        parts->make_eraser();
        parts->sweep_orphans();
        parts->make_backups();
    }
    if (auto listening = parts->listen(); !listening) return tl::unexpected(listening.error());
    if (whole) {
        if (auto publishing = parts->publish(); !publishing) return tl::unexpected(publishing.error());
        auto outside = outside_channels(parts->app, parts->options.config, parts->options.outside);
        if (!outside) return tl::unexpected(outside.error());
        parts->reaching_out = std::move(*outside);
    }
    if (auto following = parts->follow(); !following) return tl::unexpected(following.error());
    parts->server.start();
    auto findings = parts->folder.findings;
    return Started{std::unique_ptr<Daemon>(new Daemon(std::move(parts))), std::move(findings)};
}

void Daemon::stop() {
    if (!parts_ || std::exchange(parts_->stopped, true)) return;
    if (parts_->webhooks) parts_->webhooks->finish();
    parts_->server.stop(kDrain);
    if (parts_->backups) parts_->backups->stop();
    if (parts_->notifier) parts_->notifier->stop();
    parts_->outside.clear();
    parts_->notifier.reset();  // What is on its way outside ends with it.
    if (parts_->eraser) parts_->eraser->stop();
    parts_->sequencer.stop();
    parts_->tail.stop();
    parts_->runner.stop();
    if (parts_->publisher) parts_->publisher->stop();
    if (parts_->webhooks) parts_->webhooks->stop();
    write_checkpoints();
}

void Daemon::write_checkpoints() {
    if (!parts_->checkpoints || !parts_->space.admits(Matter::credentials)) return;
    if (const auto written = parts_->checkpoints->write_changed(); !written) {
        spdlog::error("checkpoints could not be written, trying again: {}", written.error().detail);
    }
}

void Daemon::look_at_disk() {
    parts_->space.look();
    if (!parts_->serves_whole()) return;
    const auto seen = parts_->space.seen();
    const auto& database = std::as_const(*parts_->folder.log).database();
    database.keep_free(seen.left.free, seen.need);
    // As the disk fills up little is left in memory: the write-ahead log goes, and a start or a flush needs little
    // room.
    const bool helps = seen.state != SpaceState::roomy && seen.unflushed >= kWorthFlushing;
    if (!helps || seen.left.free < seen.unflushed + kLastReserve) return;
    if (const auto flushed = database.flush(); !flushed) parts_->give_up(flushed.error());
}

void Daemon::look_at_zone_data() {
    const auto version = parts_->zone_data.look(parts_->clock.monotonic());
    if (!version) return;
    const auto& mine = parts_->zone_data.started_with();
    if (parts_->zone_data.changed()) {
        spdlog::warn("the time zone data is {} now, and this process works with {}: start it again", *version, mine);
    } else {
        spdlog::info("the time zone data is {} again, which this process works with", mine);
    }
}

bool Daemon::could_start_anew() const {
    return parts_->folder.serving == Serving::no_room && parts_->space.seen().state != SpaceState::full;
}

Serving Daemon::serving() const {
    return parts_->folder.serving;
}

void Daemon::probe(std::function<void()> passed) {
    parts_->sequencer.probe(std::move(passed));
}

std::string Daemon::status_line() const {
    const auto s = parts_->snapshot();
    const auto now = parts_->mode();
    const std::string mode = now == Serving::whole ? "" : std::string(to_string(now)) + ": ";
    return mode + std::to_string(s.records) + " records, " + std::to_string(s.held) + " messages held, views " +
           std::to_string(s.views_behind) + " behind" +
           (s.views_stopped > 0 ? ", " + std::to_string(s.views_stopped) + " stopped" : "");
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
Result<void> Daemon::reload_subscribers() {
    if (!parts_->publisher || parts_->options.config.bus_subscribers.empty()) return {};
    auto read = read_bus_subscribers(parts_->options.config.bus_subscribers);
    if (!read) return tl::unexpected(read.error());
    return parts_->publisher->reload(std::move(*read));
}

Result<void> Daemon::reload_webhooks() {
    return parts_->webhooks ? parts_->webhooks->reload() : Result<void>{};
}

std::string Daemon::bus_replay_endpoint() const {
    return parts_->publisher ? parts_->publisher->replay_endpoint() : std::string();
}
std::string Daemon::bus_endpoint() const {
    return parts_->publisher ? parts_->publisher->endpoint() : std::string();
}
http::App& Daemon::app() {
    return parts_->app;
}

}  // namespace hometime
