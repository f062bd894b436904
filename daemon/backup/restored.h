// A folder that came back from a backup says so in every log before anybody uses it: a new epoch begins.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/data_folder.h"
#include "eventstore/file.h"
#include "eventstore/log.h"

namespace hometime {

/// What one school's log has yet to say.
struct RestoredLog {
    SchoolId school;
    Uuid epoch;
    std::uint64_t size = 0;                   ///< records that came back
    std::string root;                         ///< hex
    std::optional<std::uint64_t> known_size;  ///< records that it is known to have had, where that is more
    /// How many of them are lost, as far as anybody knows.
    [[nodiscard]] std::uint64_t lost() const { return known_size ? *known_size - size : 0; }
};
BOOST_DESCRIBE_STRUCT(RestoredLog, (), (school, epoch, size, root, known_size))

/// "sch_7Q2K9DAB records 41 to 64 are lost". Only where some are.
[[nodiscard]] std::string what_is_lost(const RestoredLog& log);

struct RestoredFolder {
    std::uint32_t version = 1;
    std::string backup;
    std::vector<RestoredLog> schools;
};
BOOST_DESCRIBE_STRUCT(RestoredFolder, (), (version, backup, schools))

/// Leaves word in the folder, durably, before its HEAD is there: from then on no start passes it over.
[[nodiscard]] Result<void> leave_word(FileSystem& files, const DataFolder& folder, const RestoredFolder& restored);

/// Records a LogRestored in each log that the folder's word names, through the ordinary commit, and then removes the
/// word. Does nothing where there is none; a start that died in between is simply repeated. Nobody else may use `log`
/// meanwhile.
/// Errors: `corrupt` the word cannot be read, or a log is not as it says; `unavailable`: stop.
[[nodiscard]] Result<void> record_restore(EventLog& log, const DataFolder& folder, const Clock& clock,
                                          FileSystem& files = posix_files());

}  // namespace hometime
