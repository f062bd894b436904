// The data folder of a small school after one afternoon, made once and copied for every test.
#pragma once

#include "eventstore/data_folder.h"
#include "eventstore/rocks_db.h"
#include "projections/views/store.h"
#include "tests/support/folder_faults.h"
#include "tests/support/school_day.h"

namespace hometime::test {

/// What was left behind when the daemon stopped.
struct LeftBehind {
    LeftBehind() {
        RunningDaemon daemon;
        const SmallSchool small(daemon);
        const SchoolDay day(small);
        for (int i = 0; i < 200; ++i) std::ignore = day.award(small.tokens.at(Role::teacher), small.pupils[0]);
        school = small.school;
        tina = StaffId{small.tina};
        held = MessageId{day.held.message};
        own = MessageId{day.own.message};
        daemon.stop();
        copy_folder(daemon.folder(), temp / "data");
    }
    TempDir temp;
    SchoolId school;
    StaffId tina;
    MessageId held, own;
};

class SchoolFolder {
public:
    SchoolFolder() { copy_folder(left().temp / "data", path()); }
    [[nodiscard]] static const LeftBehind& left() {
        static const LeftBehind kLeft;
        return kLeft;
    }
    [[nodiscard]] std::filesystem::path path() const { return temp_ / "data"; }
    [[nodiscard]] DataFolder names() const { return {path()}; }

    /// Changes one row of the log database: `change` gets its value and returns the new one; nullopt erases it.
    template <class Change>
    void change_row(Table table, const std::string& key, Change change) {
        DbOptions options;
        options.path = names().log();
        const auto db = RocksDb::open(options).value();
        const auto value = db->get(table, key).value();
        auto batch = db->batch();
        if (const std::optional<std::string> changed = change(value.value_or(""))) {
            batch.put(table, key, *changed);
        } else {
            batch.erase(table, key);
        }
        done(db->write(batch));
    }
    /// Keys of the school's rows, in order.
    [[nodiscard]] std::vector<std::string> keys(Table table) const {
        DbOptions options;
        options.path = names().log();
        options.mode = DbMode::read_only;
        std::string prefix;
        append_be(prefix, left().school.value);
        std::vector<std::string> all;
        const auto db = RocksDb::open(options).value();
        done(db->scan(table, prefix, after_prefix(prefix), false, [&](std::string_view key, std::string_view) {
            all.emplace_back(key);
            return true;
        }));
        return all;
    }
    void change_view(const ViewName& view, const ViewChanges& changes) {
        const auto store = ViewStore::open({names().views(), views::all_views(), ViewAccess::owner, {}}).value();
        const ViewWrite write{view, &changes};
        done(store->write({&write, 1}));
    }

private:
    static void done(const Result<void>& result) {
        if (!result) throw std::runtime_error(result.error().detail);
    }
    TempDir temp_;
};

}  // namespace hometime::test
