// How far a receiver has come, as a small file keeps it between two starts. It is no part of the log, and no backup
// holds it.
#pragma once

#include <boost/describe.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/ids.h"
#include "eventstore/base/result.h"
#include "eventstore/base/time.h"
#include "eventstore/file.h"

namespace hometime::webhook {

/// Of one stream.
struct Place {
    std::string stream;          ///< "e1/<school>/<stream>/"
    std::optional<Uuid> epoch;   ///< of the log in which `number` is; absent: nothing was looked at yet
    std::uint64_t number = 0;    ///< the last event that counts as sent
    Sequence silent;             ///< facts up to here count as sent, whenever the view comes to them
    bool epoch_changed = false;  ///< the receiver has to be told that `epoch` is a new one
    friend bool operator==(const Place&, const Place&) = default;
};
BOOST_DESCRIBE_STRUCT(Place, (), (stream, epoch, number, silent, epoch_changed))

/// What was tried, and not taken yet. All else waits behind it.
struct Failing {
    std::string stream;
    std::uint32_t attempts = 0;  ///< that were made, at least 1
    UtcTime next_at;
};
BOOST_DESCRIBE_STRUCT(Failing, (), (stream, attempts, next_at))

struct SwitchedOff {
    UtcTime since;
    std::string why;
    bool told = false;  ///< the owner was told, or is not going to be
};
BOOST_DESCRIBE_STRUCT(SwitchedOff, (), (since, why, told))

struct ReceiverState {
    std::vector<Place> places;
    std::optional<Failing> failing;
    std::optional<UtcTime> last_success;
    std::optional<SwitchedOff> off;
};
BOOST_DESCRIBE_STRUCT(ReceiverState, (), (places, failing, last_success, off))

/// Longest file that is read, bytes: 64 places are 16 KiB.
inline constexpr std::size_t kStateBytesMax = std::size_t{64} * 1024;

/// Errors: as read_file(); `corrupt` it is not what write_state() writes.
[[nodiscard]] Result<ReceiverState> read_state(FileSystem& files, const std::filesystem::path& file);
/// The old state or the new is there after any crash. Makes the folder. Errors: `unavailable`, `permission`.
[[nodiscard]] Result<void> write_state(FileSystem& files, const std::filesystem::path& file,
                                       const ReceiverState& state);

}  // namespace hometime::webhook
