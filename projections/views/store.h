// The views on disk: a second RocksDB, disposable. It is never backed up and hardly ever synced: what a crash takes
// is folded again. A column family for the rows that serve of each view ("inbox@1"), and one for those that are being
// built ("inbox@2", or "inbox@1+" for the same version once more). Which one serves stands in a row of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "projections/views/sink.h"

namespace hometime {

/// How a store is opened. `beside`: read beside a running owner, as it stood then. `memory`: an owner's, empty, that
/// rests on no disk and ends with the process.
enum class ViewAccess : std::uint8_t { owner, beside, memory };

struct ViewStoreOptions {
    std::filesystem::path path;
    std::vector<ViewName> views;  ///< those to keep; the owner drops all others for good
    ViewAccess access = ViewAccess::owner;
    std::filesystem::path scratch;  ///< `beside` only: an own, empty folder
    /// Older versions whose rows this program can read: such rows serve until the version of `views` is built.
    std::vector<ViewName> readable{};
};

class ViewStore final : public ViewShelf {
public:
    /// The owner makes what is missing; a store that does not open as it was written, or was condemned, is made anew,
    /// empty (remade()), for the log is the truth.
    /// Errors: `unavailable` the disk refused; `busy` another process owns it; `permission`; `not_found` and
    /// `corrupt` only beside an owner.
    [[nodiscard]] static Result<std::unique_ptr<ViewStore>> open(const ViewStoreOptions& options);
    ~ViewStore() override;
    ViewStore(const ViewStore&) = delete;
    ViewStore& operator=(const ViewStore&) = delete;

    /// Any thread. Throws ViewError `view_unknown` for a view that is not kept here.
    [[nodiscard]] std::unique_ptr<ViewRows> read(const ViewName& view) const override;
    /// Any thread; not synced, and there after the process ends in whatever way.
    [[nodiscard]] Result<void> write(std::span<const ViewWrite> writes) override;
    [[nodiscard]] Result<void> clear(const ViewName& view) override;

    /// Without a write-ahead log: promote() puts it on disk first.
    [[nodiscard]] ViewSink& building() override;
    [[nodiscard]] Result<void> begin(const ViewName& view) override;
    [[nodiscard]] std::vector<ViewName> begun() const override;
    [[nodiscard]] Result<void> promote(std::span<const ViewName> views) override;
    [[nodiscard]] Result<void> abandon(const ViewName& view) override;
    [[nodiscard]] ViewName serving(const ViewName& view) const override;
    void condemn() override;

    /// The views whose rows are there in the version that was asked for: beside an owner perhaps fewer.
    [[nodiscard]] std::vector<ViewName> views() const;
    /// Damage was found at open, and everything starts from nothing.
    [[nodiscard]] bool remade() const;

private:
    struct Impl;
    explicit ViewStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime
