#include "projections/views/store.h"

#include <fstream>

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
}

}  // namespace
}  // namespace hometime::test
