// The office queue with its marks, and who is away on a date.
#include "projections/views/office.h"

#include "projections/views/away.h"
#include "tests/projections/views/views_test.h"

namespace hometime::test {
namespace {

constexpr GuardianId kAdult{401};
constexpr PupilId kPupil{301};
constexpr StaffId kOtis{205};

LocalDate date(const char* text) {
    return parse_local_date(text).value();
}

class OfficeView : public ViewsTest {
protected:
    OfficeView() { thread_ = log.add<ThreadId>(ThreadOpened{kAdult, {}, kPupil}); }

    MessageId send() { return log.add<MessageId>(message_to_office(thread_, kAdult, kPupil)); }
    std::vector<MessageId> queue(views::OfficeFilter filter) {
        fold();
        std::vector<MessageId> ids;
        for (const auto& item : views::office_queue(views, kSchool, filter)) ids.push_back(item.message);
        return ids;
    }
    std::vector<AwayId> away(const char* on) {
        fold();
        std::vector<AwayId> ids;
        for (const auto& item : views::away_on(views, kSchool, date(on))) ids.push_back(item.away);
        return ids;
    }

    ThreadId thread_;
};

TEST_F(OfficeView, WhatIsHandledWaitsNoLongerAndStaysInTheQueue) {
    const auto first = send();
    const auto second = send();
    log.at("2026-11-24T10:00:00Z");
    log.append(MessageHandled{first, thread_, kOtis, true});
    EXPECT_EQ(queue(views::OfficeFilter::waiting), std::vector{second});
    EXPECT_EQ(queue(views::OfficeFilter::all), (std::vector{first, second}));
    const auto item = views::office_queue(views, kSchool, views::OfficeFilter::all).front();
    EXPECT_EQ(item.handled_by, kOtis);
    EXPECT_EQ(item.handled_at, instant("2026-11-24T10:00:00Z"));
    EXPECT_FALSE(item.answered);
}

TEST_F(OfficeView, AMarkThatIsTakenBackWaitsAgainUnlessItWasAnsweredMeanwhile) {
    const auto first = send();
    log.append(MessageHandled{first, thread_, kOtis, true});
    log.append(MessageHandled{first, thread_, kOtis, false});
    EXPECT_EQ(queue(views::OfficeFilter::waiting), std::vector{first});
    log.append(MessageHandled{first, thread_, kOtis, true});
    log.append(reply_in(thread_, kAdult, kOtis, kPupil, true));
    log.append(MessageHandled{first, thread_, kOtis, false});
    EXPECT_TRUE(queue(views::OfficeFilter::waiting).empty());
    const auto item = views::office_queue(views, kSchool, views::OfficeFilter::all).front();
    EXPECT_TRUE(item.answered);
    EXPECT_EQ(item.handled_at, std::nullopt);
}

TEST_F(OfficeView, AMarkOfNothingChangesNothing) {
    const auto first = send();
    log.append(MessageHandled{MessageId{999}, thread_, kOtis, true});
    EXPECT_EQ(queue(views::OfficeFilter::waiting), std::vector{first});
}

TEST_F(OfficeView, AwayOnItsFirstDayAndItsLastAndOnNoOther) {
    const auto away = log.add<AwayId>(
        AwayRecorded{kPupil, {date("2026-11-24"), date("2026-11-26")}, AwayKind::late, LocalMinute{600}, {}});
    const auto same_day = log.add<AwayId>(
        AwayRecorded{PupilId{302}, {date("2026-11-24"), date("2026-11-24")}, AwayKind::absent, {}, MessageId{7}});
    EXPECT_TRUE(this->away("2026-11-23").empty());
    EXPECT_EQ(this->away("2026-11-24"), (std::vector{away, same_day}));
    EXPECT_EQ(this->away("2026-11-26"), std::vector{away});
    EXPECT_TRUE(this->away("2026-11-27").empty());
    EXPECT_EQ(views::away_on(views, kSchool, date("2026-11-24"), {away.value}).size(), 1U) << "a page goes on behind";
}

TEST_F(OfficeView, WhatIsWithdrawnIsOnNoneOfItsDates) {
    const auto away =
        log.add<AwayId>(AwayRecorded{kPupil, {date("2026-11-24"), date("2026-11-25")}, AwayKind::absent, {}, {}});
    log.append(AwayWithdrawn{away, kPupil});
    log.append(AwayWithdrawn{AwayId{999}, kPupil});
    EXPECT_TRUE(this->away("2026-11-24").empty());
    EXPECT_TRUE(this->away("2026-11-25").empty());
}

}  // namespace
}  // namespace hometime::test
