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

/// Counts failures. In memory: a restart forgives, and cannot be caused from outside. Any thread.
class Guessing {
public:
    explicit Guessing(GuessingLimits limits = {}) : limits_(limits) {}

    /// How long this account key and this address must wait before a try is even looked at; zero: go on.
    [[nodiscard]] std::chrono::seconds wait_for(const std::string& account, const std::string& address, UtcTime now);
    /// The same for a code.
    [[nodiscard]] std::chrono::seconds wait_for_code(const std::string& address, UtcTime now);
    void failed(const std::string& account, const std::string& address, UtcTime now);
    void failed_code(const std::string& address, UtcTime now);
    /// The right password: the account's failures are forgiven, the address's are not.
    void succeeded(const std::string& account);

private:
    struct Failures {
        std::deque<UtcTime> recent;
        std::size_t in_a_row = 0;
        UtcTime last;
    };
    [[nodiscard]] std::chrono::seconds account_delay(const std::string& account, UtcTime now);
    [[nodiscard]] std::chrono::seconds window_delay(std::deque<UtcTime>& recent, std::size_t most,
                                                    std::chrono::seconds window, UtcTime now) const;
    void note(std::map<std::string, Failures>& table, const std::string& key, UtcTime now);

    GuessingLimits limits_;
    std::mutex mutex_;
    std::map<std::string, Failures> accounts_;
    std::map<std::string, Failures> addresses_;
    std::deque<UtcTime> codes_;
};

}  // namespace hometime
