#include "daemon/eraser.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "daemon/commands/retention.h"

namespace hometime {

namespace {

/// How often a new day is looked for, and what failed is tried again.
constexpr std::chrono::seconds kLookEvery{30};

tl::unexpected<Error> no_room() {
    return fail(ErrorCode::busy, "the disk has no room");
}

KeyToDestroy to_destroy(const std::pair<std::uint64_t, KeyScope>& key) {
    return {key.first, key.second.subject, key.second.retention, key.second.school_year};
}

bool names_person(const Subject& subject, RetentionClass retention) {
    return retention == RetentionClass::identity && subject.kind != SubjectKind::school &&
           subject.kind != SubjectKind::school_class;
}

std::uint64_t account_of(const School& school, const Subject& subject) {
    switch (subject.kind) {
        case SubjectKind::pupil: return school.pupil(PupilId{subject.id})->account;
        case SubjectKind::guardian: return school.guardian(GuardianId{subject.id})->account;
        case SubjectKind::staff: return school.staff(StaffId{subject.id})->account;
        case SubjectKind::school:
        case SubjectKind::school_class:
        case SubjectKind::concern: break;
    }
    return 0;
}

}  // namespace

Eraser::Eraser(Parts parts, std::function<void(const Error&)> on_fatal)
    : parts_(std::move(parts)), on_fatal_(std::move(on_fatal)) {}

void Eraser::retire_destroyed() try {
    for (const auto& head : parts_.log.heads()) {
        const CachedRows rows(parts_.rows);
        School(head.school, rows).each_destroyed_key([&](const DestroyedKeyRow& row) {
            parts_.log.keys().retire(row.key);
            return true;
        });
    }
    // Nothing is pending yet; what was retired is so for good.
    if (const auto settled = parts_.log.keys().store_pending(); !settled) on_fatal_(settled.error());
} catch (const StateError& error) {
    on_fatal_({ErrorCode::corrupt, error.what()});  // What was destroyed cannot be told, so nobody is served.
}

void Eraser::start() {
    thread_ = std::thread([this] { loop(); });
}

void Eraser::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Eraser::wake() {
    {
        const std::scoped_lock lock(mutex_);
        work_ = true;
    }
    woken_.notify_all();
}

void Eraser::loop() {
    for (std::unique_lock lock(mutex_);;) {
        woken_.wait_for(lock, kLookEvery, [this] { return stopping_ || work_; });
        if (stopping_) return;
        work_ = false;
        lock.unlock();
        if (const auto done = run_once(); !done) spdlog::error("erasure: trying again later: {}", done.error().detail);
        lock.lock();
    }
}

Result<void> Eraser::run_once() {
    const std::scoped_lock lock(at_work_);
    try {
        return carry_out();
    } catch (const StateError& error) {
        return fail(ErrorCode::corrupt, error.what());
    } catch (const NoRoomForCredentials&) {
        return no_room();
    } catch (const std::exception& error) {  // CredentialsFailed, and whatever else says that the disk failed us.
        on_fatal_({ErrorCode::unavailable, error.what()});
        return fail(ErrorCode::unavailable, error.what());
    }
}

Result<void> Eraser::carry_out() {
    if (parts_.has_room && !parts_.has_room()) return no_room();
    const auto today = std::chrono::floor<std::chrono::days>(parts_.clock.now());
    const bool new_day = looked_for_due_ != today;
    bool all_due = true;  // Else it is tried again in a while, not tomorrow.
    for (const auto& head : parts_.log.heads()) {
        const CachedRows rows(parts_.rows);
        const School school(head.school, rows);
        if (!looked_for_due_) forget_erased_before_a_restore(school);
        destroy_ordered(school);
        if (new_day && !destroy_due(school)) all_due = false;
    }
    if (all_due) looked_for_due_ = today;
    if (!parts_.log.keys().holds_retired()) return {};
    return new_generation(RotationBasis::erasure).map([](std::uint64_t) {});
}

/// The command may be asked for again after a crash: it knows what is done.
void Eraser::destroy_ordered(const School& school) {
    std::vector<ErasureRow> open;
    school.each_erasure([&](const ErasureRow& row) {
        if (!row.completed) open.push_back(row);
        return true;
    });
    for (const auto& order : open) {
        const auto keys = parts_.log.keys().keys([&](const KeyScope& scope) {
            return scope.school == school.id() && scope.subject == order.subject &&
                   std::ranges::find(order.classes, scope.retention) != order.classes.end();
        });
        DestroyKeys command{DestructionBasis::request, order.id, {}};
        std::ranges::transform(keys, std::back_inserter(command.keys), to_destroy);
        for (const auto retention : order.classes) {
            if (!names_person(order.subject, retention)) continue;
            if (hold_over(school, order.subject, retention, parts_.clock.now())) continue;
            forget_accounts(school, order.subject);
        }
        if (submit(school.id(), std::move(command), Operation::destroy_keys)) {
            spdlog::info("erasure {} of school={}: {} keys destroyed", order.id.value, to_string(school.id()),
                         keys.size());
        }
    }
}

bool Eraser::destroy_due(const School& school) {
    const auto now = parts_.clock.now();
    auto keys = parts_.log.keys().keys([&](const KeyScope& scope) {
        if (scope.school != school.id()) return false;
        const auto due = expires_at(school, scope.subject, scope.retention, scope.school_year);
        return due && *due <= now && !hold_over(school, scope.subject, scope.retention, now);
    });
    for (std::size_t done = 0; done < keys.size(); done += kKeysDestroyedMax) {
        DestroyKeys command{DestructionBasis::expiry, {}, {}};
        const auto end = std::min(keys.size(), done + kKeysDestroyedMax);
        for (auto i = done; i < end; ++i) {
            command.keys.push_back(to_destroy(keys[i]));
            if (names_person(keys[i].second.subject, keys[i].second.retention)) {
                forget_accounts(school, keys[i].second.subject);
            }
        }
        if (!submit(school.id(), std::move(command), Operation::destroy_keys)) return false;
        spdlog::info("retention: {} keys of school={} were due and are destroyed", end - done, to_string(school.id()));
    }
    return true;
}

/// The credentials came back as they were in the backup; who was erased since is known by the keys that did not.
void Eraser::forget_erased_before_a_restore(const School& school) {
    std::vector<Sequence> facts;
    school.each_destroyed_key([&](const DestroyedKeyRow& row) {
        if (row.basis == DestructionBasis::restored) facts.push_back(row.destroyed);
        return true;
    });
    for (const auto fact : facts) {
        const auto record = parts_.rows.read({school.id(), fact});
        if (!record) throw StateError(record.error().detail);
        const auto* gone = std::get_if<KeyDestroyed>(&record->event);
        if (gone == nullptr || !names_person(gone->subject, gone->retention)) continue;
        const auto account = account_of(school, gone->subject);
        if (account != 0 && parts_.accounts.find(account)) parts_.accounts.erase(account);
    }
}

void Eraser::forget_accounts(const School& school, const Subject& subject) {
    if (const auto account = account_of(school, subject); account != 0) parts_.accounts.erase(account);
}

bool Eraser::submit(SchoolId school, Command command, Operation operation) {
    const auto outcome = parts_.sequencer.run(
        {school, std::move(command), {ActorKind::system, 0}, 0, operation, Object{}, std::nullopt});
    return std::holds_alternative<Done>(outcome);
}

Result<std::uint64_t> Eraser::rotate() {
    const std::scoped_lock lock(at_work_);
    if (parts_.has_room && !parts_.has_room()) return no_room();
    return new_generation(RotationBasis::rotation);
}

Result<std::uint64_t> Eraser::new_generation(RotationBasis basis) {
    const auto kek = load_kek(posix_files(), parts_.kek, parts_.random, false);
    if (!kek) return tl::unexpected(kek.error());
    const auto generation = parts_.log.keys().rotate(posix_files(), parts_.folder, kek->key, parts_.random);
    if (!generation) {
        if (generation.error().code == ErrorCode::unavailable) on_fatal_(generation.error());
        return generation;
    }
    spdlog::info("the key store has generation {}", *generation);
    record(*generation, basis);
    return generation;
}

/// In every log whose keys went, or in all; a commit also tells HEAD of the generation.
void Eraser::record(std::uint64_t generation, RotationBasis basis) {
    for (const auto& head : parts_.log.heads()) {
        const CachedRows rows(parts_.rows);
        const auto known = School(head.school, rows).key_store();
        if (basis == RotationBasis::erasure && known.destroyed <= known.rotated) continue;
        std::ignore = submit(head.school, RecordRotation{generation, basis}, Operation::record_rotation);
    }
}

}  // namespace hometime
