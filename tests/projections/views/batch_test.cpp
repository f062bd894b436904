#include "projections/views/batch.h"

#include <gtest/gtest.h>

#include "projections/views/sink.h"

namespace hometime::test {
namespace {

constexpr ViewName kView{"test", 1};

class Batch : public testing::Test {
protected:
    void SetUp() override {
        const ViewChanges rows{{"a", "1"}, {"b", "2"}, {"d", "4"}};
        const ViewWrite write{kView, &rows};
        ASSERT_TRUE(views.write({&write, 1}));
        below = views.read(kView);
        batch = std::make_unique<ViewBatch>(*below);
    }
    std::string range(std::string_view begin, std::string_view end, Direction direction = Direction::forward) {
        std::string found;
        batch->scan(begin, end, direction, [&](std::string_view key, std::string_view value) {
            found.append(key).append(value);
            return true;
        });
        return found;
    }

    MemoryViews views;
    std::unique_ptr<ViewRows> below;
    std::unique_ptr<ViewBatch> batch;
};

TEST_F(Batch, SeesItsOwnChangesOverTheRowsBelow) {
    batch->put("c", "3");
    batch->put("b", "9");
    batch->erase("a");
    EXPECT_EQ(batch->get("a"), std::nullopt);
    EXPECT_EQ(batch->get("b"), "9");
    EXPECT_EQ(batch->get("d"), "4");
    EXPECT_EQ(range("", ""), "b9c3d4");
    EXPECT_EQ(range("", "", Direction::backward), "d4c3b9");
    EXPECT_EQ(below->get("a"), "1");
}

TEST_F(Batch, ScansAHalfOpenRangeUntilToldToStop) {
    batch->put("c", "3");
    EXPECT_EQ(range("b", "d"), "b2c3");
    int visited = 0;
    batch->scan("", "", Direction::forward, [&](auto, auto) { return ++visited < 2; });
    EXPECT_EQ(visited, 2);
}

TEST_F(Batch, UndoTakesBackWhatCameAfterTheLastKeep) {
    batch->put("a", "kept");
    batch->keep();
    batch->put("a", "x");
    batch->put("a", "y");
    batch->put("new", "z");
    batch->erase("b");
    batch->undo();
    EXPECT_EQ(range("", ""), "akeptb2d4");
    EXPECT_EQ(batch->changes(), (ViewChanges{{"a", "kept"}}));
}

}  // namespace
}  // namespace hometime::test
