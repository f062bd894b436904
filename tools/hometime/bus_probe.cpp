#include "tools/hometime/bus_probe.h"

#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "tools/common/exit.h"

namespace hometime::tools {

namespace {

namespace js = boost::json;

zmq::socket_t connect(zmq::context_t& context, zmq::socket_type type, const std::string& endpoint,
                      const BusProbe& probe, const bus::KeyPair& pair) {
    zmq::socket_t socket(context, type);
    auto secret = bus::to_z85(pair.secret.view());
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::ipv6, 1);
    socket.set(zmq::sockopt::rcvtimeo, static_cast<int>(probe.patience.count()));
    socket.set(zmq::sockopt::curve_serverkey, probe.server_key);
    socket.set(zmq::sockopt::curve_publickey, pair.public_key);
    socket.set(zmq::sockopt::curve_secretkey, secret);
    wipe(secret.data(), secret.size());
    socket.connect(endpoint);
    return socket;
}

js::object hello(zmq::socket_t& socket) {
    const std::string id(16, 't');
    for (const std::string& part : {std::string("R1"), std::string("HELLO"), id}) {
        socket.send(zmq::buffer(part), zmq::send_flags::sndmore);
    }
    socket.send(zmq::str_buffer(R"({"client":"hometime subscriber test"})"), zmq::send_flags::none);
    std::vector<zmq::message_t> frames;
    if (!zmq::recv_multipart(socket, std::back_inserter(frames)) || frames.size() < 4) {
        throw Failure(Exit::unavailable,
                      "the bus does not answer this key: is it running, has it read the subscriber's file "
                      "(systemctl reload hometimed), and is the server's key right?");
    }
    if (frames[1].to_string_view() != "OK") {
        throw Failure(Exit::unavailable, "the bus answers " + frames[3].to_string());
    }
    return js::parse(frames[3].to_string_view()).as_object();
}

/// The prefixes on which something came, until it came on all or it takes too long.
std::set<std::string> heard(zmq::socket_t& socket, const std::set<std::string>& streams,
                            std::chrono::milliseconds patience) {
    for (const auto& stream : streams) socket.set(zmq::sockopt::subscribe, stream);
    const auto until = std::chrono::steady_clock::now() + patience;
    std::set<std::string> all;
    while (all.size() < streams.size() && std::chrono::steady_clock::now() < until) {
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(socket, std::back_inserter(frames))) break;
        const auto topic = frames[0].to_string();
        all.insert(topic.substr(0, topic.rfind('/') + 1));
    }
    return all;
}

}  // namespace

js::object probe_bus(const BusProbe& probe, const bus::KeyPair& pair, const std::set<std::string>& streams) {
    try {
        zmq::context_t context(1);
        auto dealer = connect(context, zmq::socket_type::dealer, probe.replay, probe, pair);
        auto listed = hello(dealer).at("streams").as_object();
        auto sub = connect(context, zmq::socket_type::sub, probe.events, probe, pair);
        const auto live = heard(sub, streams, probe.patience);
        for (auto& [prefix, stream] : listed) stream.as_object()["live"] = live.contains(std::string(prefix));
        return {{"streams", listed}};
    } catch (const zmq::error_t& error) {
        throw Failure(Exit::usage, std::string("the bus cannot be asked: ") + error.what());
    }
}

}  // namespace hometime::tools
