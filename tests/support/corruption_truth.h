// What a data folder says when nothing is wrong with it, to hold a damaged one against.
#pragma once

#include "eventstore/recovery.h"
#include "projections/views/store.h"
#include "tests/support/corruptions.h"

namespace hometime::test {

class FolderTruth {
public:
    /// Adds views and accounts to the log in `folder`, and reads all of it.
    void fill(const std::filesystem::path& folder, Random& random, const Ledger& ledger);
    /// Opens the part of `folder` that a file of `kind` belongs to, and reads all of it. `why`: the words of a refusal,
    /// or what is silently wrong.
    [[nodiscard]] Fate fate_of(const std::string& kind, const std::filesystem::path& folder, Random& random,
                               std::string& why) const;

private:
    /// By name: each thing that can be read. A thing that cannot be read is nullopt.
    using Things = std::map<std::string, std::optional<std::string>>;
    [[nodiscard]] static Things things_of(const RocksLog& log, const Ledger& ledger);
    [[nodiscard]] static Fate compare(const Things& wanted, const Things& there, std::string& why);
    [[nodiscard]] Fate fate_of_log(const std::filesystem::path& folder, Random& random, std::string& why) const;
    [[nodiscard]] Fate fate_of_views(const std::filesystem::path& folder, std::string& why) const;
    [[nodiscard]] Fate fate_of_accounts(const std::filesystem::path& folder, Random& random, std::string& why) const;
    [[nodiscard]] Fate fate_of_checkpoints(const std::filesystem::path& folder, std::string& why) const;
    /// What the views say once they have caught up with the log, as they do at each start. nullopt: they cannot.
    [[nodiscard]] std::optional<Things> views_of(ViewStore& store) const;
    void fill_accounts(const std::filesystem::path& folder, Random& random);

    Ledger ledger_;
    TempDir intact_{"hometime-intact"};
    std::unique_ptr<RocksLog> log_open_;  ///< of the folder as it should be, for the views to catch up with
    Things log_;
    Things views_;
    Things accounts_;
    std::vector<SignedSize> checkpoints_;
};

}  // namespace hometime::test
