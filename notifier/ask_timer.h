// When to ask the sequencer for something that only it can decide: at once, and then again when it said, or when the
// log says something new. Nothing in it is needed to recover: after a start everybody is asked for anew.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "eventstore/base/time.h"

namespace hometime {

/// After asking in vain (a busy queue, a clock that differs), the notifier asks again this much later.
inline constexpr std::chrono::milliseconds kAskAgain{1000};

/// `Key`: whom or what to ask for.
template <class Key>
class AskTimer {
public:
    /// Asks for it at once.
    void ask(const Key& key) { put(key, UtcTime{}); }
    void forget(const Key& key) { take_out(key); }
    /// Asks for everything that `which` holds of, at once.
    template <class Which>
    void ask_all(Which which) {
        std::vector<Key> found;
        for (const auto& [key, state] : known_) {
            if (which(key)) found.push_back(key);
        }
        for (const auto& key : found) ask(key);
    }

    /// For whom to ask now, `most` at a time: each is named once, and again only after kAskAgain on the steady clock.
    [[nodiscard]] std::vector<Key> due(UtcTime now, MonotonicTime steady, std::size_t most) {
        std::vector<Key> named;
        while (named.size() < most && !asked_.empty() && asked_.begin()->first + kAskAgain <= steady) {
            named.push_back(asked_.begin()->second);
            asked_.erase(asked_.begin());
        }
        while (named.size() < most && !waiting_.empty() && waiting_.begin()->first <= now) {
            named.push_back(waiting_.begin()->second);
            waiting_.erase(waiting_.begin());
        }
        for (const auto& key : named) {
            known_[key] = steady;
            asked_.emplace(steady, key);
        }
        return named;
    }

    /// The sequencer answered. `again_at` empty: not before the log says something new.
    void answered(const Key& key, std::optional<UtcTime> again_at) {
        const auto found = known_.find(key);
        if (found == known_.end() || !std::holds_alternative<MonotonicTime>(found->second)) return;  // Something new.
        if (again_at) {
            put(key, *again_at);
        } else {
            asked_.erase({std::get<MonotonicTime>(found->second), key});
            found->second = Never{};
        }
    }

    /// The next instant at which due() may name somebody who was not asked for yet; nullopt: none.
    [[nodiscard]] std::optional<UtcTime> next() const {
        return waiting_.empty() ? std::nullopt : std::optional(waiting_.begin()->first);
    }

private:
    struct Never {};
    using State = std::variant<Never, UtcTime, MonotonicTime>;

    void take_out(const Key& key) {
        const auto found = known_.find(key);
        if (found == known_.end()) return;
        if (const auto* at = std::get_if<UtcTime>(&found->second)) waiting_.erase({*at, key});
        if (const auto* asked = std::get_if<MonotonicTime>(&found->second)) asked_.erase({*asked, key});
        known_.erase(found);
    }
    void put(const Key& key, UtcTime at) {
        take_out(key);
        known_.emplace(key, at);
        waiting_.emplace(at, key);
    }

    std::map<Key, State> known_;
    std::set<std::pair<UtcTime, Key>> waiting_;      ///< until an instant
    std::set<std::pair<MonotonicTime, Key>> asked_;  ///< for an answer
};

}  // namespace hometime
