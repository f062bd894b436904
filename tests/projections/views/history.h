// A school's life at random, from a seed: facts that mostly belong together, and some that do not.
#pragma once

#include <random>
#include <vector>

#include "tests/projections/views/views_test.h"

namespace hometime::test {

class History {
public:
    History(FactLog& log, std::uint64_t seed, SchoolId school = kSchool) : log_(log), school_(school), random_(seed) {
        add(LogOpened{school, log_of(school)});
        add(SchoolOpened{"Europe/London", {}});
        for (int i = 0; i < 3; ++i) classes_.push_back(ClassId::at(add(ClassCreated{"c", "", {}})));
        for (int i = 0; i < 3; ++i) staff_.push_back(StaffId::at(add(StaffAdded{"s", "", {}})));
        for (int i = 0; i < 6; ++i) pupils_.push_back(PupilId::at(add(PupilEnrolled{"p", any(classes_), "", {}})));
        for (int i = 0; i < 6; ++i) adults_.push_back(GuardianId::at(add(GuardianRecorded{"g", "", {}})));
        for (int i = 0; i < 6; ++i) open_thread(i % 3 == 0 ? StaffId{} : any(staff_));
    }

    void live(int facts) {
        for (int i = 0; i < facts; ++i) step();
    }

private:
    Sequence add(Event event) { return log_.append(std::move(event), school_); }
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    template <class T>
    const T& any(const std::vector<T>& from) {
        return from[below(from.size())];
    }
    /// Mostly one that exists.
    MessageId any_message() { return messages_.empty() || below(10) == 0 ? MessageId{below(500)} : any(messages_); }

    void open_thread(StaffId staff) {
        const ThreadOpened opened{any(adults_), staff, any(pupils_)};
        threads_.push_back({ThreadId::at(add(opened)), opened});
    }
    void send() {
        const auto& [id, thread] = any(threads_);
        const auto sent = thread.staff ? message_to(thread.staff, id, thread.guardian, thread.pupil)
                                       : message_to_office(id, thread.guardian, thread.pupil);
        messages_.push_back(MessageId::at(add(sent)));
    }
    void reply() {
        const auto& [id, thread] = any(threads_);
        add(reply_in(id, thread.guardian, thread.staff ? thread.staff : any(staff_), thread.pupil, !thread.staff));
    }
    void step() {
        switch (below(22)) {
            case 0:
            case 1:
            case 2: return send();
            case 3: return void(add(digest_of(any(staff_), {any_message(), any_message()})));
            case 4: return void(add(MessageReleased{any_message(), any(threads_).first, any(staff_), {}}));
            case 5:
                return void(add(MessageRescheduled{any_message(), any(threads_).first, any(staff_), {}, {}, {}, {}}));
            case 6: return reply();
            case 7:
                return void(posts_.push_back(
                    PostId::at(add(Posted{any(classes_), any(staff_), PostKind::notice, {}, {}, {}}))));
            case 8: return see();
            case 9:
                return void(awards_.push_back(
                    AwardId::at(add(PointAwarded{any(pupils_), any(classes_), any(staff_), "kindness"}))));
            case 10: return retract();
            case 11: return void(add(GuardianLinked{any(pupils_), any(adults_), {}, {}}));
            case 12: return void(add(GuardianUnlinked{any(pupils_), any(adults_), {}}));
            case 13: return void(add(PupilMoved{any(pupils_), any(classes_)}));
            case 14: return void(add(StaffAssigned{any(staff_), any(classes_), StaffRole::teacher}));
            case 15: return void(add(MessageWithdrawn{any_message(), any(threads_).first, any(staff_)}));
            case 16: return doubt();
            case 17:
            case 18: return meet();
            case 19: return deal_with_something();
            case 20: return oversee();
            default: return report();
        }
    }
    void doubt() {
        const auto message = any_message();
        const auto adult = any(adults_);
        add(AuthorshipDisputed{message, any(threads_).first, adult, any(pupils_), any(staff_), {adult, any(adults_)}});
        if (below(2) == 0) add(AuthorshipAnswered{any_message(), any(threads_).first, adult, Authorship::denied});
    }
    void meet() {
        const auto& [id, thread] = any(threads_);
        const auto carrier = any_message();
        const MeetingId meeting{
            add(MeetingRequested{id, thread.guardian, thread.staff, thread.pupil, carrier, 20, {}}).value};
        if (below(2) == 0) add(MeetingTimesProposed{meeting, MeetingSide::staff, any_message().sequence(), {}});
        if (below(2) == 0) add(MeetingAgreed{meeting, MeetingSide::guardian, any_message().sequence(), {}});
        if (below(4) == 0) add(MeetingDeclined{meeting, MeetingSide::staff, any_message().sequence()});
        if (below(4) == 0) add(MeetingCancelled{meeting, MeetingSide::guardian, {}});
    }
    void deal_with_something() {
        add(MessageHandled{any_message(), any(threads_).first, any(staff_), below(3) != 0});
        const LocalDate from{std::chrono::days{20'000 + static_cast<int>(below(10))}};
        const LocalDate to = from + std::chrono::days{static_cast<int>(below(4))};
        aways_.push_back(AwayId::at(add(AwayRecorded{any(pupils_), {from, to}, AwayKind::absent, {}, any_message()})));
        if (below(2) == 0) add(AwayWithdrawn{any(aways_), any(pupils_)});
    }
    void oversee() {
        add(ThreadInspected{any(threads_).first, any(pupils_), any(staff_), {}});
        add(NewDeviceSignedIn{PersonKind::guardian, any(adults_).value, below(50)});
    }
    void see() {
        if (posts_.empty()) return;
        add(FeedSeen{PersonKind::guardian, any(adults_).value, any(classes_), any(posts_)});
    }
    void retract() {
        if (awards_.empty()) return;
        add(PointRetracted{any(awards_), any(pupils_), any(staff_), {}});
    }
    void report() {
        const auto id = add(MessageReported{any_message(), {}, any(pupils_), any(adults_), any(staff_), "", {}});
        if (below(2) == 0) add(ReportClosed{ReportId::at(id), {}, any(staff_), {}});
    }

    FactLog& log_;
    SchoolId school_;
    std::mt19937_64 random_;
    std::vector<ClassId> classes_;
    std::vector<StaffId> staff_;
    std::vector<PupilId> pupils_;
    std::vector<GuardianId> adults_;
    std::vector<std::pair<ThreadId, ThreadOpened>> threads_;
    std::vector<MessageId> messages_;
    std::vector<PostId> posts_;
    std::vector<AwardId> awards_;
    std::vector<AwayId> aways_;
};

/// All rows of a view, cursors too, in order.
inline std::vector<std::pair<std::string, std::string>> dump(const ViewSource& source, const ViewName& view) {
    std::vector<std::pair<std::string, std::string>> rows;
    source.read(view)->scan({}, {}, Direction::forward, [&](std::string_view key, std::string_view value) {
        rows.emplace_back(key, value);
        return true;
    });
    return rows;
}

}  // namespace hometime::test
