#include "tests/support/canonical_day.h"

#include <algorithm>
#include <future>

#include "daemon/http/defaults.h"
#include "eventstore/frame.h"
#include "eventstore/merkle_proof.h"
#include "eventstore/recovery.h"
#include "projections/state/school.h"

namespace hometime::test {

namespace {

constexpr Actor kAdministrator{ActorKind::administrator, 1};
/// Tuesday 2026-11-24 11:10.
constexpr UtcTime kNow = from_unix_micros(1'795'518'600'000'000);
/// So many that the records of one school fill a tile of the tree.
constexpr int kManyAdults = 130;

/// The frames of the group that ends at `last`.
std::vector<std::string> frames_of_group(const RocksLog& log, Position last) {
    std::vector<std::string> frames;
    for (auto at = last.sequence.value; at > 0; --at) {
        auto frame = log.frame({last.school, Sequence{at}});
        if (!frame) break;
        const auto index = decode_frame(*frame).map([](const FramedRecord& r) { return r.header.group_index; });
        frames.insert(frames.begin(), std::move(*frame));
        if (index.value_or(0) == 0) break;
    }
    return frames;
}

bool extends(const RocksLog& log, const Signed& before, const Signed& after) {
    const auto source = log.tree(before.school);
    const auto proof = prove_consistency(source, before.size, after.size);
    return proof && verify_consistency(before.size, before.root, after.size, after.root, *proof);
}

}  // namespace

DayLog::DayLog(OpenOutcome outcome, const Clock& clock)
    : log_(std::move(outcome.log)),
      tail_(*log_),
      sequencer_(*log_, tail_, clock, [this](const Error&) { failed_ = true; }) {
    sequencer_.start();
}

DayLog::~DayLog() {
    sequencer_.stop();
    tail_.stop();
}

CanonicalDay::CanonicalDay(FaultDisk& disk, std::filesystem::path folder)
    : disk_(disk), folder_(std::move(folder)), clock_(kNow) {
    using Part = void (CanonicalDay::*)();
    for (const Part part :
         {&CanonicalDay::morning, &CanonicalDay::noon, &CanonicalDay::evening, &CanonicalDay::evening}) {
        if (!open()) return;
        try {
            (this->*part)();
        } catch (const StateError&) {
            return;  // The state cannot be read: a daemon stops.
        }
        const bool failed = log_->has_failed();
        checkpoints_.reset();
        log_.reset();
        if (failed) return;
    }
    over_ = !disk_.has_failed();
}

bool CanonicalDay::open() {
    disk_.mark(Mark{Happened::started, 0}.number());
    auto outcome = open_log({folder_, {}, &disk_.files(), disk_.env()}, random_);
    if (!outcome || outcome->is_evidence()) return false;
    log_ = std::make_unique<DayLog>(std::move(*outcome), clock_);
    checkpoints_ = std::make_unique<CheckpointWriter>(log_->log(), DataFolder{folder_}, disk_.files());
    return true;
}

void CanonicalDay::morning() {
    open_school(kDaySchool, kManyAdults);
    sign();
    for (int i = 0; i < 3; ++i) ask(new_adult(kDaySchool));
    open_school(kOtherDaySchool, 2);
    ask_at_once({new_adult(kDaySchool), new_adult(kOtherDaySchool), new_adult(kDaySchool), new_adult(kDaySchool)});
    sign();
}

/// The clock was set back by an hour over lunch, and runs on.
void CanonicalDay::noon() {
    clock_.advance(-std::chrono::hours(1));
    for (int i = 0; i < 3; ++i) ask(new_adult(i == 1 ? kOtherDaySchool : kDaySchool));
    clock_.advance(std::chrono::minutes(5));
    sign();
    ask_at_once({new_adult(kOtherDaySchool), new_adult(kOtherDaySchool), new_adult(kDaySchool)});
}

void CanonicalDay::evening() {
    clock_.advance(std::chrono::hours(4));
    ask(new_adult(kDaySchool));
    ask(new_adult(kOtherDaySchool));
    sign();
}

void CanonicalDay::open_school(SchoolId school, int adults) {
    Uuid log;
    store_be(log.bytes.data(), school.value);
    ask({school,
         OpenSchool{school, log, "Europe/London", "School", default_policy(), {"o@s.example", "1", "8 to 4"}},
         kAdministrator,
         0,
         Operation::open_school,
         {},
         {}});
    ImportRoster roster;
    roster.classes.push_back({"c", "c", {"Year 1", {}}, {}});
    roster.staff.push_back({"office", "o", {"Otis", "O", {}, {}, {}}, {}, {}, {}});
    roster.pupils.push_back({"p", "p", {"Pia", "P", {}, {}, {}}, {}, "c"});
    for (int i = 0; i < adults; ++i) {
        const auto id = "a" + std::to_string(i);
        roster.adults.push_back({id, id, {"Ann", "A", {}, {}, {}}, {}, {{"p", Relationship::parent}}});
    }
    ask({school, std::move(roster), kAdministrator, 0, Operation::import_roster, {}, {}});
    ask(role_of_office(school));
}

Submission CanonicalDay::role_of_office(SchoolId school) {
    const auto office = external(school, ExternalKind::staff, "office");
    return {school,
            GrantStaffRole{StaffId{office}, StaffRole::office},
            kAdministrator,
            0,
            Operation::grant_role,
            {ObjectKind::staff, office, {}},
            {}};
}

Submission CanonicalDay::new_adult(SchoolId school) {
    const auto pupil = external(school, ExternalKind::pupil, "p");
    const auto office = external(school, ExternalKind::staff, "office");
    return {school,
            RecordGuardian{
                "m" + std::to_string(++adults_), {"New", "Adult", {}, {}, {}}, PupilId{pupil}, Relationship::carer},
            {ActorKind::staff, office},
            0,
            Operation::record_guardian,
            {ObjectKind::pupil, pupil, {}},
            {}};
}

std::uint64_t CanonicalDay::external(SchoolId school, ExternalKind kind, const std::string& id) {
    const CachedRows rows(log_->log());
    return School(school, rows).external(kind, id);
}

void CanonicalDay::ask(Submission submission) {
    if (log_->has_failed()) return;
    const auto entry = enter(std::move(submission));
    answer(entry, log_->sequencer().run(ledger_.told[entry].submission));
}

void CanonicalDay::ask_at_once(std::vector<Submission> submissions) {
    if (log_->has_failed()) return;
    std::vector<std::size_t> entries;
    for (auto& submission : submissions) entries.push_back(enter(std::move(submission)));
    std::vector<std::promise<void>> done(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto entry = entries[i];
        log_->sequencer().submit(ledger_.told[entry].submission,
                                 [this, entry, &here = done[i]](const Outcome& outcome) {
                                     answer(entry, outcome);
                                     here.set_value();
                                 });
    }
    for (auto& one : done) one.get_future().wait();
}

std::size_t CanonicalDay::enter(Submission submission) {
    const auto entry = ledger_.told.size();
    submission.session = entry + 1;
    Uuid id;
    store_be(id.bytes.data(), std::uint64_t{entry + 1});
    submission.id = CommandId{9, id, Hash{static_cast<std::uint8_t>(entry + 1)}};
    ledger_.told.push_back({std::move(submission), {}, {}, {}});
    disk_.mark(Mark{Happened::asked, entry}.number());
    return entry;
}

/// Called from where an answer would go out to the client.
void CanonicalDay::answer(std::size_t entry, const Outcome& outcome) {
    const auto* done = std::get_if<Done>(&outcome);
    if (done == nullptr) return;
    disk_.mark(Mark{Happened::answered, entry}.number());
    const std::scoped_lock lock(mutex_);
    auto& told = ledger_.told[entry];
    told.reply = done->reply;
    told.last = done->last;
    told.frames = frames_of_group(log_->log(), done->last);
}

/// What was signed is read from where an auditor would find it.
void CanonicalDay::sign() {
    if (!checkpoints_->write_changed()) return;
    for (const auto& note : read_checkpoints(disk_.files(), DataFolder{folder_})) {
        const auto is_known = [&](const Signed& s) { return s.school == note.school && s.root == note.root; };
        if (std::any_of(ledger_.notes.begin(), ledger_.notes.end(), is_known)) continue;
        disk_.mark(Mark{Happened::signed_note, ledger_.notes.size()}.number());
        Signed next{note.school, note.size, note.root, true};
        for (const auto& before : ledger_.notes) {
            if (before.school == note.school) next.extends = extends(log_->log(), before, next);
        }
        ledger_.notes.push_back(next);
    }
}

}  // namespace hometime::test
