// The column families of the views' database: what is in them, and which of them serves.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "projections/views/store.h"

namespace hometime {

[[nodiscard]] Error view_error(const rocksdb::Status& status);

/// One column family, open for as long as anybody holds it. Must go before its database.
class ViewFamily {
public:
    ViewFamily(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* handle) : db_(db), handle_(handle) {}
    ~ViewFamily() { db_.DestroyColumnFamilyHandle(handle_).PermitUncheckedError(); }
    ViewFamily(const ViewFamily&) = delete;
    ViewFamily& operator=(const ViewFamily&) = delete;
    [[nodiscard]] rocksdb::ColumnFamilyHandle* handle() const { return handle_; }
    [[nodiscard]] const std::string& name() const { return handle_->GetName(); }

private:
    rocksdb::DB& db_;
    rocksdb::ColumnFamilyHandle* handle_;
};
using ViewFamilyPtr = std::shared_ptr<ViewFamily>;

/// Where the rows of a view are; null: nowhere.
struct ViewPlaces {
    ViewName view;
    ViewName served;  ///< the version of the rows that serve
    ViewFamilyPtr serving;
    ViewFamilyPtr building;
};

/// Reading the places: any thread. Changing them: one.
class ViewFamilies {
public:
    ViewFamilies() = default;
    ~ViewFamilies();
    ViewFamilies(const ViewFamilies&) = delete;
    ViewFamilies& operator=(const ViewFamilies&) = delete;

    /// Once only. The owner makes what is missing and drops what nobody folds any more.
    [[nodiscard]] rocksdb::Status open(const ViewStoreOptions& options);

    [[nodiscard]] rocksdb::DB& db() { return *db_; }
    [[nodiscard]] bool is_owner() const { return owner_; }
    [[nodiscard]] std::optional<ViewPlaces> find(const ViewName& view) const;
    [[nodiscard]] std::vector<ViewPlaces> all() const;

    [[nodiscard]] rocksdb::Status clear(const ViewName& view);
    [[nodiscard]] rocksdb::Status begin(const ViewName& view);
    [[nodiscard]] rocksdb::Status promote(std::span<const ViewName> views);
    [[nodiscard]] rocksdb::Status abandon(const ViewName& view);

private:
    using Opened = std::vector<ViewFamilyPtr>;
    [[nodiscard]] rocksdb::Status settle(const ViewStoreOptions& options, Opened& families);
    [[nodiscard]] rocksdb::Status place(const ViewStoreOptions& options, const ViewName& view, Opened& families);
    [[nodiscard]] rocksdb::Status create(const std::string& name, ViewFamilyPtr& made);
    [[nodiscard]] rocksdb::Status drop(ViewFamilyPtr& family);
    [[nodiscard]] rocksdb::Status mark(const std::string& key, const std::string& family);
    [[nodiscard]] std::string marked(const std::string& key) const;
    [[nodiscard]] ViewPlaces& at(const ViewName& view);
    template <class Change>
    void change(const ViewName& view, Change change);

    std::unique_ptr<rocksdb::Env> memory_;  ///< ViewAccess::memory only; goes after its database
    std::unique_ptr<rocksdb::DB> db_;
    std::shared_ptr<rocksdb::Cache> cache_;
    bool owner_ = true;
    ViewFamilyPtr marks_;  ///< the default family
    mutable std::shared_mutex mutex_;
    std::vector<ViewPlaces> places_;
};

}  // namespace hometime
