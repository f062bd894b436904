#include "projections/views/folder.h"

#include "projections/views/keys.h"
#include "tests/projections/views/history.h"
#include "tests/support/samples.h"

namespace hometime::test {
namespace {

/// Counts facts; throws at one of them.
class Counter final : public Projection {
public:
    explicit Counter(ViewName view, Sequence poison = {}, std::string reason = {})
        : view_(view), poison_(poison), reason_(std::move(reason)) {}
    [[nodiscard]] ViewName view() const override { return view_; }
    void fold(const LoggedRecord& fact, ViewWriter& rows) const override {
        const auto key = views::keys::only(fact.school, views::Kind::feed);
        rows.put(key, std::to_string(fact.record.header.sequence.value));
        if (fact.record.header.sequence != poison_) return;
        if (reason_.empty()) throw std::out_of_range("a mistake in a fold");
        throw ViewError(reason_);
    }

private:
    ViewName view_;
    Sequence poison_;
    std::string reason_;
};

constexpr ViewName kGood{"good", 1};
constexpr ViewName kBad{"bad", 1};

Projections two(Sequence poison, std::string reason = {}) {
    Projections projections;
    projections.push_back(std::make_unique<Counter>(kBad, poison, std::move(reason)));
    projections.push_back(std::make_unique<Counter>(kGood));
    return projections;
}

std::string count(const ViewSource& views, const ViewName& view) {
    return views.read(view)->get(views::keys::only(kSchool, views::Kind::feed)).value_or("");
}

/// A sink whose disk refuses.
class FailingViews final : public ViewSink {
public:
    explicit FailingViews(ViewSink& below) : below_(below) {}
    [[nodiscard]] std::unique_ptr<ViewRows> read(const ViewName& view) const override { return below_.read(view); }
    [[nodiscard]] Result<void> write(std::span<const ViewWrite> writes) override {
        if (failing) return fail(ErrorCode::unavailable, "no space");
        return below_.write(writes);
    }
    [[nodiscard]] Result<void> clear(const ViewName& view) override { return below_.clear(view); }
    bool failing = false;

private:
    ViewSink& below_;
};

TEST(ViewFolder, PoisonedProjectionStopsAloneAtItsFactAndSaysSo) {
    FactLog log;
    MemoryViews views;
    for (int i = 0; i < 4; ++i) log.append(PupilLeft{});
    ViewFolder folder(log, views, two(Sequence{3}));
    ASSERT_TRUE(folder.fold(log.after()));
    EXPECT_EQ(count(views, kBad), "2");
    EXPECT_EQ(count(views, kGood), "4");
    const auto status = folder.status();
    EXPECT_EQ(status[0].name, "bad@1");
    EXPECT_TRUE(status[0].stopped);
    EXPECT_EQ(status[0].stopped_at, (Position{kSchool, Sequence{3}}));
    EXPECT_EQ(status[0].reason, "fold_failed");
    EXPECT_EQ(status[0].behind(kSchool, 4), 2U);
    EXPECT_FALSE(status[1].stopped);
    EXPECT_EQ(status[1].behind(kSchool, 4), 0U);
}

TEST(ViewFolder, StoppedProjectionHoldsNobodyUp) {
    FactLog log;
    MemoryViews views;
    log.append(PupilLeft{});
    ViewFolder folder(log, views, two(Sequence{1}, "row_unreadable"));
    ASSERT_TRUE(folder.fold(log.after()));
    EXPECT_EQ(folder.status()[0].reason, "row_unreadable");
    EXPECT_EQ(folder.cursors(), (Cursors{{kSchool, Sequence{1}}}));
    log.append(PupilLeft{});
    ASSERT_TRUE(folder.fold(log.after(Sequence{1})));
    EXPECT_EQ(count(views, kGood), "2");
    EXPECT_EQ(count(views, kBad), "");
}

TEST(ViewFolder, StoppedProjectionGoesOnFromItsFactOnceItCanFoldIt) {
    FactLog log;
    MemoryViews views;
    for (int i = 0; i < 4; ++i) log.append(PupilLeft{});
    ASSERT_TRUE(ViewFolder(log, views, two(Sequence{3})).fold(log.after()));
    ViewFolder mended(log, views, two(Sequence{}));
    ASSERT_TRUE(mended.load());
    EXPECT_EQ(mended.cursors(), (Cursors{{kSchool, Sequence{2}}}));
    ASSERT_TRUE(mended.fold(log.after(Sequence{2})));
    EXPECT_EQ(count(views, kBad), "4");
    EXPECT_EQ(mended.status()[0].seen, (Cursors{{kSchool, Sequence{4}}}));
}

TEST(ViewFolder, RowsAndCursorsGoTogetherOrNotAtAll) {
    FactLog log;
    MemoryViews memory;
    FailingViews views(memory);
    log.append(PupilLeft{});
    ViewFolder folder(log, views, two(Sequence{}));
    views.failing = true;
    EXPECT_FALSE(folder.fold(log.after()));
    EXPECT_EQ(folder.cursors(), (Cursors{{kSchool, Sequence{0}}}));
    EXPECT_TRUE(dump(views, kGood).empty());
    views.failing = false;
    ASSERT_TRUE(folder.fold(log.after()));
    EXPECT_EQ(view_cursors(views, kGood), (Cursors{{kSchool, Sequence{1}}}));
}

TEST(ViewFolder, FactThatWasSeenAlreadyIsPassedOver) {
    FactLog log;
    MemoryViews views;
    log.append(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    ViewFolder folder(log, views, views::all_projections());
    ASSERT_TRUE(folder.fold(log.after()));
    ASSERT_TRUE(folder.fold(log.after()));
    EXPECT_EQ(views::points_total(views, kSchool, PupilId{7}), 1U);
}

TEST(ViewFolder, ViewsOfARestoredLogAreBuiltAnew) {
    FactLog log;
    MemoryViews views;
    for (int i = 0; i < 3; ++i) log.append(PointAwarded{PupilId{7}, {}, {}, "kindness"});
    ASSERT_TRUE(ViewFolder(log, views, views::all_projections()).fold(log.after()));
    log.restore(kSchool, 2);
    ViewFolder folder(log, views, views::all_projections());
    ASSERT_TRUE(folder.load());
    EXPECT_EQ(folder.cursors(), (Cursors{{kSchool, Sequence{0}}}));
    ASSERT_TRUE(folder.fold(log.after()));
    EXPECT_EQ(views::points_total(views, kSchool, PupilId{7}), 2U);
    ViewFolder again(log, views, views::all_projections());
    ASSERT_TRUE(again.load());
    EXPECT_EQ(again.cursors(), (Cursors{{kSchool, Sequence{2}}}));
}

TEST(ViewFolder, EveryKindOfFactFoldsIntoEveryView) {
    FactLog log;
    MemoryViews views;
    for (auto& event : sample_events()) log.append(event);
    ViewFolder folder(log, views, views::all_projections());
    ASSERT_TRUE(folder.fold(log.after()));
    for (const auto& view : folder.status()) EXPECT_FALSE(view.stopped) << view.name << ": " << view.reason;
}

TEST(ViewFolder, RebuildingGivesTheBytesThatFoldingOneAtATimeGave) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    FactLog log;
    History here(log, seed);
    History there(log, seed + 1, kOtherSchool);
    here.live(400);
    there.live(200);
    MemoryViews incremental;
    ViewFolder folder(log, incremental, views::all_projections());
    for (const auto school : {kSchool, kOtherSchool}) {
        for (const auto& fact : log.after({}, school)) ASSERT_TRUE(folder.fold({fact}));
    }
    MemoryViews rebuilt;
    const auto done = rebuild_views(log, rebuilt, views::all_projections());
    ASSERT_TRUE(done) << done.error().detail;
    for (const auto& view : views::all_views()) EXPECT_EQ(dump(incremental, view), dump(rebuilt, view)) << view.name;
    EXPECT_GT(dump(rebuilt, views::kInbox).size(), 20U);
}

TEST(ViewFolder, RebuildStopsWhereItIsTold) {
    FactLog log;
    History history(log, 1);
    history.live(50);
    MemoryViews part;
    const auto done = rebuild_views(log, part, views::all_projections(), Cursors{{kSchool, Sequence{30}}});
    ASSERT_TRUE(done) << done.error().detail;
    EXPECT_EQ(view_cursors(part, views::kPeople), (Cursors{{kSchool, Sequence{30}}}));
}

TEST(ViewFolder, RebuildSaysWhichProjectionCouldNotFoldWhat) {
    FactLog log;
    MemoryViews views;
    for (int i = 0; i < 3; ++i) log.append(PupilLeft{});
    const auto rebuilt = rebuild_views(log, views, two(Sequence{2}));
    ASSERT_FALSE(rebuilt);
    EXPECT_EQ(rebuilt.error().detail, "bad@1 stopped at " + to_string(kSchool) + " 2: fold_failed");
}

}  // namespace
}  // namespace hometime::test
