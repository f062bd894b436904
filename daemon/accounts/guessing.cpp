#include "daemon/accounts/guessing.h"

#include <algorithm>

namespace hometime {

namespace {

using std::chrono::seconds;

void forget_older(std::deque<UtcTime>& recent, seconds window, UtcTime now) {
    while (!recent.empty() && recent.front() + window <= now) recent.pop_front();
}

seconds window_delay(std::deque<UtcTime>& recent, std::size_t most, seconds window, UtcTime now) {
    forget_older(recent, window, now);
    if (recent.size() < most) return seconds{0};
    return std::chrono::ceil<seconds>(recent[recent.size() - most] + window - now);
}

}  // namespace

seconds Guessing::account_delay(const std::string& account, UtcTime now) {
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return seconds{0};
    auto& failures = found->second;
    if (failures.in_a_row < limits_.per_account) {
        forget_older(failures.recent, limits_.account_window, now);
        failures.in_a_row = failures.recent.size();
        return seconds{0};
    }
    const auto doublings = std::min<std::size_t>(failures.in_a_row - limits_.per_account, 10);
    const auto delay = std::min(limits_.delay_max, limits_.delay_first * (1 << doublings));
    const auto until = failures.last + delay;
    return until <= now ? seconds{0} : std::chrono::ceil<seconds>(until - now);
}

seconds Guessing::address_delay(const std::string& address, UtcTime now) {
    const auto found = addresses_.find(address);
    if (found == addresses_.end()) return seconds{0};
    return window_delay(found->second.recent, limits_.per_address, limits_.address_window, now);
}

seconds Guessing::begin(const std::string& account, const std::string& address, UtcTime now) {
    const std::scoped_lock lock(mutex_);
    const auto wait = std::max(address_delay(address, now), account_delay(account, now));
    if (wait.count() > 0) return wait;
    note(accounts_, account, now);
    if (!address.empty()) note(addresses_, address, now);
    return wait;
}

void Guessing::succeeded(const std::string& account, const std::string& address) {
    const std::scoped_lock lock(mutex_);
    accounts_.erase(account);
    take_back(addresses_, address);
}

void Guessing::not_judged(const std::string& account, const std::string& address) {
    const std::scoped_lock lock(mutex_);
    take_back(accounts_, account);
    take_back(addresses_, address);
}

seconds Guessing::begin_code(const std::string& address, UtcTime now) {
    const std::scoped_lock lock(mutex_);
    const auto by_all = window_delay(codes_, limits_.codes_per_hour, std::chrono::hours{1}, now);
    const auto wait = std::max(address_delay(address, now), by_all);
    if (wait.count() > 0) return wait;
    codes_.push_back(now);
    if (!address.empty()) note(addresses_, address, now);
    return wait;
}

void Guessing::code_succeeded(const std::string& address) {
    const std::scoped_lock lock(mutex_);
    if (!codes_.empty()) codes_.pop_back();
    take_back(addresses_, address);
}

void Guessing::note(Table& table, const std::string& key, UtcTime now) {
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

void Guessing::take_back(Table& table, const std::string& key) {
    const auto found = table.find(key);
    if (found == table.end() || found->second.in_a_row == 0) return;
    --found->second.in_a_row;
    if (!found->second.recent.empty()) found->second.recent.pop_back();
    if (found->second.in_a_row == 0) table.erase(found);
}

}  // namespace hometime
