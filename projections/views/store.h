// The views on disk: a second RocksDB, disposable. It is never backed up and never synced: what a crash takes
// is folded again. One column family per projection version ("inbox@1").
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "projections/views/sink.h"

namespace hometime {

/// How a store is opened. `beside`: read beside a running owner, as it stood then.
enum class ViewAccess : std::uint8_t { owner, beside };

struct ViewStoreOptions {
    std::filesystem::path path;
    std::vector<ViewName> views;  ///< those to keep; the owner drops all others for good
    ViewAccess access = ViewAccess::owner;
    std::filesystem::path scratch;  ///< `beside` only: an own, empty folder
};

class ViewStore final : public ViewSink {
public:
    /// The owner makes what is missing; a store that does not open as it was written is made anew, empty
    /// (remade()), for the log is the truth.
    /// Errors: `unavailable` the disk refused; `busy` another process owns it; `permission`; `not_found` and
    /// `corrupt` only beside an owner.
    [[nodiscard]] static Result<std::unique_ptr<ViewStore>> open(const ViewStoreOptions& options);
    ~ViewStore() override;
    ViewStore(const ViewStore&) = delete;
    ViewStore& operator=(const ViewStore&) = delete;

    /// Any thread. Throws ViewError `view_unknown` for a view that is not kept here.
    [[nodiscard]] std::unique_ptr<ViewRows> read(const ViewName& view) const override;
    /// Any thread; not synced.
    [[nodiscard]] Result<void> write(std::span<const ViewWrite> writes) override;
    [[nodiscard]] Result<void> clear(const ViewName& view) override;

    /// The views that are there: beside an owner perhaps fewer than were asked for.
    [[nodiscard]] std::vector<ViewName> views() const;
    /// Damage was found at open, and everything starts from nothing.
    [[nodiscard]] bool remade() const;

private:
    struct Impl;
    explicit ViewStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime
