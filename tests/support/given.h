// Decisions without a log: a school in memory, commands at instants, and what they record.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "daemon/commands/commands.h"
#include "daemon/http/defaults.h"
#include "eventstore/base/time_zone.h"
#include "projections/state/school.h"

namespace hometime::test {

/// A school with one class, two teachers who share it, an office, three pupils with three adults each, and the default
/// policy. Every accepted command is folded at once, so that the next one sees it.
class GivenSchool {
public:
    static constexpr SchoolId kSchool{0x77};
    static constexpr Actor kAdministrator{ActorKind::administrator, 1};
    static constexpr Actor kNotifier{ActorKind::system, 0};

    GivenSchool() {
        at("2026-11-24T09:15");
        static std::uint16_t opened = 0;  // Every school has a log of its own: calendars are remembered by it.
        ++opened;
        Uuid log;
        log.bytes[0] = static_cast<std::uint8_t>(opened >> 8U);
        log.bytes[1] = static_cast<std::uint8_t>(opened);
        accept(OpenSchool{kSchool, log, "Europe/London", "School", default_policy(), {"o@s.example", "1", "8 to 4"}});
        import();
        accept(GrantStaffRole{staff("office"), StaffRole::office});
    }

    /// The clock of the school's wall, like "2026-11-24T09:15" or with seconds.
    GivenSchool& at(const std::string& local) {
        const auto seconds = local.size() > 16 ? local : local + ":00";
        const auto zone = TimeZone::load("Europe/London").value();
        const auto date = *parse_local_date(seconds.substr(0, 10));
        const LocalMinute minute{std::stoi(seconds.substr(11, 2)) * 60 + std::stoi(seconds.substr(14, 2))};
        now_ = zone.endpoint(date, minute) + std::chrono::seconds(std::stoi(seconds.substr(17, 2)));
        return *this;
    }
    GivenSchool& at(UtcTime instant) {
        now_ = instant;
        return *this;
    }
    GivenSchool& as(Actor actor) {
        actor_ = actor;
        return *this;
    }
    GivenSchool& as(GuardianId guardian) { return as({ActorKind::guardian, guardian.value}); }
    GivenSchool& as(StaffId one) { return as({ActorKind::staff, one.value}); }

    /// Decides, and folds what was accepted.
    Decision when(const Command& command) {
        auto decision = decide(school(), command, Context{now_, actor_, next_});
        if (const auto* accepted = std::get_if<Accepted>(&decision)) fold(accepted->events);
        return decision;
    }
    /// when() that must be accepted.
    Accepted accept(const Command& command) {
        auto decision = when(command);
        if (const auto* refused = std::get_if<Refused>(&decision)) {
            throw std::runtime_error("refused: " + std::string(info(refused->reason).code));
        }
        return std::get<Accepted>(std::move(decision));
    }
    /// The code of a refusal; "accepted" when it was none.
    std::string refusal(const Command& command) {
        const auto decision = when(command);
        const auto* refused = std::get_if<Refused>(&decision);
        return refused == nullptr ? "accepted" : std::string(info(refused->reason).code);
    }

    /// Something that happened, whoever decided it.
    GivenSchool& record(const Event& event) {
        fold({event});
        return *this;
    }

    [[nodiscard]] School school() const { return {kSchool, rows_}; }
    [[nodiscard]] const MemoryRows& rows() const { return rows_; }
    [[nodiscard]] UtcTime now() const { return now_; }
    /// Everything that was recorded, oldest first.
    struct Recorded {
        RecordHeader header;
        Event event;
    };
    [[nodiscard]] const std::vector<Recorded>& history() const { return history_; }
    [[nodiscard]] std::string local(UtcTime instant) const {
        return TimeZone::load("Europe/London").value().format(instant).substr(0, 16);
    }
    [[nodiscard]] PupilId pupil(int number) const { return PupilId{external(ExternalKind::pupil, "p", number)}; }
    [[nodiscard]] GuardianId adult(int number) const {
        return GuardianId{external(ExternalKind::guardian, "a", number)};
    }
    [[nodiscard]] StaffId staff(const std::string& id) const {
        return StaffId{school().external(ExternalKind::staff, id)};
    }

    /// Issues an invite as the office; the invite's id.
    InviteId invite(PupilId pupil, GuardianId adult) {
        as(staff("office"));
        const auto reply = accept(IssueInvite{pupil, adult, {}, {"ABC", "hash"}, true}).reply;
        return InviteId{reply.at("invite").to_number<std::uint64_t>()};
    }
    /// Links an adult by a code, with an account of their own.
    void link(PupilId pupil, GuardianId adult) {
        const auto code = invite(pupil, adult);
        as({ActorKind::anonymous, 0});
        accept(RedeemInvite{code, 1000 + adult.value});
    }

private:
    [[nodiscard]] std::uint64_t external(ExternalKind kind, const char* letter, int number) const {
        return school().external(kind, letter + std::to_string(number));
    }

    void import() {
        ImportRoster roster;
        roster.classes.push_back({"c1", "c1", {"Year 1", {}}, {}});
        roster.classes.push_back({"c2", "c2", {"Year 2", {}}, {}});
        roster.staff.push_back({"tess", "t", {"Tess", "T", {}, {}, {}}, {}, {"c1"}, {}});
        roster.staff.push_back({"theo", "u", {"Theo", "T", {}, {}, {}}, {}, {"c2"}, {}});
        roster.staff.push_back({"office", "o", {"Otis", "O", {}, {}, {}}, {}, {}, {}});
        for (int i = 0; i < 3; ++i) {
            const auto id = "p" + std::to_string(i);
            roster.pupils.push_back({id, id, {"Pia", "P", {}, {}, {}}, {}, "c1"});
        }
        for (int i = 0; i < 9; ++i) {
            const auto id = "a" + std::to_string(i);
            roster.adults.push_back(
                {id, id, {"Ann", "A", {}, {}, {}}, {}, {{"p" + std::to_string(i / 3), Relationship::parent}}});
        }
        roster.terms = {{*parse_local_date("2026-09-01"), *parse_local_date("2027-07-24")}};
        as(kAdministrator).accept(roster);
    }

    void fold(const std::vector<Event>& events) {
        for (const auto& event : events) {
            RecordHeader header;
            header.sequence = next_;
            header.recorded_at = now_;
            header.tag = tag_of(event);
            header.actor = actor_;
            evolve(rows_, kSchool, header, event);
            history_.push_back({header, event});
            next_ = next_.next();
        }
    }

    MemoryRows rows_;
    std::vector<Recorded> history_;
    UtcTime now_{};
    Actor actor_ = kAdministrator;
    Sequence next_{1};
};

/// The facts of one kind among those recorded, in order.
template <class E>
std::vector<E> facts(const Accepted& accepted) {
    std::vector<E> found;
    for (const auto& event : accepted.events) {
        if (const auto* one = std::get_if<E>(&event)) found.push_back(*one);
    }
    return found;
}

}  // namespace hometime::test
