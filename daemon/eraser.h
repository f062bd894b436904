// Carries erasures out: what a person ordered and what is due by the policy becomes destroyed keys, and destroyed keys
// become a key store that does not hold them. Every step is a fact or can be seen in the key store, so a start finds
// whatever a crash left undone.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "daemon/accounts/accounts.h"
#include "daemon/sequencer.h"
#include "eventstore/kek.h"
#include "eventstore/rocks_log.h"

namespace hometime {

class Eraser {
public:
    struct Parts {
        RocksLog& log;
        const EventLog& rows;  ///< the same log, as everybody reads it
        Sequencer& sequencer;
        Accounts& accounts;
        const Clock& clock;
        Random& random;
        DataFolder folder;
        KekSource kek;
        std::function<bool()> has_room{};  ///< on the disk; while there is none nothing is begun. Empty: always
    };
    /// `on_fatal` as Sequencer's: the disk refused in the middle of a new generation.
    Eraser(Parts parts, std::function<void(const Error&)> on_fatal);
    ~Eraser() { stop(); }
    Eraser(const Eraser&) = delete;
    Eraser& operator=(const Eraser&) = delete;

    /// Before anybody seals or opens a text: the key ring learns which keys the log says are destroyed.
    void retire_destroyed();
    /// Begins to follow: orders at once, what is due at every start and on every new day (UTC).
    void start();
    void stop();
    /// Something was ordered. Any thread.
    void wake();

    /// All that can be done now, in the caller's thread: orders, what is due, a new generation where a destroyed key is
    /// still in the store. Errors: `busy` the disk has no room: nothing was begun; `key_missing`, `corrupt` the old
    /// generation stands, and it is tried again later; `unavailable` the disk refused: on_fatal was called.
    [[nodiscard]] Result<void> run_once();
    /// A new generation now, whether a key goes or not; recorded in every school's log. Returns its number.
    /// Errors: as run_once().
    [[nodiscard]] Result<std::uint64_t> rotate();
    /// Any thread.
    [[nodiscard]] KeyCounts counts() const { return parts_.log.keys().counts(); }

private:
    void loop();
    [[nodiscard]] Result<void> carry_out();
    void destroy_ordered(const School& school);
    [[nodiscard]] bool destroy_due(const School& school);
    void forget_erased_before_a_restore(const School& school);
    void forget_accounts(const School& school, const Subject& subject);
    [[nodiscard]] bool submit(SchoolId school, Command command, Operation operation);
    [[nodiscard]] Result<std::uint64_t> new_generation(RotationBasis basis);
    void record(std::uint64_t generation, RotationBasis basis);

    Parts parts_;
    std::function<void(const Error&)> on_fatal_;
    std::mutex at_work_;  ///< one at a time
    std::optional<std::chrono::sys_days> looked_for_due_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool work_ = true;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace hometime
