// Who may hear and ask what: one file for each subscriber, in the form of a CurveZMQ certificate with our own metadata.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eventstore/base/result.h"
#include "eventstore/base/time.h"
#include "projections/streams.h"

namespace hometime::bus {

/// Bounds of the folder and of one file; what is beyond is an error.
inline constexpr std::size_t kSubscribersMax = 256;
inline constexpr std::size_t kStreamsMax = 64;

/// Addresses that begin with the same bits: "10.1.0.0/16", "fd00::/8", or one address.
struct Network {
    std::string bytes;  ///< 4 or 16, in network order
    unsigned bits = 0;
    friend bool operator==(const Network&, const Network&) = default;
};
[[nodiscard]] std::optional<Network> parse_network(std::string_view text);
/// Whether an address, as text, lies in it. IPv4 in IPv6 form is IPv4.
[[nodiscard]] bool contains(const Network& network, std::string_view address);

struct Subscriber {
    std::string name;               ///< letters, digits and '-', at most 40; the file's name without ".zpl"
    std::string public_key;         ///< Z85
    std::set<std::string> streams;  ///< "e1/<school>/<stream>/"
    LocalDate until{};              ///< the last day, UTC, on which it may connect
    std::string owner;              ///< who answers for it, and under which agreement
    std::optional<Network> network;
    friend bool operator==(const Subscriber&, const Subscriber&) = default;
};
/// Whether a last day is over: from the midnight, UTC, behind it.
[[nodiscard]] bool is_over(LocalDate last_day, UtcTime now);
/// Whether its time has passed.
[[nodiscard]] bool has_expired(const Subscriber& subscriber, UtcTime now);

/// By name. A small list: it is looked through from end to end.
using Subscribers = std::vector<Subscriber>;
[[nodiscard]] const Subscriber* find_subscriber(const Subscribers& subscribers, std::string_view name);
/// Whether somebody may do less after the change than before.
[[nodiscard]] bool is_narrowed(const Subscribers& before, const Subscribers& after);

/// One thing wrong with one file, in the form that editors jump to.
struct SubscriberError {
    std::filesystem::path file;
    std::uint32_t line = 0;  ///< 0: the file as a whole
    std::uint32_t column = 0;
    std::string message;
};
/// "FILE:LINE:COLUMN: error: …".
[[nodiscard]] std::string to_string(const SubscriberError& error);

struct SubscribersRead {
    Subscribers subscribers;
    std::vector<SubscriberError> errors;  ///< not empty: none of them counts
};
/// Reads one file; `stem`: its name without ".zpl".
[[nodiscard]] SubscribersRead parse_subscriber(std::string_view text, const std::filesystem::path& file);
/// Reads every *.zpl of a folder, all of them before any counts. Other files are left alone.
[[nodiscard]] SubscribersRead read_subscribers(const std::filesystem::path& folder);

/// The file of a subscriber, as parse_subscriber() reads it.
[[nodiscard]] std::string to_zpl(const Subscriber& subscriber, std::string_view network = {});
[[nodiscard]] bool is_subscriber_name(std::string_view name);
/// What "e1/sch_7Q2K9DAB/flow/" names, written exactly so; nullopt: nothing.
[[nodiscard]] std::optional<std::pair<SchoolId, Stream>> parse_stream_prefix(std::string_view text);

}  // namespace hometime::bus
