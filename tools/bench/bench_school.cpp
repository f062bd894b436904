#include "tools/bench/bench_school.h"

#include <future>
#include <stdexcept>

#include "daemon/http/defaults.h"
#include "eventstore/open.h"

namespace hometime::bench {

namespace {

/// Tuesday 2026-11-24 11:10, while the teacher teaches: every message is held.
constexpr UtcTime kNow = from_unix_micros(1'795'518'600'000'000);
constexpr Actor kAdministrator{ActorKind::administrator, 1};

std::string numbered(const char* word, std::size_t number) {
    return word + std::to_string(number);
}

/// The first one has no number: most schools here have but one.
std::string named(const char* word, std::size_t number) {
    return number == 0 ? word : numbered(word, number);
}

}  // namespace

BenchSchool::BenchSchool(const std::filesystem::path& folder, std::size_t guardians, SchoolId school,
                         std::size_t classes)
    : school_(school), classes_(classes), clock_(kNow) {
    OpenOptions options;
    options.folder = folder;
    auto opened = open_log(options, random_);
    if (!opened) throw std::runtime_error(opened.error().detail);
    if (opened->is_evidence()) throw std::runtime_error(to_string(opened->findings.front()));
    log_ = std::move(opened->log);
    tail_ = std::make_unique<Tail>(*log_);
    sequencer_ = std::make_unique<Sequencer>(*log_, *tail_, clock_, [](const Error&) {});
    sequencer_->start();
    follow_the_newest();
    if (log_->head(school_)) {
        go_on(guardians);
        return;
    }
    open();
    link(guardians);
}

std::uint64_t BenchSchool::all_records() const {
    std::uint64_t records = 0;
    for (const auto& head : log_->heads()) records += head.size;
    return records;
}

BenchSchool::~BenchSchool() {
    sequencer_->stop();
    tail_->stop();
}

Done BenchSchool::run(Command command, Actor actor, Operation operation, Object object) {
    const auto outcome = sequencer_->run({school_, std::move(command), actor, 0, operation, object, std::nullopt});
    if (const auto* done = std::get_if<Done>(&outcome)) return *done;
    const auto* refused = std::get_if<Refused>(&outcome);
    throw std::runtime_error("the benchmark's school refused " + std::string(to_string(operation)) + ": " +
                             (refused != nullptr ? std::string(info(refused->reason).code) : "not allowed"));
}

void BenchSchool::open() {
    Uuid log;
    random_.fill(log.bytes);
    run(OpenSchool{school_,
                   log,
                   "Atlantic/Reykjavik",  // No summer time: the same windows every day.
                   "Benchmark School",
                   default_policy(),
                   {"office@bench.example", "0", "always"}},
        kAdministrator, Operation::open_school);
}

void BenchSchool::import(std::size_t guardians) {
    ImportRoster roster;
    for (std::size_t i = 0; i < classes_; ++i) {
        const auto id = named("class", i);
        const auto teacher = named("teacher", i);
        roster.classes.push_back({id, id, {id, {}}, {}});
        roster.staff.push_back({teacher, teacher, {"T", teacher, {}, {}, {}}, {}, {id}, {}});
    }
    roster.staff.push_back({"office", "office", {"O", "Office", {}, {}, {}}, {}, {}, {}});
    for (std::size_t i = 0; i < guardians; ++i) {
        const auto pupil = numbered("pupil", i);
        const auto adult = numbered("adult", i);
        roster.pupils.push_back({pupil, pupil, {pupil, "P", {}, {}, {}}, {}, named("class", i % classes_)});
        roster.adults.push_back({adult, adult, {adult, "A", {}, {}, {}}, {}, {{pupil, Relationship::parent}}});
    }
    roster.terms = {{*parse_local_date("2026-09-01"), *parse_local_date("2036-08-31")}};
    run(std::move(roster), kAdministrator, Operation::import_roster);
}

void BenchSchool::link(std::size_t guardians) {
    import(guardians);
    const CachedRows rows(*log_);
    const School state(school_, rows);
    const Actor office{ActorKind::staff, state.external(ExternalKind::staff, "office")};
    run(GrantStaffRole{StaffId{office.id}, StaffRole::office}, kAdministrator, Operation::grant_role,
        {ObjectKind::staff, office.id, {}});
    for (std::size_t i = 0; i < guardians; ++i) {
        const PupilId pupil{state.external(ExternalKind::pupil, numbered("pupil", i))};
        const GuardianId guardian{state.external(ExternalKind::guardian, numbered("adult", i))};
        const auto issued = run(IssueInvite{pupil, guardian, {}, {"ABC", "no code opens this"}, true}, office,
                                Operation::issue_invite, {ObjectKind::pupil, pupil.value, {}});
        const InviteId invite{issued.last.sequence.value};
        run(RedeemInvite{invite, 1000 + i}, {ActorKind::anonymous, 0}, Operation::create_account);
        run(AcceptPolicy{state.school()->policy}, {ActorKind::guardian, guardian.value}, Operation::accept_policy);
        writers_.push_back({pupil, guardian});
    }
}

/// On the school day after the newest fact of all schools: a log's time never goes back.
void BenchSchool::follow_the_newest() {
    std::optional<UtcTime> newest;
    for (const auto& head : log_->heads()) {
        const auto last = log_->read({head.school, Sequence{head.size}});
        if (!last) throw std::runtime_error(last.error().detail);
        if (!newest || *newest < last->header.recorded_at) newest = last->header.recorded_at;
    }
    if (!newest) return;
    day_ = static_cast<int>((*newest - kNow) / std::chrono::hours(24)) + 1;
    while (day_ % 7 == 4 || day_ % 7 == 5) ++day_;  // Saturday, Sunday
    clock_.set(kNow + std::chrono::hours(24 * day_));
}

/// With the guardians of before.
void BenchSchool::go_on(std::size_t guardians) {
    const CachedRows rows(*log_);
    const School state(school_, rows);
    for (std::size_t i = 0; i < guardians; ++i) {
        writers_.push_back({PupilId{state.external(ExternalKind::pupil, numbered("pupil", i))},
                            GuardianId{state.external(ExternalKind::guardian, numbered("adult", i))}});
    }
}

void BenchSchool::write_to_the_office() {
    const auto& who = writers_.front();
    run(SendMessage{who.pupil, {}, Category::attendance, std::string(kTextBytes, 'x')},
        {ActorKind::guardian, who.guardian.value}, Operation::send_message, {ObjectKind::pupil, who.pupil.value, {}});
}

void BenchSchool::live_a_day(std::size_t messages) {
    constexpr std::chrono::hours kUntilTheWindow{4};
    constexpr std::chrono::minutes kIntoIt{25};
    send(messages);
    const auto morning = clock_.now();
    clock_.set(morning + kUntilTheWindow + kIntoIt);
    const CachedRows rows(*log_);
    const StaffId teacher{School(school_, rows).external(ExternalKind::staff, "teacher")};
    const Actor notifier{ActorKind::system, 0};
    for (bool more = true; more;) {
        const auto sealed = run(SealDigest{teacher}, notifier, Operation::seal_digest);
        const auto reply = boost::json::parse(sealed.reply);
        run(RecordDelivery{DigestId{reply.at("digest").to_number<std::uint64_t>()}, DeliveryOutcome::delivered},
            notifier, Operation::record_delivery);
        more = reply.at("more").as_bool();
    }
    ++day_;
    const bool friday = (day_ - 1) % 7 == 3;  // The first day is a Tuesday.
    if (friday) day_ += 2;
    clock_.set(kNow + std::chrono::hours(24 * day_));
}

struct BenchSchool::Sending {
    std::size_t left;         ///< commands not yet submitted; the sequencer's thread only, once it runs
    std::size_t outstanding;  ///< writers that still wait
    std::promise<void> finished;
    std::string refusal;
};

/// Called by the sequencer's thread from the answer before, as an asynchronous client would.
void BenchSchool::submit_next(Sending& sending, std::size_t writer) {
    --sending.left;
    const auto& who = writers_[writer];
    Submission submission;
    submission.school = school_;
    submission.command = SendMessage{who.pupil, {}, Category::general, std::string(kTextBytes, 'x')};
    submission.actor = {ActorKind::guardian, who.guardian.value};
    submission.operation = Operation::send_message;
    submission.object = {ObjectKind::pupil, who.pupil.value, {}};
    CommandId id{1000 + writer, {}, {}};
    random_.fill(id.client_id.bytes);
    submission.id = id;
    sequencer_->submit(std::move(submission), [this, &sending, writer](const Outcome& outcome) {
        if (!std::holds_alternative<Done>(outcome)) sending.refusal = "a message was not accepted";
        if (sending.left > 0 && sending.refusal.empty()) return submit_next(sending, writer);
        if (--sending.outstanding == 0) sending.finished.set_value();
    });
}

double BenchSchool::send(std::size_t commands, std::size_t writers) {
    if (writers == 0) writers = writers_.size();
    Sending sending{commands, writers, {}, {}};
    const auto began = std::chrono::steady_clock::now();
    // From the sequencer's thread, so that `sending` belongs to one thread.
    sequencer_->probe([&] {
        for (std::size_t i = 0; i < writers; ++i) submit_next(sending, i);
    });
    sending.finished.get_future().wait();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    if (!sending.refusal.empty()) throw std::runtime_error(sending.refusal);
    return took.count();
}

}  // namespace hometime::bench
