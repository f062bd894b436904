#include "tests/support/crash_points.h"

#include <algorithm>

#include "eventstore/head.h"

namespace hometime::test {

using Kind = DiskCall::Kind;

namespace {

constexpr UtcTime kLater = from_unix_micros(1'795'605'000'000'000);  // 2026-11-25 11:10

/// One for each of its two slots. A slot has 4,096 bytes, and every one is a disk that is opened three times.
constexpr std::size_t kHeadsByByte = 2;

/// `call` as it is when power goes while it is written: its first `length` bytes.
DiskCall torn(DiskCall call, std::size_t length) {
    call.bytes.resize(length);
    return call;
}

/// The lengths that a write may have when power goes during it.
std::vector<std::size_t> torn_lengths(const DiskCall& call, bool each_byte, std::size_t most, std::mt19937_64& chance) {
    std::vector<std::size_t> lengths;
    const auto first = kSectorBytes - call.offset % kSectorBytes;
    for (std::size_t at = each_byte ? 1 : first; at < call.bytes.size(); at += each_byte ? 1 : kSectorBytes) {
        lengths.push_back(at);
    }
    if (!each_byte && lengths.size() > most) {
        std::shuffle(lengths.begin(), lengths.end(), chance);
        lengths.resize(most);
    }
    if (!each_byte && call.bytes.size() > 1) lengths.push_back(1 + chance() % (call.bytes.size() - 1));
    return lengths;
}

}  // namespace

std::string to_string(const CrashFigures& f) {
    return std::to_string(f.calls) + " crash points, " + std::to_string(f.disks) + " disks, " +
           std::to_string(f.served) + " served whole, " + std::to_string(f.refused) + " refused, " +
           std::to_string(f.restarted) + " crashed again while starting, " + std::to_string(f.breaks.size()) +
           " invariants broken";
}

LivedDay::LivedDay() = default;

CrashFigures CrashPoints::run(const CrashOptions& options) {
    options_ = options;
    figures_ = {};
    known_.clear();
    heads_torn_ = 0;
    chance_.seed(options.seed);
    figures_.breaks = check_i9_order(calls_, ledger_);
    DiskModel model(base_);
    History history;
    const auto first = options.every > 1 ? chance_() % options.every : 0;
    for (std::size_t i = 0; i < calls_.size() && !is_enough(); ++i) {
        const auto& call = calls_[i];
        const bool chosen = i % options.every == first;
        if (chosen && call.kind == Kind::write) crash_during(model, call, history);
        model.apply(call);
        if (call.kind == Kind::mark) history.add(Mark::of(call.offset));
        if (!chosen || is_enough()) continue;
        ++figures_.calls;
        crash_here(model, history);
    }
    return figures_;
}

Opened CrashPoints::open_last() {
    DiskModel model(base_);
    History history;
    for (const auto& call : calls_) {
        model.apply(call);
        if (call.kind == Kind::mark) history.add(Mark::of(call.offset));
    }
    return open(model.image({}, chance_), history);
}

void CrashPoints::crash_here(const DiskModel& model, const History& history) {
    std::vector<Cut> cuts{{{Names::lost, Contents::lost}, false},
                          {{Names::kept, Contents::kept}, false},
                          {{Names::kept, Contents::lost}, false},
                          {{Names::lost, Contents::kept}, false}};
    for (std::size_t i = 0; i < options_.mixes; ++i) {
        cuts.push_back({{Names::some, Contents::torn}, false});
        cuts.push_back({{Names::some, i % 2 == 0 ? Contents::zeros : Contents::garbage}, true});
    }
    for (const auto& [cut, lies] : cuts) {
        if (is_enough()) return;
        const auto where = "after call " + std::to_string(figures_.calls) + ", " + to_string(cut);
        try_disk(model.image(cut, chance_), history, lies, where);
    }
}

void CrashPoints::crash_during(const DiskModel& model, const DiskCall& call, const History& history) {
    const bool is_head = call.path == "HEAD" && decode_head(as_bytes(call.bytes)).has_value();
    const bool is_key = call.path.starts_with("keys/") && call.bytes.size() < kSectorBytes;
    const bool each_byte = options_.each_byte && (is_key || (is_head && heads_torn_++ < kHeadsByByte));
    for (const auto length : torn_lengths(call, each_byte, options_.torn_most, chance_)) {
        if (is_enough()) return;
        auto half = model;
        half.apply(torn(call, length));
        try_disk(half.image({}, chance_), history, false,
                 "during " + to_string(call) + " after " + std::to_string(length));
    }
}

void CrashPoints::try_disk(const DiskImage& image, const History& history, bool lies, const std::string& what) {
    const auto known_as = std::pair(image.fingerprint(), history.asked.size() + history.answered.size());
    if (!known_.insert(known_as).second) return;
    ++figures_.disks;
    auto opened = open(image, history);
    if (opened.refused && !lies) opened.breaks.push_back({"I1", "refused though nothing is missing: " + opened.why});
    ++(opened.refused ? figures_.refused : figures_.served);
    for (auto& one : opened.breaks) figures_.breaks.push_back({one.invariant, one.what + " (" + what + ")"});
    if (opened.refused || options_.again_every == 0 || figures_.disks % options_.again_every != 0) return;
    crash_while_starting(image, opened, what);
}

/// Wherever the start is cut off, the next one ends where the first would have.
void CrashPoints::crash_while_starting(const DiskImage& image, const Opened& once, const std::string& what) {
    DiskModel model(image);
    std::set<std::size_t> tried;
    for (const auto& call : once.calls) {
        model.apply(call);
        for (const auto cut : {PowerCut{Names::kept, Contents::kept}, PowerCut{Names::lost, Contents::lost},
                               PowerCut{Names::some, Contents::torn}}) {
            if (is_enough()) return;
            const auto left = model.image(cut, chance_);
            if (!tried.insert(left.fingerprint()).second) continue;
            ++figures_.restarted;
            write_image(left, work_);
            FaultDisk disk(work_);
            const auto outcome = open_quietly(disk);
            const auto where = " (" + what + "; then after " + to_string(call) + ", " + to_string(cut) + ")";
            if (!outcome || outcome->is_evidence()) {
                const auto why = outcome ? to_string(outcome->findings.front()) : outcome.error().detail;
                figures_.breaks.push_back({"I12", "the second start refuses: " + why + where});
            } else if (account_of(*outcome->log, ledger_) != once.account) {
                figures_.breaks.push_back({"I12", "the second start ends elsewhere" + where});
            }
        }
    }
}

Result<OpenOutcome> CrashPoints::open_quietly(FaultDisk& disk) {
    return open_log({work_, {}, &disk.files(), disk.env()}, random_);
}

Opened CrashPoints::open(const DiskImage& image, const History& history) {
    Opened opened;
    write_image(image, work_);
    FaultDisk disk(work_);
    const auto refused = [&](const Result<OpenOutcome>& outcome) {
        opened.refused = !outcome || outcome->is_evidence();
        if (opened.refused) opened.why = outcome ? to_string(outcome->findings.front()) : outcome.error().detail;
        return opened.refused;
    };
    {
        auto outcome = open_quietly(disk);
        if (refused(outcome)) return opened;
        opened.account = account_of(*outcome->log, ledger_);
        check_log(*outcome->log, ledger_, history, opened.breaks);
        check_i9_head(*outcome->log, work_, opened.breaks);
        outcome->log.reset();
        opened.calls = disk.calls();
    }
    auto outcome = open_quietly(disk);
    if (refused(outcome)) {
        opened.refused = false;
        opened.breaks.push_back({"I12", "the second start refuses: " + opened.why});
        return opened;
    }
    if (outcome->adopted != 0 || outcome->cut_bytes != 0 || account_of(*outcome->log, ledger_) != opened.account) {
        opened.breaks.push_back({"I12", "the second start ends elsewhere"});
    }
    const ManualClock clock(kLater);
    DayLog day(std::move(*outcome), clock);
    check_i13_asked_again(day.log(), day.sequencer(), ledger_, history, opened.breaks);
    return opened;
}

}  // namespace hometime::test
