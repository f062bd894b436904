// Makes batches that follow a log's head: facts of several kinds, some with private texts, rows and replies.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "eventstore/log.h"

namespace hometime::test {

inline constexpr SchoolId kSchool{0x0123456789};
inline constexpr SchoolId kOtherSchool{0x2345678901};
inline constexpr UtcTime kStart = from_unix_micros(1'764'000'000'000'000);  // 2025-11-24T16:00:00Z

inline Uuid log_of(SchoolId school) {
    Uuid log;
    store_be(log.bytes.data(), school.value);
    return log;
}

/// A fact at its place. One second passes between facts.
inline PendingRecord pending(SchoolId school, std::uint64_t sequence, Event event) {
    PendingRecord record;
    record.school = school;
    record.header.sequence = Sequence{sequence};
    record.header.recorded_at = kStart + std::chrono::seconds(sequence);
    record.header.actor = {ActorKind::guardian, 7};
    record.event = std::move(event);
    return record;
}

/// The text that the message at `sequence` carries.
inline std::string text_at(std::uint64_t sequence) {
    return "He will be late on day " + std::to_string(sequence) + ", sorry. " + std::string(sequence % 97, 'x');
}

/// The fact that stands at `sequence`: LogOpened, then messages and point awards by turns.
inline Event fact_at(SchoolId school, std::uint64_t sequence) {
    if (sequence == 1) return LogOpened{school, log_of(school)};
    if (sequence % 3 == 0) return PupilMoved{PupilId{sequence % 30}, ClassId{2}};
    MessageSent sent;
    sent.thread = ThreadId{5};
    sent.guardian = GuardianId{3};
    sent.staff = StaffId{4};
    sent.pupil = PupilId{sequence < 30 ? 1 + sequence % 11 : sequence / 5};  // New keys all the time.
    sent.category = Category::general;
    sent.route = Route::teacher;
    sent.text.text = text_at(sequence);
    return sent;
}

inline std::string row_key(SchoolId school, std::uint64_t number) {
    std::string key;
    append_be(key, school.value);
    append_be(key, number * 0x9E3779B97F4A7C15U);
    return key;
}

inline ReplyKey reply_key(SchoolId school, std::uint64_t number) {
    ReplyKey key{school, 7, {}};
    store_be(key.client_id.bytes.data(), number);
    return key;
}

/// `count` facts on top of a log of `size`, each with two rows and a reply.
inline CommitBatch batch_after(SchoolId school, std::uint64_t size, std::uint64_t count) {
    CommitBatch batch;
    for (auto at = size + 1; at <= size + count; ++at) {
        batch.records.push_back(pending(school, at, fact_at(school, at)));
        batch.rows.push_back({row_key(school, at), "row " + std::to_string(at)});
        batch.rows.push_back({row_key(school, at % 50), "newest " + std::to_string(at)});
        batch.replies.push_back({reply_key(school, at), {Hash{static_cast<std::uint8_t>(at)}, std::to_string(at)}});
    }
    return batch;
}

/// Commits `count` facts on top of what `log` holds of `school`. A failure fails the test.
inline void extend(EventLog& log, SchoolId school, std::uint64_t count) {
    const auto head = log.head(school);
    const auto receipt = log.commit(batch_after(school, head ? head->size : 0, count));
    ASSERT_TRUE(receipt) << receipt.error().detail;
}

}  // namespace hometime::test
