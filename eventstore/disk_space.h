// How much room a folder's disk has left: behind an interface, so that tests can fill a disk that is not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "eventstore/base/result.h"

namespace hometime {

/// Bytes of a file system, as an ordinary user may use them.
struct SpaceLeft {
    std::uint64_t free = 0;
    std::uint64_t total = 0;
};

/// Any thread.
class DiskSpace {
public:
    virtual ~DiskSpace() = default;
    /// Costs a system call of about a microsecond. Errors: `unavailable` the system does not say.
    [[nodiscard]] virtual Result<SpaceLeft> left() const = 0;
};

/// The disk that holds `folder`, which must be there.
[[nodiscard]] std::shared_ptr<const DiskSpace> disk_space_of(const std::filesystem::path& folder);

/// Whether `error` came of a full disk. Whoever met it has kept the system's own words.
[[nodiscard]] bool says_no_space(const Error& error);

}  // namespace hometime
