// Whom each fact names, against another way of finding out, for one fact of every kind.
#include "projections/subjects.h"

#include <gtest/gtest.h>

#include "tests/support/naming_oracle.h"
#include "tests/support/samples.h"

namespace hometime::test {
namespace {

RecordHeader header_of(const Event& event, std::uint64_t sequence, Actor actor = {}) {
    RecordHeader header;
    header.sequence = Sequence{sequence};
    header.tag = tag_of(event);
    header.actor = actor;
    return header;
}

Names names_of(const std::set<Person>& people) {
    Names names;
    for (const auto& one : people) {
        names.insert(NamingOracle::name(boost::describe::enum_to_string(one.kind, "?"), one.id));
    }
    return names;
}

TEST(Subjects, EveryFactNamesWhoStandsInItAndWhatItIsAbout) {
    constexpr std::uint64_t kAt = 1'000'000;
    std::size_t naming = 0;
    for (const auto& event : sample_events()) {
        const auto header = header_of(event, kAt);
        NamingOracle oracle;
        oracle.learn(header, event);
        const auto [people, older] = oracle.own(kAt);
        const auto subjects = subjects_of(header, event);
        EXPECT_EQ(names_of(subjects.people), people) << name_of(header.tag);
        std::set<std::uint64_t> through;
        for (const auto sequence : subjects.through) through.insert(sequence.value);
        EXPECT_EQ(through, older) << name_of(header.tag);
        EXPECT_EQ(subjects.safeguarding, oracle.is_safeguarding(kAt)) << name_of(header.tag);
        naming += people.empty() && older.empty() ? 0 : 1;
    }
    EXPECT_GT(naming, 70U);
}

TEST(Subjects, S65_AFactThatOnlyNamesAThreadNamesItsPeople) {
    const Event opened = ThreadOpened{GuardianId{5}, StaffId{3}, PupilId{7}};
    const Event sent = MessageReleased{MessageId{12}, ThreadId{11}, StaffId{3}, {}};
    const std::map<std::uint64_t, Event> log{{11, opened}};
    int reads = 0;
    Naming naming([&](Sequence at) -> std::optional<Record> {
        ++reads;
        const auto found = log.find(at.value);
        if (found == log.end()) return std::nullopt;
        return Record{header_of(found->second, at.value), found->second, {}};
    });
    for (const auto sequence : {13U, 14U}) {
        const Record record{header_of(sent, sequence), sent, {}};
        EXPECT_EQ(names_of(naming.named_by(record)), (Names{"guardian 5", "staff 3", "pupil 7"}));
    }
    EXPECT_EQ(reads, 2) << "the thread and the message, once each";
}

TEST(Subjects, WhoDidItIsNamedButNotWhoDidWhatItIsAbout) {
    const Event posted = Posted{ClassId{2}, StaffId{3}, PostKind::notice, {}, {}, {}};
    const Event edited = PostEdited{PostId{20}, ClassId{2}, StaffId{4}, {}, {}, {}};
    Naming naming([&](Sequence at) -> std::optional<Record> {
        return Record{header_of(posted, at.value, {ActorKind::staff, 99}), posted, {}};
    });
    const Record record{header_of(edited, 21, {ActorKind::staff, 4}), edited, {}};
    EXPECT_EQ(names_of(naming.named_by(record)), (Names{"staff 3", "staff 4"}));
}

TEST(Subjects, AFactIsNeverAboutALaterOne) {
    const Event closed = ReportClosed{ReportId{50}, PupilId{7}, StaffId{3}, {}};
    Naming naming([](Sequence) -> std::optional<Record> { throw std::logic_error("asked about the future"); });
    const Record record{header_of(closed, 50), closed, {}};
    EXPECT_EQ(names_of(naming.named_by(record)), (Names{"pupil 7", "staff 3"}));
}

}  // namespace
}  // namespace hometime::test
