#include "daemon/accounts/guessing.h"

#include <algorithm>

namespace hometime {

using std::chrono::seconds;

seconds Guessing::window_delay(std::deque<UtcTime>& recent, std::size_t most, seconds window, UtcTime now) const {
    while (!recent.empty() && recent.front() + window <= now) recent.pop_front();
    if (recent.size() < most) return seconds{0};
    return std::chrono::ceil<seconds>(recent.front() + window - now);
}

seconds Guessing::account_delay(const std::string& account, UtcTime now) {
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return seconds{0};
    auto& failures = found->second;
    if (failures.last + limits_.account_window <= now && failures.in_a_row < limits_.per_account) {
        accounts_.erase(found);
        return seconds{0};
    }
    if (failures.in_a_row < limits_.per_account) return seconds{0};
    const auto doublings = std::min<std::size_t>(failures.in_a_row - limits_.per_account, 10);
    const auto delay = std::min(limits_.delay_max, limits_.delay_first * (1 << doublings));
    const auto until = failures.last + delay;
    return until <= now ? seconds{0} : std::chrono::ceil<seconds>(until - now);
}

seconds Guessing::wait_for(const std::string& account, const std::string& address, UtcTime now) {
    const std::scoped_lock lock(mutex_);
    const auto found = addresses_.find(address);
    const auto by_address = found == addresses_.end()
                                ? seconds{0}
                                : window_delay(found->second.recent, limits_.per_address, limits_.address_window, now);
    return std::max(by_address, account_delay(account, now));
}

seconds Guessing::wait_for_code(const std::string& address, UtcTime now) {
    const std::scoped_lock lock(mutex_);
    const auto found = addresses_.find(address);
    const auto by_address = found == addresses_.end()
                                ? seconds{0}
                                : window_delay(found->second.recent, limits_.per_address, limits_.address_window, now);
    return std::max(by_address, window_delay(codes_, limits_.codes_per_hour, seconds{3600}, now));
}

void Guessing::note(std::map<std::string, Failures>& table, const std::string& key, UtcTime now) {
    if (table.size() >= limits_.tracked_max && !table.contains(key)) {
        table.erase(std::min_element(table.begin(), table.end(),
                                     [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    }
    auto& failures = table[key];
    failures.recent.push_back(now);
    if (failures.recent.size() > limits_.per_address) failures.recent.pop_front();
    ++failures.in_a_row;
    failures.last = now;
}

void Guessing::failed(const std::string& account, const std::string& address, UtcTime now) {
    const std::scoped_lock lock(mutex_);
    note(accounts_, account, now);
    if (!address.empty()) note(addresses_, address, now);
}

void Guessing::failed_code(const std::string& address, UtcTime now) {
    const std::scoped_lock lock(mutex_);
    if (!address.empty()) note(addresses_, address, now);
    codes_.push_back(now);
    if (codes_.size() > limits_.codes_per_hour) codes_.pop_front();
}

void Guessing::succeeded(const std::string& account) {
    const std::scoped_lock lock(mutex_);
    accounts_.erase(account);
}

}  // namespace hometime
