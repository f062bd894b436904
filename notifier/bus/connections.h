// Which connections belong to whom, by the file descriptors that the socket names. One socket's; one thread.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace hometime::bus {

/// Connections of one subscriber to one socket. Source: the bus contract, section 6.
inline constexpr std::size_t kConnectionsMax = 4;
/// Subscriptions that are asked for over one connection, granted or not. Source: the same.
inline constexpr std::size_t kSubscriptionsMax = 64;

class Connections {
public:
    /// Whether what came over the connection counts: it is known, or there is room for one more of this subscriber's.
    [[nodiscard]] bool admits(int connection, const std::string& name) {
        const auto known = owners_.find(connection);
        if (known != owners_.end() && known->second == name) return true;
        if (known != owners_.end()) ended(connection);
        if (count(name) >= kConnectionsMax) return false;
        owners_[connection] = name;
        ++counts_[name];
        return true;
    }
    /// Counts a subscription that was asked for. False: it is one too many.
    [[nodiscard]] bool may_ask(int connection, const std::string& name) {
        auto& asked = asked_[connection];
        if (asked.name != name) asked = {name, 0};
        return ++asked.times <= kSubscriptionsMax;
    }
    void ended(int connection) {
        asked_.erase(connection);
        const auto known = owners_.find(connection);
        if (known == owners_.end()) return;
        if (--counts_[known->second] == 0) counts_.erase(known->second);
        owners_.erase(known);
    }
    void clear() { owners_.clear(), counts_.clear(), asked_.clear(); }
    [[nodiscard]] std::size_t count(const std::string& name) const {
        const auto found = counts_.find(name);
        return found == counts_.end() ? 0 : found->second;
    }
    [[nodiscard]] const std::map<std::string, std::size_t>& counts() const { return counts_; }

private:
    struct Asked {
        std::string name;
        std::size_t times = 0;
    };
    std::map<int, Asked> asked_;
    std::map<int, std::string> owners_;
    std::map<std::string, std::size_t> counts_;
};

}  // namespace hometime::bus
