// How the bus's two sockets are set up. Source of the numbers: the bus contract, section 1.
#pragma once

#include <string>

#include "notifier/bus/curve.h"

namespace zmq {
class socket_t;
}

namespace hometime::bus {

/// To be called before bind.
void set_events_options(zmq::socket_t& socket, int high_water_mark);
void set_replay_options(zmq::socket_t& socket);
/// CURVE's server side. `domain`: "events" or "replay", what the gatekeeper is told. Without a gatekeeper nobody gets
/// in.
void set_server_key(zmq::socket_t& socket, const KeyPair& server, const std::string& domain);

}  // namespace hometime::bus
