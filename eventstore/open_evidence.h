// Opening a data folder to look at it: damaged or whole, nothing in it changes.
#pragma once

#include <memory>

#include "eventstore/folder_lock.h"
#include "eventstore/open.h"
#include "eventstore/recovery.h"
#include "eventstore/rocks_reader.h"

namespace hometime {

struct EvidenceOutcome {
    FolderLock lock;  ///< shared: nobody may own the folder meanwhile
    /// Serves what is readable, each record checked. Unseals only with `keys_open`.
    std::unique_ptr<RocksReader> reader;
    Findings findings;  ///< what is not as it was acknowledged; empty: all of it is there
    bool keys_open = false;
    std::string keys_closed_because;  ///< a sentence for the operator; empty with `keys_open`
};

/// Opens the folder for reading: the database as it stands, or, where it does not open as it was written, what stands
/// before the damage; the key store where it and its key are there. Writes nothing, makes nothing. `random` must
/// outlive the outcome.
/// Errors: `not_found` there is no data folder; `busy` another process owns it; `corrupt` nothing of the database can
/// be read; `permission`; `unavailable` the disk refused.
[[nodiscard]] Result<EvidenceOutcome> open_evidence(const OpenOptions& options, Random& random);

}  // namespace hometime
