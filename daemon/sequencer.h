// The sequencer: the one thread that decides. Commands queue up; while one batch is written and another fenced
// (commit_pipeline.h) the next one forms; an empty queue makes nobody wait for company.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <variant>
#include <vector>

#include "daemon/access/permissions.h"
#include "daemon/commands/commands.h"
#include "daemon/commit_pipeline.h"
#include "daemon/unshown_replies.h"
#include "eventstore/base/clock.h"
#include "eventstore/log.h"
#include "eventstore/tail.h"

namespace hometime {

/// A client's own id for a command, for ever unique per account; a repeat gets the first reply.
struct CommandId {
    std::uint64_t account = 0;
    Uuid client_id;
    Hash request_mac{};  ///< EventLog::request_mac of the request as it came
};

/// One command on its way: who, on what, under which sign-in.
struct Submission {
    SchoolId school;
    Command command;
    Actor actor;
    std::uint64_t session = 0;
    Operation operation{};
    Object object;
    std::optional<CommandId> id;
    std::optional<SignInMethod> sign_in{};  ///< how the actor proved who they are (S15)
    std::optional<UtcTime> verified_at{};   ///< when they last gave that secret
};

/// The command was accepted, now or (`repeated`) before. `reply` is JSON of positions and instants.
struct Done {
    std::string reply;
    Position last;  ///< newest fact of the school that the reply rests on; views must pass it
    bool repeated = false;
    bool changed = false;  ///< facts were recorded now
};
/// Not allowed (forbidden) or not there (not_found): the permission table's word.
struct Denied {
    Verdict verdict = Verdict::forbidden;
};
/// The same command id came with another request before.
struct IdClash {};
/// The queue is full: nothing happened, try again shortly.
struct Busy {};
/// There is no room on the disk for what would be recorded: nothing happened. Later, when there is room.
struct DiskFull {};
/// The daemon serves what can be read of a data folder, and takes nothing.
struct ReadOnly {};
/// The daemon is stopping, or its disk failed. What was not answered may or may not have happened;
/// the same command id finds out later.
struct Stopped {};

using Outcome = std::variant<Done, Refused, Denied, IdClash, Busy, DiskFull, ReadOnly, Stopped>;

/// Commands waiting at most. At the bound a submission is answered Busy at once; nothing is lost.
inline constexpr std::size_t kQueueMax = 10'000;
/// Commands per commit at most: bounds the time that one sync holds everybody else up.
inline constexpr std::size_t kBatchCommandsMax = 512;
/// Commands after which a batch goes to an idle disk although more are queued: by then deciding has taken about as
/// long as handing over does (docs/performance.md), and the disk could have been at work.
inline constexpr std::size_t kHandOverCommands = 32;
/// Facts after which a batch is closed, so that one large import is a batch of its own.
inline constexpr std::size_t kBatchFactsMax = 2048;

class Sequencer {
public:
    using Callback = std::function<void(Outcome)>;
    /// Whether there is room on the disk for these facts of one command. Called by the sequencer's thread.
    using Admission = std::function<bool(const std::vector<Event>&)>;

    /// `on_fatal` is called once, from a thread of the sequencer's, when the disk refused: the process must
    /// stop (exit 74). What is not durable by then is answered Stopped.
    Sequencer(EventLog& log, Tail& tail, const Clock& clock, std::function<void(const Error&)> on_fatal);
    ~Sequencer();
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;

    /// What would be recorded is asked about first, from now on. Before start() only.
    void ask_for_room(Admission admits) { admits_ = std::move(admits); }
    /// Instead of start(): whatever is submitted is answered `with`, at once, and probes pass.
    void refuse_everything(Outcome with);
    void start();
    /// Instead of start(): decides and commits what is queued, and what is submitted meanwhile, in the calling thread;
    /// returns when nothing is left. Until it is called again everybody waits. One thread only; no while_quiet().
    void work_off();
    /// Finishes what is queued, then ends the threads.
    void stop();

    /// `done` is called exactly once: from a thread of the sequencer's after the commit, one call at a time and in
    /// the order of the decisions, or at once when the queue is full or closed. It must be quick and must not run().
    void submit(Submission submission, Callback done);
    /// submit(), and waits for the outcome. Not from a Callback.
    [[nodiscard]] Outcome run(Submission submission);

    /// Batches that went through the commit since start; the watchdog watches it move.
    [[nodiscard]] std::uint64_t commits() const { return pipeline_.commits(); }
    [[nodiscard]] std::uint64_t facts() const { return pipeline_.facts(); }
    [[nodiscard]] std::size_t queued() const;
    /// Passes a probe through the loop: `passed` is called, as a Callback is, once everything that was queued
    /// before it has been committed. Never when the loop has ended.
    void probe(std::function<void()> passed);
    /// Runs `work` once everything that was queued before it has been committed and fenced, while nothing else is
    /// decided or written; everybody waits for it, so that it must be quick. Returns when it has run. False: the loop
    /// has ended, and it did not. Not from a Callback.
    [[nodiscard]] bool while_quiet(const std::function<void()>& work);

private:
    struct Pending {
        Submission submission;
        Callback done;
        std::function<void()> probe;            ///< instead of a submission
        std::function<void(bool ended)> quiet;  ///< instead of a submission
    };
    struct Batch;

    void loop();
    [[nodiscard]] bool decide_while(Batch& batch, const std::function<bool()>& more);
    void decide_and_hand_over(Batch& batch);
    [[nodiscard]] bool quiet_is_next() const { return !taken_.empty() && taken_.front().quiet; }
    void keep_quiet(const Batch& batch);
    [[nodiscard]] bool take(const Batch& batch);
    void decide_taken(Batch& batch);
    [[nodiscard]] bool may_hand_over(const Batch& batch) const;
    void hand_over(Batch& batch);
    [[nodiscard]] std::unique_ptr<PendingCommit> prepare(Batch& batch);
    [[nodiscard]] Outcome decide_one(Submission& submission, Batch& batch);
    [[nodiscard]] std::optional<StoredReply> reply_before(const ReplyKey& key) const;
    void record(const Submission& submission, Accepted accepted, Batch& batch);
    void stop_everybody(Batch& batch);
    void tell_once(const Error& error);

    EventLog& log_;
    const Clock& clock_;
    std::function<void(const Error&)> on_fatal_;
    Admission admits_;

    // The sequencer's thread only.
    CachedRows rows_;
    UtcTime stamp_{};                    ///< of the facts being decided: never earlier than a fact before them
    std::map<SchoolId, Sequence> last_;  ///< newest fact of each school, decided
    UnshownReplies replies_;
    std::deque<Pending> taken_;
    bool alone_ = false;             ///< there are no threads: whoever calls work_off() does everything
    std::uint64_t handed_over_ = 0;  ///< batches; the one being decided gets the next number

    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::deque<Pending> queue_;
    bool closing_ = false;
    bool failed_ = false;
    std::optional<Outcome> refusal_;  ///< of everything
    std::once_flag told_;
    CommitPipeline pipeline_;
    std::thread thread_;
};

}  // namespace hometime
