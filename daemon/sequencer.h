// The sequencer: the one thread that decides and commits. Commands queue up; while one batch is being
// synced the next one forms; an empty queue makes nobody wait for company.
#pragma once

#include <atomic>
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
/// The daemon is stopping, or its disk failed. What was not answered may or may not have happened;
/// the same command id finds out later.
struct Stopped {};

using Outcome = std::variant<Done, Refused, Denied, IdClash, Busy, Stopped>;

/// Commands waiting at most. At the bound a submission is answered Busy at once; nothing is lost.
inline constexpr std::size_t kQueueMax = 10'000;
/// Commands per commit at most: bounds the time that one sync holds everybody else up.
inline constexpr std::size_t kBatchCommandsMax = 512;
/// Facts after which a batch is closed, so that one large import is a batch of its own.
inline constexpr std::size_t kBatchFactsMax = 2048;

class Sequencer {
public:
    using Callback = std::function<void(Outcome)>;

    /// `on_fatal` is called once, from the sequencer's thread, when the disk refused: the process must
    /// stop (exit 74). Nothing is answered after it but Stopped.
    Sequencer(EventLog& log, Tail& tail, const Clock& clock, std::function<void(const Error&)> on_fatal);
    ~Sequencer();
    Sequencer(const Sequencer&) = delete;
    Sequencer& operator=(const Sequencer&) = delete;

    void start();
    /// Finishes what is queued, then ends the thread.
    void stop();

    /// `done` is called exactly once: from the sequencer's thread after the commit, or at once when the
    /// queue is full or closed. It must be quick and must not call back into the sequencer's wait().
    void submit(Submission submission, Callback done);
    /// submit(), and waits for the outcome. Not from the sequencer's thread.
    [[nodiscard]] Outcome run(Submission submission);

    /// Batches that went through the commit since start; the watchdog watches it move.
    [[nodiscard]] std::uint64_t commits() const { return commits_.load(); }
    [[nodiscard]] std::uint64_t facts() const { return facts_.load(); }
    [[nodiscard]] std::size_t queued() const;
    /// Passes a probe through the loop: `passed` is called on the sequencer's thread once everything that
    /// was queued before it has been committed. Never when the loop has ended.
    void probe(std::function<void()> passed);

private:
    struct Pending {
        Submission submission;
        Callback done;
        std::function<void()> probe;  ///< instead of a submission
    };
    struct Batch;

    void loop();
    [[nodiscard]] std::deque<Pending> take();
    [[nodiscard]] bool process(std::deque<Pending>& taken);
    [[nodiscard]] Outcome decide_one(Submission& submission, Batch& batch);
    void record(const Submission& submission, const Accepted& accepted, Batch& batch);
    [[nodiscard]] bool commit(Batch& batch);

    EventLog& log_;
    Tail& tail_;
    const Clock& clock_;
    std::function<void(const Error&)> on_fatal_;
    CachedRows rows_;
    UtcTime last_stamp_{};
    std::map<SchoolId, Sequence> last_;  ///< newest fact of each school, committed

    mutable std::mutex mutex_;
    std::condition_variable work_;
    std::deque<Pending> queue_;
    bool closing_ = false;
    bool failed_ = false;
    std::atomic<std::uint64_t> commits_{0};
    std::atomic<std::uint64_t> facts_{0};
    std::thread thread_;
};

}  // namespace hometime
