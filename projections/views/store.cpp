#include "projections/views/store.h"

#include <fstream>

#include "projections/views/families.h"

namespace hometime {

namespace {

/// In the folder: what is beside it is damaged.
constexpr const char* kCondemned = "CONDEMNED";

rocksdb::Slice slice(std::string_view text) {
    return {text.data(), text.size()};
}
std::string_view text(const rocksdb::Slice& slice) {
    return {slice.data(), slice.size()};
}

tl::unexpected<Error> failed(const rocksdb::Status& status) {
    return tl::unexpected<Error>(view_error(status));
}
Result<void> result_of(const rocksdb::Status& status, const ViewName& view) {
    if (status.IsNotFound()) return fail(ErrorCode::not_found, "view " + to_string(view) + " is not kept here");
    if (!status.ok()) return failed(status);
    return {};
}

class Rows final : public ViewRows {
public:
    /// `moving`: the database is written meanwhile, so this moment of it is held. A reader beside the owner
    /// stands still by itself and has no snapshots.
    Rows(rocksdb::DB& db, ViewFamilyPtr family, bool moving)
        : db_(db), family_(std::move(family)), snapshot_(moving ? db.GetSnapshot() : nullptr) {}
    ~Rows() override {
        if (snapshot_ != nullptr) db_.ReleaseSnapshot(snapshot_);
    }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    [[nodiscard]] std::optional<std::string> get(std::string_view key) const override {
        std::string value;
        const auto status = db_.Get(options(), family_->handle(), slice(key), &value);
        if (status.IsNotFound()) return std::nullopt;
        if (!status.ok()) throw ViewError("view_unreadable");
        return value;
    }
    void scan(std::string_view begin, std::string_view end, Direction direction, const Visit& visit) const override {
        const auto lower = slice(begin);
        const auto upper = slice(end);
        auto bounded = options();
        if (!begin.empty()) bounded.iterate_lower_bound = &lower;
        if (!end.empty()) bounded.iterate_upper_bound = &upper;
        const std::unique_ptr<rocksdb::Iterator> row(db_.NewIterator(bounded, family_->handle()));
        const bool forward = direction == Direction::forward;
        for (forward ? row->SeekToFirst() : row->SeekToLast(); row->Valid(); forward ? row->Next() : row->Prev()) {
            if (!visit(text(row->key()), text(row->value()))) return;
        }
        if (!row->status().ok()) throw ViewError("view_unreadable");
    }

private:
    [[nodiscard]] rocksdb::ReadOptions options() const {
        rocksdb::ReadOptions options;
        options.snapshot = snapshot_;
        return options;
    }

    rocksdb::DB& db_;
    ViewFamilyPtr family_;
    const rocksdb::Snapshot* snapshot_;
};

/// Which of a view's two families is meant.
using Which = ViewFamilyPtr ViewPlaces::*;

std::unique_ptr<ViewRows> read_from(ViewFamilies& families, const ViewName& view, Which which) {
    const auto places = families.find(view);
    if (!places || !((*places).*which)) throw ViewError("view_unknown");
    return std::make_unique<Rows>(families.db(), (*places).*which, families.is_owner());
}

Result<void> write_to(ViewFamilies& families, std::span<const ViewWrite> writes, Which which, bool logged) {
    rocksdb::WriteBatch batch;
    for (const auto& write : writes) {
        const auto places = families.find(write.view);
        if (!places || !((*places).*which)) return result_of(rocksdb::Status::NotFound(), write.view);
        auto* family = ((*places).*which)->handle();
        for (const auto& [key, value] : *write.rows) {
            const auto status = value ? batch.Put(family, slice(key), slice(*value)) : batch.Delete(family, slice(key));
            if (!status.ok()) return failed(status);
        }
    }
    rocksdb::WriteOptions unsynced;
    unsynced.sync = false;  // a view is not the truth: what a crash takes is folded again
    unsynced.disableWAL = !logged;
    const auto status = families.db().Write(unsynced, &batch);
    if (!status.ok()) return failed(status);
    return {};
}

class Building final : public ViewSink {
public:
    explicit Building(ViewFamilies& families) : families_(families) {}
    [[nodiscard]] std::unique_ptr<ViewRows> read(const ViewName& view) const override {
        return read_from(families_, view, &ViewPlaces::building);
    }
    [[nodiscard]] Result<void> write(std::span<const ViewWrite> writes) override {
        return write_to(families_, writes, &ViewPlaces::building, false);
    }
    [[nodiscard]] Result<void> clear(const ViewName& view) override { return result_of(families_.begin(view), view); }

private:
    ViewFamilies& families_;
};

}  // namespace

struct ViewStore::Impl {
    std::filesystem::path path;
    ViewFamilies families;
    Building building{families};
    bool remade = false;
};

ViewStore::ViewStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ViewStore::~ViewStore() = default;

Result<std::unique_ptr<ViewStore>> ViewStore::open(const ViewStoreOptions& options) {
    const bool owner = options.access == ViewAccess::owner;
    std::error_code error;  // whatever is wrong with the folder, opening says it
    const bool condemned = std::filesystem::exists(options.path / kCondemned, error);
    auto impl = std::make_unique<Impl>();
    auto status = condemned ? rocksdb::Status::Corruption("it was found damaged") : impl->families.open(options);
    if (!status.ok() && owner && view_error(status).code == ErrorCode::corrupt) {
        impl = std::make_unique<Impl>();
        std::filesystem::remove_all(options.path, error);
        status = impl->families.open(options);
        impl->remade = true;
    }
    if (!status.ok()) return failed(status);
    impl->path = options.path;
    return std::unique_ptr<ViewStore>(new ViewStore(std::move(impl)));
}

std::unique_ptr<ViewRows> ViewStore::read(const ViewName& view) const {
    return read_from(impl_->families, view, &ViewPlaces::serving);
}

Result<void> ViewStore::write(std::span<const ViewWrite> writes) {
    return write_to(impl_->families, writes, &ViewPlaces::serving, true);
}

Result<void> ViewStore::clear(const ViewName& view) {
    return result_of(impl_->families.clear(view), view);
}

ViewSink& ViewStore::building() {
    return impl_->building;
}

Result<void> ViewStore::begin(const ViewName& view) {
    return result_of(impl_->families.begin(view), view);
}

std::vector<ViewName> ViewStore::begun() const {
    std::vector<ViewName> names;
    for (const auto& places : impl_->families.all()) {
        if (places.building) names.push_back(places.view);
    }
    return names;
}

Result<void> ViewStore::promote(std::span<const ViewName> views) {
    if (views.empty()) return {};
    return result_of(impl_->families.promote(views), views.front());
}

Result<void> ViewStore::abandon(const ViewName& view) {
    return result_of(impl_->families.abandon(view), view);
}

ViewName ViewStore::serving(const ViewName& view) const {
    const auto places = impl_->families.find(view);
    return places ? places->served : view;
}

void ViewStore::condemn() {
    const std::ofstream mark(impl_->path / kCondemned);  // Best effort: without it the next start finds the damage too.
}

std::vector<ViewName> ViewStore::views() const {
    std::vector<ViewName> names;
    for (const auto& places : impl_->families.all()) {
        if (places.served == places.view) names.push_back(places.view);
    }
    return names;
}

bool ViewStore::remade() const {
    return impl_->remade;
}

}  // namespace hometime
