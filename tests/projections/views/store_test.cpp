#include "projections/views/store.h"

#include <array>
#include <fstream>

#include "projections/views/compare.h"
#include "tests/projections/views/history.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {
namespace {

constexpr ViewName kOne{"one", 1};
constexpr ViewName kTwo{"two", 1};
constexpr ViewName kOneAnew{"one", 2};

class Store : public testing::Test {
protected:
    std::unique_ptr<ViewStore> open(std::vector<ViewName> views = {kOne, kTwo}) {
        auto opened = ViewStore::open({folder / "views", std::move(views), ViewAccess::owner, {}});
        if (!opened) throw std::runtime_error(opened.error().detail);
        return std::move(*opened);
    }
    static void put(ViewStore& store, const ViewName& view, const ViewChanges& rows) {
        const ViewWrite write{view, &rows};
        ASSERT_TRUE(store.write({&write, 1}));
    }
    using Rows = std::vector<std::pair<std::string, std::string>>;

    TempDir folder;
};

TEST_F(Store, KeepsRowsOfEachViewInOrderAcrossAStart) {
    {
        const auto store = open();
        put(*store, kOne, {{"b", "2"}, {"a", "1"}, {"c", "3"}});
        put(*store, kOne, {{"c", std::nullopt}});
        put(*store, kTwo, {{"a", "other"}});
    }
    const auto store = open();
    EXPECT_FALSE(store->remade());
    EXPECT_EQ(dump(*store, kOne), (Rows{{"a", "1"}, {"b", "2"}}));
    EXPECT_EQ(dump(*store, kTwo), (Rows{{"a", "other"}}));
}

TEST_F(Store, ScansRangesBothWays) {
    const auto store = open();
    put(*store, kOne, {{"a", "1"}, {"b", "2"}, {"c", "3"}});
    std::string found;
    store->read(kOne)->scan("a", "c", Direction::backward, [&](std::string_view key, std::string_view) {
        found += key;
        return true;
    });
    EXPECT_EQ(found, "ba");
}

TEST_F(Store, ReadShowsOneMoment) {
    const auto store = open();
    put(*store, kOne, {{"a", "1"}});
    const auto rows = store->read(kOne);
    put(*store, kOne, {{"a", "2"}});
    EXPECT_EQ(rows->get("a"), "1");
    EXPECT_EQ(store->read(kOne)->get("a"), "2");
}

TEST_F(Store, NewVersionStartsEmptyAndTheOldOneGoes) {
    put(*open(), kOne, {{"a", "1"}});
    EXPECT_TRUE(dump(*open({kOneAnew, kTwo}), kOneAnew).empty());
    EXPECT_TRUE(dump(*open(), kOne).empty());
}

TEST_F(Store, ClearEmptiesOneView) {
    const auto store = open();
    put(*store, kOne, {{"a", "1"}});
    put(*store, kTwo, {{"a", "1"}});
    ASSERT_TRUE(store->clear(kOne));
    EXPECT_TRUE(dump(*store, kOne).empty());
    EXPECT_EQ(dump(*store, kTwo).size(), 1U);
    put(*store, kOne, {{"b", "2"}});
    EXPECT_EQ(dump(*store, kOne), (Rows{{"b", "2"}}));
}

TEST_F(Store, WriteToAnUnknownViewWritesNothing) {
    const auto store = open({kOne});
    const ViewChanges rows{{"a", "1"}};
    const ViewWrite writes[]{{kOne, &rows}, {kTwo, &rows}};
    const auto written = store->write(writes);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, ErrorCode::not_found);
    EXPECT_TRUE(dump(*store, kOne).empty());
    EXPECT_THROW((void)store->read(kTwo), ViewError);
}

TEST_F(Store, SecondOwnerIsBusy) {
    const auto first = open();
    const auto second = ViewStore::open({folder / "views", {kOne, kTwo}, ViewAccess::owner, {}});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::busy);
}

TEST_F(Store, DamagedStoreIsMadeAnew) {
    put(*open(), kOne, {{"a", "1"}});
    for (const auto& file : std::filesystem::directory_iterator(folder / "views")) {
        if (file.path().filename().string().starts_with("MANIFEST")) std::filesystem::resize_file(file.path(), 10);
    }
    const auto store = open();
    EXPECT_TRUE(store->remade());
    EXPECT_TRUE(dump(*store, kOne).empty());
    put(*store, kOne, {{"a", "1"}});
}

TEST_F(Store, ReaderBesideTheOwnerSeesWhatStoodThen) {
    const auto owner = open();
    put(*owner, kOne, {{"a", "1"}});
    std::filesystem::create_directory(folder / "scratch");
    const auto beside = ViewStore::open({folder / "views", {kOne, kTwo}, ViewAccess::beside, folder / "scratch"});
    ASSERT_TRUE(beside) << beside.error().detail;
    EXPECT_EQ(dump(**beside, kOne), (Rows{{"a", "1"}}));
    EXPECT_EQ((*beside)->views().size(), 2U);
}

TEST_F(Store, ReaderBesideNoStoreFindsNothing) {
    std::filesystem::create_directory(folder / "scratch");
    EXPECT_FALSE(ViewStore::open({folder / "views", {kOne}, ViewAccess::beside, folder / "scratch"}));
}

TEST_F(Store, AViewIsBuiltBesideTheOneThatServesAndTakesItsPlaceAtOneMoment) {
    const auto store = open();
    put(*store, kOne, {{"a", "old"}});
    put(*store, kTwo, {{"a", "two"}});
    ASSERT_TRUE(store->begin(kOne));
    EXPECT_EQ(store->begun(), std::vector{kOne});
    const ViewChanges rows{{"a", "new"}, {"b", "new"}};
    const ViewWrite write{kOne, &rows};
    ASSERT_TRUE(store->building().write({&write, 1}));
    EXPECT_EQ(dump(*store, kOne), (Rows{{"a", "old"}})) << "nobody reads what is being built";
    const auto held = store->read(kOne);
    ASSERT_TRUE(store->promote(std::array{kOne}));
    EXPECT_EQ(held->get("a"), "old") << "who reads keeps the moment that they hold";
    EXPECT_EQ(dump(*store, kOne), (Rows{{"a", "new"}, {"b", "new"}}));
    EXPECT_EQ(dump(*store, kTwo), (Rows{{"a", "two"}}));
    EXPECT_TRUE(store->begun().empty());
    EXPECT_THROW((void)store->building().read(kOne), ViewError);
}

TEST_F(Store, WhatServesAndWhatIsBuiltAreTheSameAfterARestart) {
    {
        const auto store = open();
        for (const char* round : {"first", "second", "third"}) {
            put(*store, kOne, {{"a", "old"}});
            ASSERT_TRUE(store->begin(kOne));
            const ViewChanges rows{{"a", round}};
            const ViewWrite write{kOne, &rows};
            ASSERT_TRUE(store->building().write({&write, 1}));
            ASSERT_TRUE(store->promote(std::array{kOne}));
        }
        ASSERT_TRUE(store->begin(kTwo));
        const ViewChanges rows{{"a", "half"}};
        const ViewWrite write{kTwo, &rows};
        ASSERT_TRUE(store->building().write({&write, 1}));
    }
    const auto store = open();
    EXPECT_FALSE(store->remade());
    EXPECT_EQ(dump(*store, kOne), (Rows{{"a", "third"}}));
    EXPECT_EQ(store->begun(), std::vector{kTwo});
    EXPECT_EQ(dump(store->building(), kTwo), (Rows{{"a", "half"}}));
    ASSERT_TRUE(store->abandon(kTwo));
    EXPECT_TRUE(store->begun().empty());
}

TEST_F(Store, BeginningAgainBeginsFromNothing) {
    const auto store = open();
    ASSERT_TRUE(store->begin(kOne));
    const ViewChanges rows{{"a", "half"}};
    const ViewWrite write{kOne, &rows};
    ASSERT_TRUE(store->building().write({&write, 1}));
    ASSERT_TRUE(store->begin(kOne));
    EXPECT_TRUE(dump(store->building(), kOne).empty());
    ASSERT_TRUE(store->building().clear(kOne));
    EXPECT_EQ(store->begun(), std::vector{kOne});
}

TEST_F(Store, AnOlderVersionServesWhereItCanBeReadAndGoesOnceTheNewOneIsBuilt) {
    put(*open(), kOne, {{"a", "old"}});
    const auto open_readable = [&] {
        return ViewStore::open({folder / "views", {kOneAnew, kTwo}, ViewAccess::owner, {}, {kOne}}).value();
    };
    {
        const auto store = open_readable();
        EXPECT_EQ(store->serving(kOneAnew), kOne);
        EXPECT_EQ(dump(*store, kOneAnew), (Rows{{"a", "old"}}));
        EXPECT_EQ(store->views(), std::vector{kTwo}) << "it is not the version that was asked for";
        ASSERT_TRUE(store->begin(kOneAnew));
    }
    const auto store = open_readable();
    EXPECT_EQ(store->serving(kOneAnew), kOne) << "until it is built";
    const ViewChanges rows{{"a", "new"}};
    const ViewWrite write{kOneAnew, &rows};
    ASSERT_TRUE(store->building().write({&write, 1}));
    ASSERT_TRUE(store->promote(std::array{kOneAnew}));
    EXPECT_EQ(store->serving(kOneAnew), kOneAnew);
    EXPECT_EQ(dump(*store, kOneAnew), (Rows{{"a", "new"}}));
}

TEST_F(Store, ACondemnedStoreIsMadeAnewAtTheNextStart) {
    {
        const auto store = open();
        put(*store, kOne, {{"a", "1"}});
        store->condemn();
    }
    {
        const auto store = open();
        EXPECT_TRUE(store->remade());
        EXPECT_TRUE(dump(*store, kOne).empty());
        put(*store, kOne, {{"a", "2"}});
    }
    EXPECT_EQ(dump(*open(), kOne), (Rows{{"a", "2"}})) << "once";
}

TEST_F(Store, ReaderBesideTheOwnerReadsTheRowsThatServe) {
    const auto owner = open();
    put(*owner, kOne, {{"a", "old"}});
    ASSERT_TRUE(owner->begin(kOne));
    const ViewChanges rows{{"a", "new"}};
    const ViewWrite write{kOne, &rows};
    ASSERT_TRUE(owner->building().write({&write, 1}));
    ASSERT_TRUE(owner->promote(std::array{kOne}));
    ASSERT_TRUE(owner->begin(kOne));
    std::filesystem::create_directory(folder / "scratch");
    const auto beside = ViewStore::open({folder / "views", {kOne, kTwo}, ViewAccess::beside, folder / "scratch"});
    ASSERT_TRUE(beside) << beside.error().detail;
    EXPECT_EQ(dump(**beside, kOne), (Rows{{"a", "new"}}));
}

TEST_F(Store, WritesNoLogFileOfItsOwn) {
    put(*open(), kOne, {{"a", "1"}});
    open();
    for (const auto& file : std::filesystem::directory_iterator(folder / "views")) {
        EXPECT_FALSE(file.path().filename().string().starts_with("LOG")) << file.path();
    }
}

TEST_F(Store, RebuildOnDiskGivesTheBytesOfARebuildInMemory) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    FactLog log;
    History history(log, seed);
    history.live(300);
    const auto store = open(views::all_views());
    ViewFolder folder_on_disk(log, *store, views::all_projections());
    ASSERT_TRUE(folder_on_disk.load());
    const auto facts = log.after();
    for (std::size_t i = 0; i < facts.size(); i += 7) {
        ASSERT_TRUE(folder_on_disk.fold({facts.begin() + static_cast<std::ptrdiff_t>(i),
                                         facts.begin() + static_cast<std::ptrdiff_t>(std::min(i + 7, facts.size()))}));
    }
    MemoryViews memory;
    const auto done = rebuild_views(log, memory, views::all_projections());
    ASSERT_TRUE(done) << done.error().detail;
    for (const auto& view : views::all_views()) EXPECT_EQ(dump(*store, view), dump(memory, view)) << view.name;
    ASSERT_TRUE(begin_all(*store, views::all_projections()));
    const auto compared = compare_views(log, *store, store->building(), views::all_projections());
    ASSERT_TRUE(compared) << compared.error().detail;
    EXPECT_EQ(*compared, "");
}

TEST_F(Store, ComparisonNamesTheFirstRowThatDiffersAndNotWhatItSays) {
    FactLog log;
    History history(log, 5);
    history.live(100);
    const auto store = open(views::all_views());
    const auto done = rebuild_views(log, *store, views::all_projections());
    ASSERT_TRUE(done) << done.error().detail;
    const auto difference = [&] {
        EXPECT_TRUE(begin_all(*store, views::all_projections()));
        return compare_views(log, *store, store->building(), views::all_projections()).value();
    };
    ASSERT_EQ(difference(), "");
    const auto rows = dump(*store, views::kPoints);
    ASSERT_GT(rows.size(), 2U);
    const auto& [key, value] = rows.back();
    put(*store, views::kPoints, {{key, value + " "}});
    EXPECT_EQ(difference(), "points@1: " + to_string(kSchool) + ", a row of kind 51 is not what the log folds into");
    put(*store, views::kPoints, {{key, std::nullopt}});
    EXPECT_EQ(difference(), "points@1: " + to_string(kSchool) + ", a row of kind 51 is missing");
    put(*store, views::kPoints, {{key, value}, {key + "x", value}});
    EXPECT_EQ(difference(), "points@1: " + to_string(kSchool) + ", a row of kind 51 is in no fold of the log");
}

}  // namespace
}  // namespace hometime::test
