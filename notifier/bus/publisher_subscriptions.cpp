// Who may subscribe to what.
#include "notifier/bus/publisher_impl.h"
#include "notifier/bus/self_test.h"

namespace hometime::bus {

/// True: more are waiting.
bool Publisher::Impl::subscriptions() {
    for (std::size_t turn = 0; turn < kReadTurn && !stopping.load(); ++turn) {
        zmq::message_t request;
        if (!events->socket().recv(request, zmq::recv_flags::dontwait)) return false;
        if (!subscription(request)) return true;
    }
    return true;
}

/// False: everybody was cut off, and what else was waiting has gone.
/// A grant counts for the peer whose subscription was read last. The socket keeps account of that by subscriptions and
/// their ends alone: behind anything else that a peer has sent, a grant would be another peer's. The first byte says
/// which it is. What ended with its connection says no more whose it was.
bool Publisher::Impl::subscription(const zmq::message_t& request) {
    const auto text = request.to_string();
    const auto user = options.keys ? property(request, "User-Id") : std::string(kAnybody);
    const bool begins = !text.empty() && text.front() == 1;
    const bool ends = !text.empty() && text.front() == 0;
    if (request.more() || (!begins && !ends)) {
        bar(user, "sent what is no subscription");
        return false;
    }
    const std::string topic = text.substr(1);
    if (ends) {
        if (outgoing.named(topic)) events->socket().set(zmq::sockopt::unsubscribe, topic);
        return true;
    }
    if (asks_too_much(request, user)) {
        bar(user, "asked for too many subscriptions");
        return false;
    }
    subscribe(request, user, topic);
    return true;
}

/// A descriptor may belong to a newer connection already; the end of the older one has been told by then.
bool Publisher::Impl::asks_too_much(const zmq::message_t& request, const std::string& user) {
    if (!options.keys || user == kCanary) return false;
    const int connection = connection_of(request);
    if (events->connections().may_ask(connection, user)) return false;
    while (events->endings().take(events->connections()) == kReadTurn) continue;
    return !events->connections().may_ask(connection, user);
}

void Publisher::Impl::subscribe(const zmq::message_t& request, const std::string& user, const std::string& topic) {
    if (user == kCanary && topic == kCanaryTopic) {
        events->socket().set(zmq::sockopt::subscribe, topic);
        send({topic, encode({FrameKind::heartbeat, 0, {}, 0, clock.now()}), {}});
        return;
    }
    const auto stream = outgoing.named(topic);
    if (!grants(request, user, topic, stream)) {
        counters.subscriptions_refused.fetch_add(1);
        count(user, [](SubscriberCounters& counted) { ++counted.subscriptions_refused; });
        return;
    }
    events->socket().set(zmq::sockopt::subscribe, topic);
    next_heartbeat[*stream] = Steady::now();
}

bool Publisher::Impl::grants(const zmq::message_t& request, const std::string& user, const std::string& topic,
                             const std::optional<Key>& stream) {
    if (!stream || !may(user, topic)) return false;
    if (!options.keys) return true;
    const bool admitted = events->connections().admits(connection_of(request), user);
    const auto now = connections_of(user);
    count(user, [&](SubscriberCounters& counted) { counted.connections = now; });
    return admitted;
}

bool Publisher::Impl::may(const std::string& user, const std::string& topic) const {
    if (!options.keys) return true;
    const auto* one = find_subscriber(subscribers, user);
    return one != nullptr && one->streams.contains(topic) && !has_expired(*one, clock.now());
}

}  // namespace hometime::bus
