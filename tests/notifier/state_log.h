// A log whose decision state follows its facts, and whose tail hands them on: what a sequencer does, by hand.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "eventstore/base/clock.h"
#include "eventstore/tail.h"
#include "projections/state/school.h"
#include "tests/support/fact_log.h"
#include "tests/support/memory_log.h"

namespace hometime::test {

class StateLog {
public:
    explicit StateLog(const Clock& clock) : clock_(clock) {}

    /// Commits one fact with the rows that it changes, and publishes it. One thread at a time.
    Sequence append(Event event, SchoolId school = kSchool) {
        if (!log_.head(school)) commit(LogOpened{school, log_of(school)}, school);
        return commit(std::move(event), school);
    }
    [[nodiscard]] const EventLog& log() const { return log_; }
    [[nodiscard]] Tail& tail() { return tail_; }

private:
    Sequence commit(Event event, SchoolId school) {
        const auto head = log_.head(school);
        PendingRecord pending{school, {}, std::move(event)};
        pending.header.sequence = Sequence{(head ? head->size : 0) + 1};
        pending.header.recorded_at = newest_ = std::max(newest_, clock_.now());
        pending.header.tag = tag_of(pending.event);
        CachedRows rows(log_);
        Overlay changed(rows);
        evolve(changed, school, pending.header, pending.event);
        CommitBatch batch;
        batch.records.push_back(pending);
        for (const auto& [key, row] : changed.changes()) {
            batch.rows.push_back({key, row ? std::optional(encode_row(*row)) : std::nullopt});
        }
        const auto receipt = log_.commit(batch);
        if (!receipt) throw std::runtime_error("the fact was refused: " + receipt.error().detail);
        tail_.publish(receipt->records);
        return pending.header.sequence;
    }

    const Clock& clock_;
    UtcTime newest_;
    MemoryLog log_;
    Tail tail_{log_};
};

}  // namespace hometime::test
