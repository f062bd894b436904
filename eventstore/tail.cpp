#include "eventstore/tail.h"

#include <algorithm>

namespace hometime {

Tail::Tail(const EventLog& log, std::size_t records_max) : log_(log), records_max_(records_max) {
    for (const auto& head : log_.heads()) schools_[head.school].last = Sequence{head.size};
}

void Tail::publish(const Records& records) {
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& record : records) {
            auto& school = schools_[record->school];
            school.last = record->record.header.sequence;
            school.recent.push_back(record);
            order_.push_back(record->school);
        }
        for (; order_.size() > records_max_; order_.pop_front()) schools_[order_.front()].recent.pop_front();
    }
    arrived_.notify_all();
}

void Tail::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    arrived_.notify_all();
}

bool Tail::stopped() const {
    const std::scoped_lock lock(mutex_);
    return stopped_;
}

namespace {

Sequence cursor_of(const Cursors& cursors, SchoolId school) {
    const auto found = cursors.find(school);
    return found == cursors.end() ? Sequence{} : found->second;
}

}  // namespace

std::size_t Tail::schools_ahead(const Cursors& cursors) const {
    return static_cast<std::size_t>(std::count_if(schools_.begin(), schools_.end(), [&](const auto& entry) {
        return cursor_of(cursors, entry.first) < entry.second.last;
    }));
}

void Tail::take(Cursors& cursors, std::size_t max, Records& taken, std::vector<Older>& older) const {
    const auto ahead = schools_ahead(cursors);
    if (ahead == 0) return;
    const std::uint64_t share = std::max<std::size_t>(1, max / ahead);
    std::uint64_t room = max;
    for (const auto& [id, school] : schools_) {
        const auto from = cursor_of(cursors, id).next();
        if (room == 0 || school.last < from) continue;
        const auto first_kept = school.last.value + 1 - school.recent.size();
        auto count = std::min({share, room, school.last.value + 1 - from.value});
        if (from.value < first_kept) {
            count = std::min(count, first_kept - from.value);
            older.push_back({id, from, Sequence{from.value + count - 1}});
        } else {
            const auto begin = school.recent.begin() + static_cast<std::ptrdiff_t>(from.value - first_kept);
            taken.insert(taken.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
        }
        room -= count;
        cursors[id] = Sequence{from.value + count - 1};
    }
}

Result<void> Tail::read_older(const Older& older, Records& taken) const {
    auto expected = older.from;
    const auto scanned = log_.scan(older.school, older.from, [&](const Record& record) {
        taken.push_back(std::make_shared<const LoggedRecord>(LoggedRecord{older.school, record}));
        expected = record.header.sequence.next();
        return record.header.sequence < older.to;
    });
    if (!scanned) return scanned;
    if (expected == older.to.next()) return {};
    return fail(ErrorCode::corrupt, "record " + std::to_string(expected.value) + " of " + to_string(older.school) +
                                        " was published but is not in the log");
}

Result<Tail::Records> Tail::next(Cursors& cursors, std::size_t max, std::chrono::milliseconds timeout) {
    Records taken;
    std::vector<Older> older;
    auto moved = cursors;
    {
        std::unique_lock lock(mutex_);
        // No time at all is no wait: asking the system for one costs a tenth of a millisecond.
        if (timeout > std::chrono::milliseconds(0)) {
            arrived_.wait_for(lock, timeout, [&] { return stopped_ || schools_ahead(cursors) > 0; });
        }
        if (stopped_) return taken;
        take(moved, max, taken, older);
    }
    for (const auto& range : older) {
        if (auto read = read_older(range, taken); !read) return tl::unexpected(read.error());
    }
    cursors = std::move(moved);
    return taken;
}

}  // namespace hometime
