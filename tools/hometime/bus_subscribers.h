// Who may hear the bus: keys, and the server's files about subscribers. These commands work on files, beside the
// daemon; what they change holds after `systemctl reload hometimed`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/hometime/shell.h"

namespace hometime::tools {

struct BusSubscriberOptions {
    std::filesystem::path folder = "/etc/hometimed/subscribers.d";
    std::string name;
    std::string public_key;
    std::vector<std::string> streams;  ///< "e1/sch_…/flow/", or "flow" of the school that --school names
    std::string until;
    std::string owner;
    std::string network;
    std::filesystem::path secret;  ///< a secret key's file
    std::string events = "tcp://127.0.0.1:5601";
    std::string replay = "tcp://127.0.0.1:5602";
    std::string server_key;
    double seconds = 10;  ///< how long `test` waits for each thing
};

/// Makes a pair: the secret into a new file, mode 0600, the public key onto the screen.
void subscriber_keygen(const Shell&, const BusSubscriberOptions&);
void subscriber_fingerprint(const Shell&, const BusSubscriberOptions&);
void subscriber_add(const Shell&, const BusSubscriberOptions&);
void subscriber_list(const Shell&, const BusSubscriberOptions&);
void subscriber_revoke(const Shell&, const BusSubscriberOptions&);
/// What a subscriber would be told: by its file, and with its secret key by asking the bus itself.
void subscriber_test(const Shell&, const BusSubscriberOptions&);

}  // namespace hometime::tools
