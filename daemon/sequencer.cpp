#include "daemon/sequencer.h"

#include <algorithm>
#include <future>

namespace hometime {

/// What one commit will hold, and whom to tell afterwards.
struct Sequencer::Batch {
    explicit Batch(const RowSource& below) : rows(below) {}
    CommitBatch log;
    Overlay rows;
    std::map<SchoolId, Sequence> next;  ///< the sequence that the next fact of a school gets
    std::map<ReplyKey, StoredReply> replies;
    UtcTime now;
    std::vector<std::pair<Callback, Outcome>> answers;
};

Sequencer::Sequencer(EventLog& log, Tail& tail, const Clock& clock, std::function<void(const Error&)> on_fatal)
    : log_(log), tail_(tail), clock_(clock), on_fatal_(std::move(on_fatal)), rows_(log) {
    for (const auto& head : log_.heads()) {
        last_[head.school] = Sequence{head.size};
        if (head.size == 0) continue;
        const auto newest = log_.read({head.school, Sequence{head.size}});
        if (newest) last_stamp_ = std::max(last_stamp_, newest->header.recorded_at);
    }
}

Sequencer::~Sequencer() {
    stop();
}

void Sequencer::start() {
    thread_ = std::thread([this] { loop(); });
}

void Sequencer::stop() {
    {
        const std::scoped_lock lock(mutex_);
        closing_ = true;
    }
    work_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Sequencer::submit(Submission submission, Callback done) {
    std::optional<Outcome> refused;
    {
        const std::scoped_lock lock(mutex_);
        if (closing_ || failed_) {
            refused = Stopped{};
        } else if (queue_.size() >= kQueueMax) {
            refused = Busy{};
        } else {
            queue_.push_back({std::move(submission), std::move(done), {}});
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
        queue_.push_back({{}, {}, std::move(passed)});
    }
    work_.notify_one();
}

std::deque<Sequencer::Pending> Sequencer::take() {
    std::unique_lock lock(mutex_);
    work_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    std::deque<Pending> taken;
    if (queue_.size() <= kBatchCommandsMax) {
        taken.swap(queue_);
    } else {
        const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(kBatchCommandsMax);
        taken.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
        queue_.erase(queue_.begin(), end);
    }
    return taken;
}

void Sequencer::loop() {
    for (;;) {
        auto taken = take();
        if (taken.empty()) return;  // Closing, and everything is done.
        if (process(taken)) continue;
        std::deque<Pending> rest;
        {
            const std::scoped_lock lock(mutex_);
            failed_ = true;
            rest.swap(queue_);
        }
        for (auto& pending : taken) {
            if (pending.done) pending.done(Stopped{});
        }
        for (auto& pending : rest) {
            if (pending.done) pending.done(Stopped{});
        }
        return;
    }
}

/// Decides everything taken, in one or more batches. False: the disk refused.
bool Sequencer::process(std::deque<Pending>& taken) {
    while (!taken.empty()) {
        Batch batch(rows_);
        std::vector<std::function<void()>> probes;
        batch.now = last_stamp_ = std::max(last_stamp_, clock_.now());  // Never earlier than a fact before it.
        while (!taken.empty() && batch.log.records.size() < kBatchFactsMax) {
            Pending pending = std::move(taken.front());
            taken.pop_front();
            if (pending.probe) {
                probes.push_back(std::move(pending.probe));
                continue;
            }
            batch.answers.emplace_back(std::move(pending.done), Stopped{});
            try {
                batch.answers.back().second = decide_one(pending.submission, batch);
            } catch (const StateError& error) {
                on_fatal_(Error{ErrorCode::corrupt, error.what()});
                for (auto& [done, outcome] : batch.answers) done(Stopped{});
                return false;
            }
        }
        if (!commit(batch)) {
            for (auto& [done, outcome] : batch.answers) done(Stopped{});
            return false;
        }
        for (auto& [done, outcome] : batch.answers) done(std::move(outcome));
        for (const auto& passed : probes) passed();
    }
    return true;
}

Outcome Sequencer::decide_one(Submission& submission, Batch& batch) {
    const School school(submission.school, batch.rows);
    if (const auto verdict = permit(school, submission.actor, submission.operation, submission.object);
        verdict != Verdict::allowed) {
        return Denied{verdict};
    }
    auto [next, added] = batch.next.try_emplace(submission.school, last_[submission.school].next());
    const auto newest = [&] { return Position{submission.school, Sequence{next->second.value - 1}}; };
    if (submission.id) {
        const ReplyKey key{submission.school, submission.id->account, submission.id->client_id};
        std::optional<StoredReply> stored;
        if (const auto recent = batch.replies.find(key); recent != batch.replies.end()) {
            stored = recent->second;
        } else if (auto found = log_.reply(key); found) {
            stored = std::move(*found);
        } else {
            throw StateError("the stored replies cannot be read: " + found.error().detail);
        }
        if (stored && stored->request_mac != submission.id->request_mac) return IdClash{};
        if (stored) return Done{std::move(stored->reply), newest(), true, false};
    }
    auto decision = decide(school, submission.command, Context{batch.now, submission.actor, next->second});
    if (auto* refused = std::get_if<Refused>(&decision)) return std::move(*refused);
    auto& accepted = std::get<Accepted>(decision);
    std::string reply = boost::json::serialize(accepted.reply);
    if (accepted.events.empty()) return Done{std::move(reply), newest(), false, false};
    record(submission, accepted, batch);
    if (submission.id) {
        batch.replies[{submission.school, submission.id->account, submission.id->client_id}] = {
            submission.id->request_mac, reply};
    }
    return Done{std::move(reply), newest(), false, true};
}

/// Numbers the facts, folds them into the batch's rows, and adds them to what will be committed.
void Sequencer::record(const Submission& submission, const Accepted& accepted, Batch& batch) {
    auto& next = batch.next.at(submission.school);
    const auto policy = [&] {
        const auto row = School(submission.school, batch.rows).school();
        return row ? row->policy : PolicyVersion{};
    }();
    std::uint32_t index = 0;
    for (const auto& event : accepted.events) {
        RecordHeader header;
        header.sequence = next;
        header.recorded_at = batch.now;
        header.tag = tag_of(event);
        header.actor = submission.actor;
        header.session = submission.session;
        header.policy = policy;
        header.causation = accepted.causation;
        header.group_index = index++;
        header.group_size = static_cast<std::uint32_t>(accepted.events.size());
        evolve(batch.rows, submission.school, header, event);
        batch.log.records.push_back({submission.school, header, event});
        next = next.next();
    }
}

bool Sequencer::commit(Batch& batch) {
    if (batch.log.records.empty()) return true;
    batch.log.rows.reserve(batch.rows.changes().size());
    for (const auto& [key, row] : batch.rows.changes()) {
        batch.log.rows.push_back({key, row ? std::optional(encode_row(*row)) : std::nullopt});
    }
    batch.log.replies.assign(batch.replies.begin(), batch.replies.end());
    const auto receipt = log_.commit(batch.log);
    if (!receipt) {
        on_fatal_(receipt.error());
        return false;
    }
    for (const auto& [key, row] : batch.rows.changes()) rows_.absorb(key, row);
    for (const auto& [school, next] : batch.next) last_[school] = Sequence{next.value - 1};
    commits_.fetch_add(1);
    facts_.fetch_add(receipt->records.size());
    tail_.publish(receipt->records);
    return true;
}

}  // namespace hometime
