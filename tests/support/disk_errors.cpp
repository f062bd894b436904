#include "tests/support/disk_errors.h"

#include "eventstore/head.h"

#include <utility>

namespace hometime::test {

namespace {

/// One day with one failing call, and what is left of it. False: the call never came.
bool live(const ErrorOptions& options, std::uint64_t call, ErrorFigures& figures) {
    const TempDir temp("hometime-errors");
    FaultDisk disk(temp.path());
    disk.fail({call, options.what, options.once});
    const CanonicalDay day(disk, temp.path());
    if (!disk.has_failed()) return false;
    ++figures.days;
    const auto calls = disk.calls();
    const auto where =
        " (call " + std::to_string(call) + (options.what == DiskFault::What::no_space ? ", no space" : ", error") + ")";
    const auto found = [&](const Breaks& breaks) {
        for (const auto& one : breaks) figures.breaks.push_back({one.invariant, one.what + where});
    };
    found(check_i10_silent(calls, day.ledger()));
    DiskModel model(disk.base());
    History history;
    for (const auto& one : calls) {
        model.apply(one);
        if (one.kind == DiskCall::Kind::mark) history.add(Mark::of(one.offset));
    }
    figures.answered += history.answered.size();
    CrashPoints crashes(day.ledger(), disk.base(), calls);
    std::mt19937_64 chance(options.seed + call);
    for (const auto& image :
         {read_image(temp.path()), model.image({}, chance), model.image({Names::lost, Contents::lost}, chance)}) {
        auto opened = crashes.open(image, history);
        if (opened.refused) opened.breaks.push_back({"I1", "refused though nothing is missing: " + opened.why});
        found(opened.breaks);
    }
    return true;
}

}  // namespace

std::string to_string(const ErrorFigures& figures) {
    return std::to_string(figures.days) + " days with a failing call, " + std::to_string(figures.answered) +
           " commands answered, " + std::to_string(figures.breaks.size()) + " invariants broken";
}

ErrorFigures fail_each_call(const ErrorOptions& options) {
    ErrorFigures figures;
    for (auto call = options.first + options.seed % options.every; live(options, call, figures);
         call += options.every) {
        if (has(figures.breaks, options.until)) break;
    }
    return figures;
}

DiskImage head_set_back(const FaultDisk& disk, std::uint64_t commits) {
    struct Written {
        std::uint64_t commit;
        std::shared_ptr<const std::string> file;
    };
    std::vector<Written> heads;
    DiskModel model(disk.base());
    std::mt19937_64 chance(1);
    for (const auto& call : disk.calls()) {
        model.apply(call);
        if (call.kind != DiskCall::Kind::write || call.path != "HEAD") continue;
        const auto head = decode_head(as_bytes(call.bytes));
        if (head) heads.push_back({head->commit, model.image({}, chance).files.at("HEAD")});
    }
    auto image = model.image({}, chance);
    for (const auto& head : heads) {
        if (head.commit + commits <= heads.back().commit) image.files["HEAD"] = head.file;
    }
    return image;
}

}  // namespace hometime::test
