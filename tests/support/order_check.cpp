// I9 and I10: the order of calls in the trace of a disk.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "eventstore/head.h"
#include "tests/support/log_check.h"

namespace hometime::test {

namespace {

using Kind = DiskCall::Kind;

std::uint64_t wal_number(const std::string& path) {
    if (!path.starts_with("log/") || !path.ends_with(".log")) return 0;
    return std::strtoull(path.c_str() + 4, nullptr, 10);
}

/// Follows what is written and what is synced, call by call.
class Order {
public:
    Order(const Ledger& ledger, Breaks& breaks) : ledger_(ledger), breaks_(breaks) {}

    void follow(const DiskCall& call) {
        if (call.kind == Kind::mark) return answered(Mark::of(call.offset));
        if (call.failed) return;
        if (call.kind == Kind::write) {
            auto& written = written_[call.path];
            written = std::max(written, call.offset + call.bytes.size());
            if (call.path == "HEAD") head_written(call);
        } else if (call.kind == Kind::sync) {
            synced_[call.path] = written_[call.path];
            if (call.path == "HEAD") vouched_ = next_;
        } else if (call.kind == Kind::create) {
            written_[call.path] = synced_[call.path] = 0;
        } else if (call.kind == Kind::rename) {
            written_[call.to] = written_[call.path];
            synced_[call.to] = synced_[call.path];
        }
    }

private:
    void head_written(const DiskCall& call) {
        const auto head = decode_head(as_bytes(call.bytes));
        if (!head) return breaks_.push_back({"I9", "HEAD is written and does not read"});
        if (call.offset == last_offset_) breaks_.push_back({"I9", "HEAD is written over the slot that counts"});
        last_offset_ = call.offset;
        next_.clear();
        for (const auto& school : head->schools) next_[school.school] = school.size;
        for (const auto& [path, length] : written_) {
            const auto number = wal_number(path);
            const bool vouched_for = number != 0 && number == head->wal.number;
            if (vouched_for && synced_[path] < head->wal.length) {
                breaks_.push_back({"I9", "HEAD is written before the write-ahead log is synced"});
            }
        }
        if (synced_["keys/store"] < head->keys.length) {
            breaks_.push_back({"I9", "HEAD is written before the keys are synced"});
        }
    }
    void answered(Mark mark) {
        if (mark.what == Happened::signed_note) {
            const auto& note = ledger_.notes[mark.entry];
            if (vouched_[note.school] < note.size) breaks_.push_back({"I9", "a checkpoint is ahead of HEAD"});
        }
        if (mark.what != Happened::answered) return;
        const auto& last = ledger_.told[mark.entry].last;
        if (vouched_[last.school] < last.sequence.value) {
            breaks_.push_back(
                {"I9", "command " + std::to_string(mark.entry + 1) + " is answered before HEAD is synced"});
        }
    }

    const Ledger& ledger_;
    Breaks& breaks_;
    std::map<std::string, std::uint64_t> written_;
    std::map<std::string, std::uint64_t> synced_;
    std::map<SchoolId, std::uint64_t> next_;     ///< sizes in the HEAD that was written last
    std::map<SchoolId, std::uint64_t> vouched_;  ///< sizes in the HEAD that was synced last
    std::uint64_t last_offset_ = ~std::uint64_t{0};
};

}  // namespace

Breaks check_i9_order(const std::vector<DiskCall>& calls, const Ledger& ledger) {
    Breaks breaks;
    Order order(ledger, breaks);
    for (const auto& call : calls) order.follow(call);
    return breaks;
}

namespace {

/// Whether a refusal must end the process. Files that are in nobody's way may stay; a checkpoint is tried again, for it
/// vouches only for what is fenced; and RocksDB writes OPTIONS for people: it reads none, and told to insist on one,
/// Debian's aborts.
bool must_end_it(const DiskCall& call) {
    return call.failed && call.kind != Kind::remove && !call.path.starts_with("checkpoints") &&
           call.path.find("OPTIONS-") == std::string::npos;
}

/// Names that a folder's next sync is for. RocksDB syncs it after it has written OPTIONS, too: for that file alone.
class UnsyncedNames {
public:
    void see(const DiskCall& call) {
        const auto& name = call.kind == Kind::rename || call.kind == Kind::link ? call.to : call.path;
        const auto folder = name.substr(0, name.rfind('/'));
        if (call.failed) return;
        if (call.kind == Kind::sync_folder) names_.erase(call.path);
        if (call.kind == Kind::rename) names_[folder].erase(call.path);
        if (call.kind == Kind::create || call.kind == Kind::rename || call.kind == Kind::link)
            names_[folder].insert(name);
    }
    [[nodiscard]] bool only_options(const std::string& folder) const {
        const auto of_folder = names_.find(folder);
        return of_folder != names_.end() && !of_folder->second.empty() &&
               std::all_of(of_folder->second.begin(), of_folder->second.end(),
                           [](const auto& name) { return name.find("OPTIONS-") != std::string::npos; });
    }

private:
    std::map<std::string, std::set<std::string>> names_;
};

}  // namespace

Breaks check_i10_silent(const std::vector<DiskCall>& calls, const Ledger& ledger) {
    Breaks breaks;
    std::map<SchoolId, std::uint64_t> in_head;
    const DiskCall* first = nullptr;
    UnsyncedNames names;
    for (const auto& call : calls) {
        const bool for_options = call.kind == Kind::sync_folder && names.only_options(call.path);
        if (must_end_it(call) && !for_options && first == nullptr) first = &call;
        names.see(call);
        if (first == nullptr && call.kind == Kind::write && call.path == "HEAD") {
            const auto head = decode_head(as_bytes(call.bytes));
            for (const auto& school : head.value_or(Head{}).schools) in_head[school.school] = school.size;
        }
        if (first == nullptr || call.kind != Kind::mark) continue;
        const auto mark = Mark::of(call.offset);
        if (mark.what == Happened::started) first = nullptr;  // Refused as the log was closed: nobody asked any more.
        if (mark.what != Happened::answered) continue;
        const auto& last = ledger.told[mark.entry].last;
        if (in_head[last.school] < last.sequence.value)
            breaks.push_back({"I10", "answered after " + to_string(*first)});
    }
    return breaks;
}

}  // namespace hometime::test
