#include "daemon/sequencer.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>

#include "daemon/access/acceptance.h"
#include "daemon/commands/calendar_memory.h"
#include "eventstore/base/mutants.h"
#include "eventstore/codec.h"

namespace hometime {

namespace {

/// A bug that a test switches on.
void journal_texts(const Event& event) {
    const auto texts = private_texts(event);
    for (const auto text : texts.all()) spdlog::info("recorded: {}", text);
}

/// The log did not take what was decided: the disk refused, or a decision broke the log's rules.
struct PrepareFailed {
    Error error;
};

}  // namespace

/// What is being decided: what one commit will hold, and whom to tell afterwards.
struct Sequencer::Batch {
    explicit Batch(const RowSource& below) : rows(below) {}
    [[nodiscard]] bool empty() const { return answers.empty(); }
    [[nodiscard]] bool full() const {
        return answers.size() >= kBatchCommandsMax || log.records.size() >= kBatchFactsMax;
    }

    CommitBatch log;
    Overlay rows;
    std::vector<std::function<void(bool committed)>> answers;
};

Sequencer::Sequencer(EventLog& log, Tail& tail, const Clock& clock, std::function<void(const Error&)> on_fatal)
    : log_(log),
      clock_(clock),
      on_fatal_(std::move(on_fatal)),
      rows_(log),
      pipeline_(
          tail,
          [this] {
              {
                  const std::scoped_lock lock(mutex_);
              }  // So that the word does not fall between a look and a wait.
              work_.notify_all();
          },
          [this](const Error& error) { tell_once(error); }) {
    for (const auto& head : log_.heads()) {
        last_[head.school] = Sequence{head.size};
        if (head.size == 0) continue;
        const auto newest = log_.read({head.school, Sequence{head.size}});
        if (newest) stamp_ = std::max(stamp_, newest->header.recorded_at);
    }
}

Sequencer::~Sequencer() {
    stop();
}

void Sequencer::refuse_everything(Outcome with) {
    const std::scoped_lock lock(mutex_);
    refusal_ = std::move(with);
}

void Sequencer::start() {
    pipeline_.start();
    thread_ = std::thread([this] { loop(); });
}

void Sequencer::stop() {
    {
        const std::scoped_lock lock(mutex_);
        closing_ = true;
    }
    work_.notify_all();
    if (thread_.joinable()) thread_.join();
    pipeline_.stop();
}

void Sequencer::submit(Submission submission, Callback done) {
    std::optional<Outcome> refused;
    {
        const std::scoped_lock lock(mutex_);
        if (closing_ || failed_) {
            refused = Stopped{};
        } else if (refusal_) {
            refused = refusal_;
        } else if (queue_.size() >= kQueueMax) {
            refused = Busy{};
        } else {
            queue_.push_back({std::move(submission), std::move(done), {}, {}});
        }
    }
    if (refused) return done(std::move(*refused));
    work_.notify_one();
}

Outcome Sequencer::run(Submission submission) {
    std::promise<Outcome> promise;
    auto answer = promise.get_future();
    submit(std::move(submission), [&promise](Outcome outcome) { promise.set_value(std::move(outcome)); });
    return answer.get();
}

std::size_t Sequencer::queued() const {
    const std::scoped_lock lock(mutex_);
    return queue_.size();
}

void Sequencer::probe(std::function<void()> passed) {
    {
        const std::scoped_lock lock(mutex_);
        if (closing_ || failed_) return;
        if (!refusal_) queue_.push_back({{}, {}, std::exchange(passed, {}), {}});
    }
    if (passed) return passed();
    work_.notify_one();
}

bool Sequencer::while_quiet(const std::function<void()>& work) {
    std::promise<bool> promise;
    auto ran = promise.get_future();
    const auto quiet = [&](bool ended) {
        if (!ended) work();
        promise.set_value(!ended);
    };
    {
        const std::scoped_lock lock(mutex_);
        if (closing_ || failed_ || refusal_) return false;
        queue_.push_back({{}, {}, {}, quiet});
    }
    work_.notify_one();
    return ran.get();
}

void Sequencer::loop() {
    Batch batch(rows_);
    std::ignore = decide_while(batch, [] { return true; });
    stop_everybody(batch);
}

void Sequencer::work_off() {
    alone_ = true;
    Batch batch(rows_);
    if (!decide_while(batch, [this] { return !taken_.empty() || queued() > 0; })) stop_everybody(batch);
}

/// False: nothing will come, or the disk failed, or what it holds is damaged.
bool Sequencer::decide_while(Batch& batch, const std::function<bool()>& more) {
    try {
        while (more()) {
            if (!take(batch)) return false;
            decide_and_hand_over(batch);
        }
        return true;
    } catch (const StateError& error) {
        tell_once(Error{ErrorCode::corrupt, error.what()});
    } catch (const PrepareFailed& failed) {
        tell_once(failed.error);
    }
    return false;
}

/// Waits for something to do: commands, or a disk that is ready for what was decided. False: nothing will come, or
/// the disk failed.
bool Sequencer::take(const Batch& batch) {
    std::unique_lock lock(mutex_);
    if (quiet_is_next()) {
        work_.wait(lock,
                   [&] { return pipeline_.failed() || (batch.empty() ? pipeline_.idle() : may_hand_over(batch)); });
        return !pipeline_.failed();
    }
    if (!taken_.empty()) return !pipeline_.failed();
    work_.wait(lock, [&] {
        return !queue_.empty() || pipeline_.failed() || (batch.empty() ? closing_ : may_hand_over(batch));
    });
    if (pipeline_.failed()) return false;
    while (!queue_.empty() && taken_.size() < kBatchCommandsMax) {
        taken_.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    return !taken_.empty() || !batch.empty();
}

void Sequencer::decide_and_hand_over(Batch& batch) {
    rows_.shown(pipeline_.shown());
    replies_.shown(pipeline_.shown());
    stamp_ = mutant(Mutant::time_runs_back) ? clock_.now() : std::max(stamp_, clock_.now());
    if (mutant(Mutant::stamp_by_system)) stamp_ += SystemClock{}.monotonic().time_since_epoch() % 1000;
    decide_taken(batch);
    if (may_hand_over(batch)) hand_over(batch);
    if (quiet_is_next()) keep_quiet(batch);
}

/// Once nothing is on its way; until then take() waits, and nothing further is decided.
void Sequencer::keep_quiet(const Batch& batch) {
    if (!batch.empty() || !pipeline_.idle() || pipeline_.failed()) return;
    const auto quiet = std::move(taken_.front().quiet);
    taken_.pop_front();
    quiet(false);
}

/// A disk that has nothing to do gets what there is; one that is busy gets the next batch early if it is worth the
/// hand-over.
bool Sequencer::may_hand_over(const Batch& batch) const {
    if (batch.empty()) return false;
    return pipeline_.idle() || (batch.answers.size() >= kHandOverCommands && pipeline_.ready());
}

/// Decides what was taken, until the batch is full or worth handing over.
void Sequencer::decide_taken(Batch& batch) {
    while (!taken_.empty() && !batch.full()) {
        if (batch.answers.size() >= kHandOverCommands && pipeline_.ready()) return;
        if (quiet_is_next()) return;
        auto pending = std::move(taken_.front());
        taken_.pop_front();
        if (pending.probe) {
            batch.answers.emplace_back([passed = std::move(pending.probe)](bool committed) {
                if (committed) passed();
            });
            continue;
        }
        auto& answer = batch.answers.emplace_back();
        answer = [done = pending.done](bool) { done(Stopped{}); };  // Should deciding it find the state damaged.
        answer = [done = std::move(pending.done), outcome = decide_one(pending.submission, batch)](
                     bool committed) mutable { done(committed ? std::move(outcome) : Outcome{Stopped{}}); };
    }
}

void Sequencer::hand_over(Batch& batch) {
    DecidedBatch decided;
    decided.number = ++handed_over_;
    decided.commit = prepare(batch);
    decided.answers = std::exchange(batch.answers, {});
    const bool nothing_else = taken_.empty() && queued() == 0;
    if (alone_ || (pipeline_.idle() && nothing_else)) return pipeline_.commit_here(std::move(decided));
    pipeline_.push(std::move(decided));
}

/// Null: nothing was recorded. Throws PrepareFailed.
std::unique_ptr<PendingCommit> Sequencer::prepare(Batch& batch) {
    auto log = std::exchange(batch.log, {});
    if (log.records.empty()) return nullptr;
    log.rows.reserve(batch.rows.changes().size());
    for (const auto& [key, row] : batch.rows.take()) {
        log.rows.push_back({key, row ? std::optional(encode_row(*row)) : std::nullopt});
        rows_.absorb(handed_over_, key, row);
    }
    auto commit = log_.prepare(std::move(log));
    if (!commit) throw PrepareFailed{commit.error()};
    return std::move(*commit);
}

/// The loop has ended: whoever still waits is told so.
void Sequencer::stop_everybody(Batch& batch) {
    pipeline_.stop();
    {
        const std::scoped_lock lock(mutex_);
        failed_ = true;
        std::move(queue_.begin(), queue_.end(), std::back_inserter(taken_));
        queue_.clear();
    }
    for (const auto& answer : batch.answers) answer(false);
    for (auto& pending : taken_) {
        if (pending.done) pending.done(Stopped{});
        if (pending.quiet) pending.quiet(true);
    }
    taken_.clear();
}

void Sequencer::tell_once(const Error& error) {
    std::call_once(told_, [&] { on_fatal_(error); });
}

std::optional<StoredReply> Sequencer::reply_before(const ReplyKey& key) const {
    if (const auto* unshown = replies_.find(key)) return *unshown;
    auto stored = log_.reply(key);
    if (!stored) throw StateError("the stored replies cannot be read: " + stored.error().detail);
    return std::move(*stored);
}

Outcome Sequencer::decide_one(Submission& submission, Batch& batch) {
    const School school(submission.school, batch.rows);
    if (const auto verdict = permit(school, submission.actor, submission.operation, submission.object, stamp_);
        verdict != Verdict::allowed) {
        return Denied{verdict};
    }
    const auto& last = last_[submission.school];
    const auto newest = [&] { return Position{submission.school, last}; };
    std::optional<ReplyKey> key;
    if (submission.id) {
        key = ReplyKey{submission.school, submission.id->account, submission.id->client_id};
        auto stored = reply_before(*key);
        if (stored && stored->request_mac != submission.id->request_mac) return IdClash{};
        if (stored && mutant(Mutant::reply_rewritten)) stored->reply += ' ';
        if (stored) return Done{std::move(stored->reply), newest(), true, false};
    }
    if (auto refused = not_accepted(school, submission.actor, submission.operation)) return std::move(*refused);
    auto decision = decide(school, submission.command,
                           Context{stamp_, submission.actor, last.next(), submission.sign_in, submission.verified_at});
    if (auto* refused = std::get_if<Refused>(&decision)) return std::move(*refused);
    auto& accepted = std::get<Accepted>(decision);
    std::string reply = boost::json::serialize(accepted.reply);
    if (accepted.events.empty()) return Done{std::move(reply), newest(), false, false};
    if (admits_ && !admits_(accepted.events)) {
        forget_calendars();  // Those of facts that will not be: others will have their numbers.
        return DiskFull{};
    }
    record(submission, std::move(accepted), batch);
    if (key && !mutant(Mutant::reply_dropped)) {
        const StoredReply stored{submission.id->request_mac, reply};
        batch.log.replies.emplace_back(*key, stored);
        replies_.add(handed_over_ + 1, *key, stored);
    }
    return Done{std::move(reply), newest(), false, true};
}

/// Numbers the facts, folds them into the batch's rows, and adds them to what will be committed.
void Sequencer::record(const Submission& submission, Accepted accepted, Batch& batch) {
    auto& last = last_[submission.school];
    const auto policy = [&] {
        const auto row = School(submission.school, batch.rows).school();
        return row ? row->policy : PolicyVersion{};
    }();
    std::uint32_t index = 0;
    const auto group_size = static_cast<std::uint32_t>(accepted.events.size());
    for (auto& event : accepted.events) {
        if (mutant(Mutant::group_cut) && group_size > 1 && index + 1 == group_size) break;
        last = last.next();
        RecordHeader header;
        header.sequence = last;
        header.recorded_at = stamp_;
        header.tag = tag_of(event);
        header.actor = submission.actor;
        header.session = mutant(Mutant::command_unnamed) ? 0 : submission.session;
        header.policy = policy;
        header.causation = accepted.causation;
        header.group_index = index++;
        header.group_size = group_size;
        if (mutant(Mutant::texts_in_journal)) journal_texts(event);
        evolve(batch.rows, submission.school, header, event);
        batch.log.records.push_back({submission.school, header, std::move(event)});
    }
}

}  // namespace hometime
