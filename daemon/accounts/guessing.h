// Limits on guessing: how soon an account or an address may try again. Never a hard lock: a pupil could
// otherwise lock the head out.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "eventstore/base/time.h"

namespace hometime {

/// Source: reliability contract, section 4 (Cyber Essentials asks for 10 in 5 minutes at most).
struct GuessingLimits {
    std::size_t per_account = 5;  ///< failures in `account_window`, then a delay
    std::chrono::seconds account_window{300};
    std::chrono::seconds delay_first{30};  ///< doubles with each further failure
    std::chrono::seconds delay_max{900};
    std::size_t per_address = 20;  ///< failures in a minute
    std::chrono::seconds address_window{60};
    std::size_t codes_per_hour = 600;   ///< failed redemptions, all addresses together
    std::size_t tracked_max = 100'000;  ///< accounts and addresses; the oldest go first
};

/// Counts failures. A try counts as one from its beginning until it is known to be none: many tries at once
/// are counted like many in a row. In memory: a restart forgives, and cannot be caused from outside. Any thread.
class Guessing {
public:
    explicit Guessing(GuessingLimits limits = {}) : limits_(limits) {}

    /// How long this account key and this address must wait before a try is even looked at. Zero: go on, and
    /// report how it went unless it failed.
    [[nodiscard]] std::chrono::seconds begin(const std::string& account, const std::string& address, UtcTime now);
    /// The right password: the account's failures are forgiven, the address's earlier ones are not.
    void succeeded(const std::string& account, const std::string& address);
    /// Nobody looked at the try.
    void not_judged(const std::string& account, const std::string& address);

    /// The same for a code.
    [[nodiscard]] std::chrono::seconds begin_code(const std::string& address, UtcTime now);
    void code_succeeded(const std::string& address);

private:
    struct Failures {
        std::deque<UtcTime> recent;
        std::size_t in_a_row = 0;
        UtcTime last;
    };
    using Table = std::map<std::string, Failures>;
    [[nodiscard]] std::chrono::seconds account_delay(const std::string& account, UtcTime now);
    [[nodiscard]] std::chrono::seconds address_delay(const std::string& address, UtcTime now);
    void note(Table& table, const std::string& key, UtcTime now);
    static void take_back(Table& table, const std::string& key);

    GuessingLimits limits_;
    std::mutex mutex_;
    Table accounts_;
    Table addresses_;
    std::deque<UtcTime> codes_;
};

}  // namespace hometime
