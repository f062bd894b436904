// The views of a data folder, held to the log that they were folded from.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "eventstore/audit.h"
#include "projections/views/store.h"

namespace hometime::tools {

class KeptViews {
public:
    /// The views as they stand now. Beside a running daemon: open them before the log, which then holds at least what
    /// they have come to. A folder without views has none; views that cannot be read are a difference, told by
    /// compare(). Errors: `unavailable` no temporary folder can be made.
    [[nodiscard]] static Result<KeptViews> open(const std::filesystem::path& data_folder);

    /// Views are disposable; those that are there must be what `log` folds into, as far as they have come. Empty: so
    /// it is; else the first difference. `compared` counts them. Errors: those of the log.
    [[nodiscard]] Result<std::string> compare(const RocksReader& log, std::uint64_t& compared) const;

private:
    std::optional<ScratchFolder> scratch_;  ///< first, so that it goes last
    std::unique_ptr<ViewStore> store_;      ///< null: there are none, or they cannot be read
    std::string unreadable_;
};

}  // namespace hometime::tools
