// Watches who is told of what outside the application: by facts, the wall clock and what is handed over alone.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "notifier/channels/channel.h"
#include "tools/simulate/model.h"
#include "tools/simulate/probes.h"
#include "tools/simulate/timetable.h"

namespace hometime::simulation {

class NotificationJudge {
public:
    using Find = std::function<void(std::string invariant, std::string what)>;
    /// All must outlive it. `model`: the school before the fact that is judged.
    NotificationJudge(const Model& model, Timetables& timetables, Probes& probes, Find find)
        : model_(model), timetables_(timetables), probes_(probes), find_(std::move(find)) {}

    void fact(const RecordHeader& header, const Event& event);
    /// Something is handed over to a server.
    void handed_over(const HandOver& what, UtcTime wall);
    /// The faults are over for a while: nothing that should be told or settled may be left (I41).
    void calm(UtcTime now);

private:
    using Person = std::pair<PersonKind, std::uint64_t>;
    using Line = std::pair<Person, Channel>;
    struct Sealed {
        Line line;
        NotificationKind kind{};
        std::vector<Sequence> about;
        UtcTime closes_at;
        int handed_over = 0;
    };
    struct Progress {
        std::set<Sequence> told;
        NotificationId pending;
        std::optional<Occurrence> occurrence;
        std::set<LocalDate> refused_on;
        bool unusable = false;
        Sequence off_until{};  ///< what came before it was turned on is not told
    };
    struct Choices {
        bool email = true;
        bool push = false;
        bool follow_ups = true;
    };
    struct Reached {
        Sequence fact;
        UtcTime at;
    };

    void reached(Person person, const RecordHeader& header);
    void sealed(const RecordHeader& header, const NotificationSealed& e);
    void sealed_duty(const RecordHeader& header, const NotificationSealed& e);
    void settled(const RecordHeader& header, const NotificationSettled& e);
    void chosen(const RecordHeader& header, const ChannelsChosen& e);
    void readdressed(Person person);
    [[nodiscard]] bool is_open(const Person& person, UtcTime at);
    [[nodiscard]] bool answer_expected_soon(const NotificationSealed& e);
    [[nodiscard]] bool wants(const Person& person, Channel channel) const;
    void judge_untold(const Line& line, UtcTime now);

    const Model& model_;
    Timetables& timetables_;
    Probes& probes_;
    Find find_;
    std::map<Person, std::vector<Reached>> reached_;  ///< newest last, as many as an outbox keeps
    std::map<Sequence, Person> whose_;
    std::map<NotificationId, Sealed> under_way_;
    std::map<Line, Progress> progress_;
    std::map<Person, Choices> choices_;
    std::map<MessageId, UtcTime> due_;  ///< by when an answer is expected
    std::map<ConcernId, std::pair<std::uint32_t, UtcTime>> rounds_;
};

}  // namespace hometime::simulation
