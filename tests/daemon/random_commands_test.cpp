// A hundred thousand commands at random, decided as the sequencer decides them: what must never happen does not.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

#include "daemon/access/acceptance.h"
#include "daemon/access/permissions.h"
#include "projections/views/folder.h"
#include "tests/support/fact_log.h"
#include "tests/support/random_commands.h"

namespace hometime {
namespace {

using test::GivenSchool;

constexpr int kCommands = 100'000;

/// What is known of the school apart from the product's own state: worked out from the facts alone, and simply.
class Ledger {
public:
    void learn(const Event& event, Sequence at, UtcTime now) {
        std::visit(
            overloaded{[&](const MessageSent& e) { sent(e, at, now); },
                       [&](const MessageReleased& e) { shown(e.message, now); },
                       [&](const DigestSealed& e) {
                           for (const auto message : e.messages) shown(message, now);
                       },
                       [&](const MessageWithdrawn& e) { never_.insert(e.message); },
                       [&](const MessageUndelivered& e) { never_.insert(e.message); },
                       [&](const ReplySent& e) {
                           expect_contact(e.guardian, e.pupil, now, "a reply");
                           replies_.emplace(ReplyId::at(at), e);
                           if (!e.held && !e.sent_now) expect_awake(now);
                       },
                       [&](const ReplyReleased& e) {
                           const auto& reply = replies_.at(e.reply);
                           expect_contact(reply.guardian, reply.pupil, now, "a reply's release");
                           EXPECT_TRUE(replies_shown_.insert(e.reply).second) << "a reply was released twice";
                           if (!e.sent_now) expect_awake(now);
                       },
                       [&](const ReplyUndelivered& e) {
                           EXPECT_TRUE(replies_shown_.insert(e.reply).second) << "a reply was shown, and never was";
                       },
                       [&](const GuardianLinked& e) {
                           if (!e.approval) standard_[e.pupil].insert(e.guardian);
                           EXPECT_LE(standard_[e.pupil].size(), 2U) << "standard links";
                       },
                       [&](const GuardianUnlinked& e) { standard_[e.pupil].erase(e.guardian); },
                       [&](const ContactRestricted& e) {
                           restrictions_[{e.guardian, e.pupil}][at] = {e.from, e.until.value_or(UtcTime::max())};
                       },
                       [&](const RestrictionLifted& e) {
                           restrictions_[{e.guardian, e.pupil}].erase(e.restriction.sequence());
                       },
                       [&](const GuardianSuspended& e) { barred_until_[e.guardian] = e.until; },
                       [&](const GuardianRemoved& e) { barred_until_[e.guardian] = UtcTime::max(); },
                       [&](const GuardianReinstated& e) { barred_until_.erase(e.guardian); }, [](const auto&) {}},
            event);
    }
    [[nodiscard]] std::size_t released() const { return released_.size(); }
    [[nodiscard]] std::size_t never() const { return never_.size(); }
    [[nodiscard]] std::size_t replies_shown() const { return replies_shown_.size(); }

private:
    void sent(const MessageSent& e, Sequence at, UtcTime now) {
        expect_contact(e.guardian, e.pupil, now, "a message");
        const bool for_teachers = e.category == Category::general || e.category == Category::meeting;
        EXPECT_EQ(static_cast<bool>(e.staff), for_teachers) << "a routed category went to a teacher";
        EXPECT_NE(e.category, Category::progress);
        messages_.emplace(MessageId::at(at), e);
    }
    void shown(MessageId message, UtcTime now) {
        const auto found = messages_.find(message);
        ASSERT_NE(found, messages_.end());
        EXPECT_TRUE(found->second.staff) << "what went to the office reached an inbox";
        EXPECT_FALSE(never_.contains(message)) << "what was taken back reached an inbox";
        EXPECT_TRUE(released_.insert(message).second) << "a message reached an inbox twice";
        expect_contact(found->second.guardian, found->second.pupil, now, "a delivery");
    }
    /// D15, with the policy's own hours.
    static void expect_awake(UtcTime now) {
        const auto local = TimeZone::load("Europe/London").value().local(now);
        EXPECT_TRUE(7 * 3600 <= local.second_of_day && local.second_of_day < 20 * 3600)
            << "in a guardian's quiet hours";
    }
    void expect_contact(GuardianId guardian, PupilId pupil, UtcTime now, const char* what) {
        const auto barred = barred_until_.find(guardian);
        EXPECT_TRUE(barred == barred_until_.end() || barred->second <= now) << what << " of somebody removed";
        for (const auto& [id, span] : restrictions_[{guardian, pupil}]) {
            EXPECT_FALSE(span.first <= now && now < span.second) << what << " past a contact restriction";
        }
    }

    std::map<MessageId, MessageSent> messages_;
    std::set<MessageId> released_;
    std::set<MessageId> never_;
    std::map<ReplyId, ReplySent> replies_;
    std::set<ReplyId> replies_shown_;
    std::map<PupilId, std::set<GuardianId>> standard_;
    std::map<std::pair<GuardianId, PupilId>, std::map<Sequence, std::pair<UtcTime, UtcTime>>> restrictions_;
    std::map<GuardianId, UtcTime> barred_until_;
};

std::map<std::string, std::string> rows_of(const MemoryViews& views) {
    std::map<std::string, std::string> all;
    for (const auto& projection : views::all_projections()) {
        const auto name = projection->view();
        views.read(name)->scan("", "\xff", Direction::forward, [&](std::string_view key, std::string_view value) {
            all.emplace(std::string(name.name) + '/' + std::string(key), std::string(value));
            return true;
        });
    }
    return all;
}

std::map<std::string, std::string> folded(const test::FactLog& log, std::size_t at_once) {
    MemoryViews views;
    ViewFolder folder(log, views, views::all_projections());
    const auto facts = log.after({}, GivenSchool::kSchool);
    for (std::size_t from = 0; from < facts.size(); from += at_once) {
        const auto end = std::min(from + at_once, facts.size());
        const std::vector<std::shared_ptr<const LoggedRecord>> batch(facts.begin() + static_cast<std::ptrdiff_t>(from),
                                                                     facts.begin() + static_cast<std::ptrdiff_t>(end));
        EXPECT_TRUE(folder.fold(batch));
    }
    return rows_of(views);
}

class RandomSchool : public testing::Test {
protected:
    RandomSchool() : commands_(given_, seed_) {
        std::cout << "seed " << seed_ << " (HOMETIME_SEED sets it)\n";
        given_.as(GivenSchool::kAdministrator);
        for (const auto role : {StaffRole::slt, StaffRole::dsl}) {
            given_.accept(GrantStaffRole{given_.staff("office"), role});
        }
        for (; seen_ < given_.history().size(); ++seen_) learn_one();
    }

    void learn_one() {
        const auto& one = given_.history()[seen_];
        ledger_.learn(one.event, one.header.sequence, one.header.recorded_at);
    }
    /// As the sequencer: permission, acceptance, decision.
    void ask(const test::Asked& asked) {
        given_.at(given_.now() + commands_.pause()).as(asked.actor);
        const auto school = given_.school();
        if (permit(school, asked.actor, asked.operation, asked.object, given_.now()) != Verdict::allowed) {
            ++denied_;
            return;
        }
        auto refused = not_accepted(school, asked.actor, asked.operation);
        if (!refused) {
            auto decision = given_.when(asked.command);
            if (auto* accepted = std::get_if<Accepted>(&decision)) {
                ++accepted_;
                if (accepted->events.empty()) return;  // Nothing new happened.
                commands_.learn(accepted->events, given_.history()[seen_].header.sequence);
                for (; seen_ < given_.history().size(); ++seen_) learn_one();
                return;
            }
            refused = std::get<Refused>(decision);
        }
        EXPECT_FALSE(info(refused->reason).code.empty());
        reasons_.insert(std::string(info(refused->reason).code));
    }
    static std::uint64_t seed() {
        const char* wish = std::getenv("HOMETIME_SEED");
        return wish != nullptr ? std::strtoull(wish, nullptr, 10) : 20'261'124;
    }

    const std::uint64_t seed_ = seed();
    GivenSchool given_;
    test::RandomCommands commands_;
    Ledger ledger_;
    std::size_t seen_ = 0;
    int accepted_ = 0;
    int denied_ = 0;
    std::set<std::string> reasons_;
};

TEST_F(RandomSchool, NothingThatThePolicyForbidsEverHappensAndEverythingIsBuiltAnewAlike) {
    for (int i = 0; i < kCommands && !HasFailure(); ++i) ask(commands_.next());
    std::cout << accepted_ << " accepted, " << denied_ << " denied, " << ledger_.released() << " delivered, "
              << ledger_.never() << " never, " << given_.history().size() << " facts\n";
    EXPECT_GT(accepted_, 5'000);
    EXPECT_GT(denied_, 5'000);
    EXPECT_GT(ledger_.released(), 300U);
    EXPECT_GT(ledger_.never(), 20U);
    EXPECT_GT(ledger_.replies_shown(), 20U);
    for (const char* met : {"guardian-limit", "removed", "suspended", "use-meeting", "contact-ended", "invite-used",
                            "meeting-open", "policy-not-accepted", "already-linked"}) {
        EXPECT_TRUE(reasons_.contains(met)) << "never refused so: " << met;
    }

    test::FactLog log;
    MemoryRows rows;
    for (const auto& [header, event] : given_.history()) {
        log.append(header, event, GivenSchool::kSchool);
        evolve(rows, GivenSchool::kSchool, header, event);
    }
    ASSERT_EQ(rows.all().size(), given_.rows().all().size());
    for (const auto& [key, row] : given_.rows().all()) EXPECT_EQ(encode_row(*rows.find(key)), encode_row(*row));
    EXPECT_EQ(folded(log, 100), folded(log, 1'000'000));
}

}  // namespace
}  // namespace hometime
