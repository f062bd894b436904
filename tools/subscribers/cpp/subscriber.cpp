#include "tools/subscribers/cpp/subscriber.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <map>
#include <random>
#include <stdexcept>
#include <thread>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "tools/subscribers/cpp/wire.h"

namespace hometime_subscriber {

namespace {

namespace js = boost::json;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kAnswer{2000};
constexpr int kTries = 3;
constexpr std::chrono::seconds kSlow{60};     ///< so far behind,
constexpr std::chrono::seconds kSlowFor{60};  ///< for so long
constexpr std::size_t kSnails = 3;
constexpr std::chrono::minutes kSnailWindow{10};

/// These sockets are of no more use: new ones, and from the beginning.
struct Reconnect : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// Events come faster than they are applied: live mode makes it worse.
struct Snail : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct Fatal : std::runtime_error {
    Fatal(Ended how, const std::string& words) : std::runtime_error(words), ended(how) {}
    Ended ended;
};
struct Refused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct Buffered {
    Header header;
    std::string body;
};

struct Stream {
    std::string prefix;
    Position at;
    std::uint64_t target = 0;  ///< the highest number that we know of
    std::map<std::uint64_t, Buffered> buffer;
    Clock::time_point heard;  ///< when the last frame came
    Clock::time_point moved;  ///< when it last went on
    bool live = false;

    [[nodiscard]] std::uint64_t first_buffered() const { return buffer.empty() ? target + 1 : buffer.begin()->first; }
};

std::vector<std::string> texts_of(const std::vector<zmq::message_t>& frames) {
    std::vector<std::string> texts;
    for (const auto& frame : frames) texts.push_back(frame.to_string());
    return texts;
}

std::uint64_t number_of(const js::value& value) {
    return value.is_uint64() ? value.get_uint64() : static_cast<std::uint64_t>(value.as_int64());
}

/// The event of a body whose number is the header's; nullopt: it cannot be understood.
std::optional<js::object> read_body(const Buffered& taken) {
    boost::system::error_code wrong;
    const auto value = js::parse(taken.body, wrong);
    if (wrong || !value.is_object()) return std::nullopt;
    const auto* sequence = value.get_object().if_contains("sequence");
    if (sequence == nullptr || !sequence->is_string()) return std::nullopt;
    const std::string digits(sequence->get_string());
    const auto number = std::to_string(taken.header.seq);
    if (digits.size() < number.size() || digits != std::string(digits.size() - number.size(), '0') + number) {
        return std::nullopt;
    }
    return value.get_object();
}

}  // namespace

struct Subscriber::Impl {
    Impl(Options given, Effects& given_effects, Say given_say, std::atomic<bool>& given_stopped)
        : options(std::move(given)), effects(given_effects), say(std::move(given_say)), stopped(given_stopped) {
        for (const auto& prefix : options.streams) streams[prefix].prefix = prefix;
    }

    using Take = std::function<void(Buffered)>;
    Ended run();
    void session();
    [[nodiscard]] zmq::socket_t connect(zmq::socket_type type, const std::string& endpoint);
    void learn();
    void snapshot(Stream& stream);
    void join();
    void live();
    void repair(Stream& stream);
    std::uint64_t replay(Stream& stream, std::uint64_t to);
    void catch_up(const std::string& why);
    void drain(Stream& stream);
    void apply(Stream& stream, const Buffered& taken);
    void take_frames(const std::vector<zmq::message_t>& frames);
    void watch_lag(const Header& header);
    [[nodiscard]] bool wait(milliseconds patience, bool for_answer = false);
    js::object ask(const std::string& verb, js::object body, const Take& take = {});
    std::optional<js::object> ask_once(const std::string& verb, const js::object& body, const Take& take);
    void refused(const js::object& answer);
    void tell(const js::object& what) const {
        if (say) say(what);
    }
    [[nodiscard]] bool going() const { return !stopped.load(); }

    Options options;
    Effects& effects;
    Say say;
    std::atomic<bool>& stopped;
    zmq::context_t context{1};
    zmq::socket_t events;
    zmq::socket_t requests;
    std::map<std::string, Stream> streams;
    milliseconds heartbeat{5000};
    std::optional<Clock::time_point> slow_since;
    std::deque<Clock::time_point> snails;
    std::mt19937_64 random{std::random_device{}()};
};

Subscriber::Subscriber(Options options, Effects& effects, Say say)
    : impl_(std::make_unique<Impl>(std::move(options), effects, std::move(say), stopped_)) {}

Subscriber::~Subscriber() = default;

Ended Subscriber::run() {
    return impl_->run();
}

// -- Life: sessions, one after another -----------------------------------------------------------------------------

Ended Subscriber::Impl::run() {
    while (going()) {
        try {
            session();
        } catch (const Fatal& fatal) {
            tell({{"fatal", fatal.what()}});
            return fatal.ended;
        } catch (const Reconnect& reason) {
            tell({{"reconnect", reason.what()}});
        } catch (const Refused& reason) {
            tell({{"reconnect", reason.what()}});
        }
        events.close();
        requests.close();
        if (going()) std::this_thread::sleep_for(milliseconds(50 + random() % 250));
    }
    return Ended::stopped;
}

void Subscriber::Impl::session() {
    requests = connect(zmq::socket_type::dealer, options.replay);
    learn();
    while (going()) {
        try {
            join();
            live();
        } catch (const Snail& reason) {
            catch_up(reason.what());
        }
    }
}

zmq::socket_t Subscriber::Impl::connect(zmq::socket_type type, const std::string& endpoint) {
    zmq::socket_t socket(context, type);
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::ipv6, 1);
    socket.set(zmq::sockopt::sndtimeo, 0);  // What cannot leave at once is a reason for new sockets, not to wait.
    if (!options.server_key.empty()) {
        std::array<char, 41> open{};
        if (zmq_curve_public(open.data(), options.secret_key.c_str()) != 0) throw zmq::error_t();
        socket.set(zmq::sockopt::curve_serverkey, options.server_key);
        socket.set(zmq::sockopt::curve_publickey, std::string(open.data(), 40));
        socket.set(zmq::sockopt::curve_secretkey, options.secret_key);
    }
    socket.connect(endpoint);
    return socket;
}

// -- Step 1: where the server is -----------------------------------------------------------------------------------

void Subscriber::Impl::learn() {
    const auto hello = ask("HELLO", {{"client", options.client}});
    heartbeat = milliseconds(static_cast<std::int64_t>(hello.at("heartbeat_s").to_number<double>() * 1000));
    for (auto& [prefix, stream] : streams) {
        const auto* there = hello.at("streams").as_object().if_contains(prefix);
        if (there == nullptr) throw Reconnect(prefix + " is not granted");
        const auto last = number_of(there->at("last"));
        const std::string epoch(there->at("epoch").as_string());
        const auto known = effects.position(prefix);
        stream.buffer.clear();
        stream.target = last;
        if (known) {
            stream.at = *known;
        } else if (!options.from_now_on) {
            stream.at = {};
        } else if (stream.at.epoch != epoch) {
            stream.at = {epoch, last};
        }
        if (stream.at.epoch != epoch) {
            snapshot(stream);
        } else if (stream.at.applied > last) {
            throw Fatal(Ended::server_is_older, prefix +
                                                    ": the server has less than was seen, in the same epoch: it was "
                                                    "brought back from an older state");
        }
    }
}

void Subscriber::Impl::snapshot(Stream& stream) {
    js::array items;
    js::value cursor;
    std::optional<Position> at;
    do {
        const auto end = ask("SNAPSHOT", {{"stream", stream.prefix}, {"cursor", cursor}},
                             [&](const Buffered& taken) { items.push_back(js::parse(taken.body)); });
        const std::string epoch(end.at("epoch").as_string());
        if (at && at->epoch != epoch) throw Reconnect("another epoch in the midst of a snapshot");
        if (!at) at = Position{epoch, number_of(end.at("seq"))};
        cursor = end.at("cursor");
        stream.target = std::max(at->applied, number_of(end.at("last")));
    } while (!cursor.is_null());
    effects.reset(stream.prefix, *at, items);
    stream.at = *at;
    stream.buffer.clear();
    tell({{"snapshot", stream.prefix}, {"seq", at->applied}, {"items", items.size()}});
}

// -- Steps 2 and 3: subscribe, wait until it is live, fill what is missing -----------------------------------------

void Subscriber::Impl::join() {
    events = connect(zmq::socket_type::sub, options.events);
    for (auto& [prefix, stream] : streams) {
        stream.live = false;
        events.set(zmq::sockopt::subscribe, prefix);
    }
    const auto all_live = [&] {
        return std::all_of(streams.begin(), streams.end(), [](const auto& one) { return one.second.live; });
    };
    const auto end = Clock::now() + std::max(2 * heartbeat, milliseconds(1000));
    while (going() && !all_live()) {
        if (Clock::now() > end) throw Reconnect("no frame on every stream in time");
        std::ignore = wait(milliseconds(100));
    }
    for (auto& [prefix, stream] : streams) repair(stream);
    js::array names;
    for (const auto& [prefix, stream] : streams) names.emplace_back(prefix);
    tell({{"live", names}});
}

// -- Steps 4 to 7 --------------------------------------------------------------------------------------------------

void Subscriber::Impl::live() {
    while (going()) {
        std::ignore = wait(milliseconds(200));
        const auto now = Clock::now();
        for (auto& [prefix, stream] : streams) {
            drain(stream);
            const bool hole = !stream.buffer.empty();
            const bool tail = stream.at.applied < stream.target && now - stream.moved > milliseconds(1000);
            if (hole || tail) {
                tell({{"gap", prefix}, {"from", stream.at.applied + 1}, {"to", stream.first_buffered() - 1}});
                repair(stream);
            }
            if (now - stream.heard > std::max(3 * heartbeat, milliseconds(1000)))
                throw Reconnect(prefix + " is silent");
        }
    }
}

/// Asks for what is missing until everything that we know of is applied.
void Subscriber::Impl::repair(Stream& stream) {
    drain(stream);
    while (stream.at.applied < stream.target && going()) {
        const auto to = stream.first_buffered() - 1;
        if (to > stream.at.applied) std::ignore = replay(stream, to);
        drain(stream);
    }
}

/// One batch. Returns the server's last number.
std::uint64_t Subscriber::Impl::replay(Stream& stream, std::uint64_t to) {
    try {
        const auto end =
            ask("REPLAY",
                {{"stream", stream.prefix}, {"epoch", stream.at.epoch}, {"from", stream.at.applied + 1}, {"to", to}},
                [&](const Buffered& taken) {
                    if (taken.header.seq == stream.at.applied + 1) apply(stream, taken);
                });
        return number_of(end.at("last"));
    } catch (const Refused& refused) {
        const std::string_view error = refused.what();
        if (error != "EPOCH" && error != "GONE") throw;
        snapshot(stream);
        return stream.target;
    }
}

void Subscriber::Impl::catch_up(const std::string& why) {
    const auto now = Clock::now();
    std::erase_if(snails, [&](Clock::time_point at) { return now - at > kSnailWindow; });
    snails.push_back(now);
    tell({{"snail", why}, {"times", snails.size()}});
    if (snails.size() >= kSnails) throw Fatal(Ended::too_slow, "too slow, three times in ten minutes");
    events.close();
    slow_since.reset();
    for (auto& [prefix, stream] : streams) {
        stream.buffer.clear();
        auto last = stream.target;
        while (stream.at.applied < last && going()) last = replay(stream, last);
        stream.target = last;
    }
}

// -- Events --------------------------------------------------------------------------------------------------------

void Subscriber::Impl::drain(Stream& stream) {
    while (!stream.buffer.empty() && stream.buffer.begin()->first <= stream.at.applied + 1) {
        const auto taken = stream.buffer.extract(stream.buffer.begin());
        if (taken.key() > stream.at.applied) apply(stream, taken.mapped());
    }
}

void Subscriber::Impl::apply(Stream& stream, const Buffered& taken) {
    const Position next{stream.at.epoch, taken.header.seq};
    if (const auto event = read_body(taken)) {
        effects.event(stream.prefix, next, *event, (taken.header.flags & kTombstone) != 0);
    } else {
        effects.dead(stream.prefix, next, {taken.body});
    }
    stream.at = next;
    stream.moved = Clock::now();
}

void Subscriber::Impl::take_frames(const std::vector<zmq::message_t>& frames) {
    const auto topic = frames[0].to_string();
    const auto found = streams.find(topic.substr(0, topic.rfind('/') + 1));
    if (found == streams.end()) return;
    auto& stream = found->second;
    const auto header = frames.size() >= 3 ? read_header(frames[1].to_string_view()) : std::nullopt;
    if (!header) return effects.dead(stream.prefix, stream.at, texts_of(frames));
    if (header->epoch != stream.at.epoch) throw Reconnect(stream.prefix + " goes on in another epoch");
    stream.heard = Clock::now();
    stream.live = true;
    if (header->seq > stream.target) {
        if (stream.at.applied == stream.target) stream.moved = stream.heard;
        stream.target = header->seq;
    }
    if (header->kind == Kind::event && header->seq > stream.at.applied) {
        stream.buffer[header->seq] = {*header, frames[2].to_string()};
        watch_lag(*header);
    }
    std::size_t buffered = 0;
    for (const auto& [prefix, one] : streams) buffered += one.buffer.size();
    if (buffered > options.buffer) throw Snail("the buffer is full");
}

void Subscriber::Impl::watch_lag(const Header& header) {
    const auto wall = std::chrono::system_clock::now().time_since_epoch();
    const auto sent = std::chrono::microseconds(header.sent_us);
    if (wall - sent <= kSlow) {
        slow_since.reset();
    } else if (!slow_since) {
        slow_since = Clock::now();
    } else if (Clock::now() - *slow_since > kSlowFor) {
        throw Snail("a minute behind for a minute");
    }
}

// -- Sockets -------------------------------------------------------------------------------------------------------

/// Serves the SUB socket, which must be called into all the time. True: an answer is there.
bool Subscriber::Impl::wait(milliseconds patience, bool for_answer) {
    std::vector<zmq::pollitem_t> items;
    if (events) items.push_back({events.handle(), 0, ZMQ_POLLIN, 0});
    if (for_answer) items.push_back({requests.handle(), 0, ZMQ_POLLIN, 0});
    const auto ready = zmq_poll(items.data(), static_cast<int>(items.size()), static_cast<long>(patience.count()));
    if (ready < 0 && zmq_errno() != EINTR) throw zmq::error_t();  // A signal: whoever waits looks whether to stop.
    for (int taken = 0; events && taken < 1000; ++taken) {
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(events, std::back_inserter(frames), zmq::recv_flags::dontwait)) break;
        take_frames(frames);
    }
    return for_answer && (items.back().revents & ZMQ_POLLIN) != 0;
}

/// One request; hands what comes with a header to `take`. All but HELLO are asked again on silence: they only read.
js::object Subscriber::Impl::ask(const std::string& verb, js::object body, const Take& take) {
    for (int attempt = 0; attempt < (verb == "HELLO" ? 1 : kTries); ++attempt) {
        std::vector<Buffered> page;  // A snapshot's items count once its page has come to its end.
        const Take gather = [&](Buffered item) { page.push_back(std::move(item)); };
        auto answer = ask_once(verb, body, verb == "SNAPSHOT" ? gather : take);
        if (!going()) throw Reconnect("stopping");
        if (answer && !answer->contains("error")) {
            for (auto& item : page) take(std::move(item));
            return std::move(*answer);
        }
        if (answer) refused(*answer);
        if (verb != "REPLAY") continue;
        const auto from = streams.at(std::string(body.at("stream").as_string())).at.applied + 1;
        if (from > number_of(body.at("to"))) return {{"next", from}, {"last", body.at("to")}};
        body["from"] = from;
    }
    throw Reconnect("no answer to " + verb);
}

std::optional<js::object> Subscriber::Impl::ask_once(const std::string& verb, const js::object& body,
                                                     const Take& take) {
    std::string request(16, '\0');
    for (auto& byte : request) byte = static_cast<char>(random());
    const auto text = js::serialize(body);
    const std::string_view frames_out[] = {"R1", verb, request, text};
    for (const auto& part : frames_out) {
        const bool last = &part == std::end(frames_out) - 1;
        const auto sent = requests.send(zmq::buffer(part), last ? zmq::send_flags::none : zmq::send_flags::sndmore);
        if (!sent) throw Reconnect("nothing can be asked any more");
    }
    auto end = Clock::now() + kAnswer;
    while (Clock::now() < end && going()) {
        if (!wait(milliseconds(100), true)) continue;
        std::vector<zmq::message_t> frames;
        while (zmq::recv_multipart(requests, std::back_inserter(frames), zmq::recv_flags::dontwait)) {
            const auto texts = texts_of(frames);
            frames.clear();
            if (texts.size() < 4 || texts[0] != "R1" || texts[2] != request) continue;
            end = Clock::now() + kAnswer;
            if (texts[1] != "EV" && texts[1] != "ST") return js::parse(texts[3]).as_object();
            const auto header = texts.size() > 4 ? read_header(texts[3]) : std::nullopt;
            if (header && take) take({*header, texts[4]});
        }
    }
    return std::nullopt;
}

/// Returns when it may be asked again; otherwise throws what follows from the error.
void Subscriber::Impl::refused(const js::object& answer) {
    const std::string error(answer.at("error").as_string());
    if (error == "BUSY") {
        const auto* retry = answer.if_contains("retry_ms");
        const auto end = Clock::now() + milliseconds(retry != nullptr ? number_of(*retry) : 100);
        while (Clock::now() < end && going()) std::ignore = wait(milliseconds(20));
        return;
    }
    if (error == "DENIED") throw Reconnect("denied");
    if (error == "VERSION" || error == "BAD") throw Fatal(Ended::not_understood, "the server answers " + error);
    throw Refused(error);
}

}  // namespace hometime_subscriber
