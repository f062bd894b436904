// One file of examples for every published type, as this program publishes them: docs/bus/examples. The checks hold
// them to the schemas. HOMETIME_GOLDEN=add writes those of new types; what is there is never changed, for subscribers
// rely on it.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>

#include "notifier/bus/outgoing.h"
#include "tests/projections/views/views_test.h"

namespace hometime::bus {
namespace {

using test::instant;
using test::kSchool;

constexpr StaffId kTeacher{5};
constexpr ThreadId kThread{9};
constexpr GuardianId kMother{8};
constexpr PupilId kChild{7};
constexpr ClassId kClass{4};

class BusExamples : public test::ViewsTest {
protected:
    /// Every body that a publisher sends, by its type.
    std::map<std::string, std::vector<std::string>> published() {
        std::map<std::string, std::vector<std::string>> all;
        Outgoing outgoing(log, views, clock_);
        outgoing.begin();
        const auto send = [&] {
            fold();
            bool more = true;
            while (more) {
                more = outgoing.send_new([&](const Message& message) {
                    all[message.topic.substr(message.topic.rfind('/') + 1)].push_back(message.body);
                });
            }
        };
        open();
        calendar();
        flow();
        posts();
        points_and_links();
        send();  // Before anything is erased.
        erase();
        send();
        return all;
    }

private:
    void open() {
        log.append(LogOpened{kSchool, test::log_of(kSchool)});
        log.append(SchoolOpened{"Europe/London", {}});
        Policy policy;
        policy.weekly_windows = {{{Weekday::mon, Weekday::fri}, LocalMinute{930}, LocalMinute{1020}}};
        policy.working_hours = {{{Weekday::mon}, LocalMinute{480}, LocalMinute{1440}}};
        log.append(PolicySet{policy, {}});
    }
    void calendar() {
        const auto day = *parse_local_date("2026-12-21");
        log.append(TermDatesSet{{{*parse_local_date("2026-09-01"), day}}});
        const auto closure = log.add<ClosureId>(ClosureAnnounced{day, day, ClosureKind::holiday, {}, {}});
        log.append(ClosureWithdrawn{closure});
        const BusyPeriod period{day, day, LocalMinute{930}, LocalMinute{960}};
        const auto training = log.add<TrainingId>(TrainingScheduled{{}, period});
        log.append(TrainingCancelled{training, {}});
    }
    MessageId sent() {
        return MessageId::at(log.append_sealed(test::message_to(kTeacher, kThread, kMother, kChild), 77));
    }
    void flow() {
        auto open_ended = test::message_to(kTeacher, kThread, kMother, kChild);
        open_ended.release_at.reset();
        open_ended.due.reset();
        log.append(open_ended);
        const auto first = sent();
        const auto second = sent();
        log.append(MessageRescheduled{
            second, kThread, kTeacher, instant("2026-11-25T15:30:00Z"), instant("2026-11-26T15:30:00Z"), {}, {}});
        log.append(MessageReleased{second, kThread, kTeacher, {}});
        log.append(MessageWithdrawn{sent(), kThread, kTeacher});
        MessageUndelivered never;
        never.message = sent();
        never.thread = kThread;
        log.append(never);
        const auto digest = log.add<DigestId>(test::digest_of(kTeacher, {first, sent()}));
        DigestDelivered delivered;
        delivered.digest = digest;
        delivered.channel = Channel::in_app;
        delivered.outcome = DeliveryOutcome::delivered;
        log.append(delivered);
        log.append_sealed(test::reply_in(kThread, kMother, kTeacher, kChild), 77);
    }
    void posts() {
        Posted event{
            kClass, kTeacher, PostKind::event, instant("2026-12-01T09:00:00Z"), instant("2026-12-01T10:00:00Z"), {}};
        event.shown_at = instant("2026-11-25T07:00:00Z");
        event.pressing = true;
        const auto post = PostId::at(log.append_sealed(event, 78));
        const auto second = log.add<PostId>(Posted{{}, kTeacher, PostKind::notice, {}, {}, {}});
        log.append(PostEdited{post, kClass, kTeacher, instant("2026-12-02T09:00:00Z"), {}, {}});
        log.append(PostRetracted{second, {}, kTeacher, {}});
    }
    void points_and_links() {
        const auto award = log.add<AwardId>(PointAwarded{kChild, kClass, kTeacher, "kindness"});
        log.append(PointRetracted{award, kChild, kTeacher, {}});
        log.append(GuardianLinked{kChild, kMother, {}, {}});
        log.append(GuardianUnlinked{kChild, kMother, {}});
    }
    void erase() {
        const auto destroy = [&](std::uint64_t key, Subject subject, RetentionClass retention) {
            log.append(KeyDestroyed{key, subject, retention, 2026, DestructionBasis::request, {}});
        };
        destroy(77, {SubjectKind::pupil, kChild.value}, RetentionClass::messages);
        destroy(78, {SubjectKind::school_class, kClass.value}, RetentionClass::feed);
        destroy(79, {SubjectKind::pupil, kChild.value}, RetentionClass::identity);
        destroy(80, {SubjectKind::guardian, kMother.value}, RetentionClass::identity);
    }

    ManualClock clock_{instant("2026-11-24T11:10:00Z")};
};

std::string text_of(const std::vector<std::string>& bodies) {
    std::string text;
    for (const auto& body : bodies) text += body + '\n';
    return text;
}

TEST_F(BusExamples, EveryTypeIsPublishedAsItsExamplesSay) {
    const std::filesystem::path folder = HOMETIME_SOURCE_DIR "/docs/bus/examples";
    const auto all = published();
    for (const auto& type : kPublishedTypes) {
        const std::string name(type.type);
        ASSERT_TRUE(all.contains(name)) << name << " is never published here";
        const auto file = folder / (name + ".jsonl");
        const auto text = text_of(all.at(name));
        const auto* add = std::getenv("HOMETIME_GOLDEN");
        if (add != nullptr && std::string_view(add) == "add" && !std::filesystem::exists(file)) {
            std::filesystem::create_directories(folder);
            std::ofstream(file) << text;
        }
        std::ifstream in(file);
        const std::string known{std::istreambuf_iterator<char>(in), {}};
        EXPECT_EQ(text, known) << file << ": HOMETIME_GOLDEN=add writes what is not there";
    }
    EXPECT_EQ(all.size(), kPublishedTypes.size());
}

}  // namespace
}  // namespace hometime::bus
