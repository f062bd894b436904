#include "daemon/backup/restored.h"

#include <algorithm>

#include "daemon/sequencer.h"
#include "eventstore/backup/summed.h"
#include "eventstore/base/json.h"
#include "eventstore/keystore.h"

namespace hometime {

namespace {

/// A thousand schools take 200 KiB. Bytes.
constexpr std::uint64_t kWordBytesMax = std::uint64_t{4} << 20;

Result<RestoredFolder> decode_word(std::string_view text) {
    const auto body = without_sum(text);
    if (!body) return tl::unexpected(body.error());
    return json::decode<RestoredFolder>(*body);
}

/// The log holds what came back, or that and the fact that says so.
Result<void> record_one(const EventLog& log, Sequencer& sequencer, const std::string& backup,
                        const RestoredLog& restored) {
    const auto head = log.head(restored.school);
    if (!head || head->size < restored.size) {
        return fail(ErrorCode::corrupt, "RESTORED: " + to_string(restored.school) + " does not hold what came back");
    }
    const auto outcome = sequencer.run(
        {restored.school, RecordRestore{restored.epoch, backup, restored.size, restored.root, restored.known_size},
         Actor{ActorKind::system, 0}, 0, Operation::record_restore, Object{}, std::nullopt});
    if (std::holds_alternative<Done>(outcome)) return {};
    return fail(ErrorCode::unavailable, "RESTORED: " + to_string(restored.school) + " cannot record the restore");
}

/// Keys that the key store has lost since this log was backed up: in the log they are destroyed from here on, so that
/// every text that cannot be read has its reason.
Result<void> record_destroyed(const KeyStoreIndex& keys, Sequencer& sequencer, SchoolId school) {
    std::vector<KeyToDestroy> gone;
    for (const auto key : keys.gone) {
        const auto& scope = keys.scopes[key - 1];
        if (scope.school == school) gone.push_back({key, scope.subject, scope.retention, scope.school_year});
    }
    for (std::size_t done = 0; done < gone.size(); done += kKeysDestroyedMax) {
        const auto end = std::min(gone.size(), done + kKeysDestroyedMax);
        DestroyKeys command{DestructionBasis::restored, {}, {}};
        for (auto i = done; i < end; ++i) command.keys.push_back(gone[i]);
        const auto outcome = sequencer.run({school, std::move(command), Actor{ActorKind::system, 0}, 0,
                                            Operation::destroy_keys, Object{}, std::nullopt});
        if (std::holds_alternative<Done>(outcome)) continue;
        return fail(ErrorCode::unavailable, "RESTORED: " + to_string(school) + " cannot record which keys are gone");
    }
    return {};
}

}  // namespace

std::string what_is_lost(const RestoredLog& log) {
    if (log.lost() == 0) return {};
    const auto first = std::to_string(log.size + 1);
    if (log.lost() == 1) return to_string(log.school) + " record " + first + " is lost";
    return to_string(log.school) + " records " + first + " to " + std::to_string(*log.known_size) + " are lost";
}

Result<void> leave_word(FileSystem& files, const DataFolder& folder, const RestoredFolder& restored) {
    return write_file_atomically(files, folder.restored(), as_bytes(with_sum(json::to_string(restored))));
}

Result<void> record_restore(EventLog& log, const DataFolder& folder, const Clock& clock, FileSystem& files) {
    const auto text = read_file(files, folder.restored(), kWordBytesMax);
    if (!text && text.error().code == ErrorCode::not_found) return {};
    if (!text) return fail(text.error().code, "RESTORED: " + text.error().detail);
    const auto word = decode_word(*text);
    if (!word) return fail(ErrorCode::corrupt, "RESTORED " + word.error().detail + ": restore again");
    const auto keys = read_key_store(files, folder.key_store(), std::nullopt);
    if (!keys) return fail(keys.error().code, "RESTORED: key store: " + keys.error().detail);
    {
        Tail tail(log);
        std::optional<Error> fatal;
        Sequencer sequencer(log, tail, clock, [&](const Error& error) { fatal = error; });
        sequencer.start();
        Result<void> outcome;
        for (const auto& one : word->schools) {
            outcome = record_one(log, sequencer, word->backup, one).and_then([&] {
                return record_destroyed(*keys, sequencer, one.school);
            });
            if (!outcome) break;
        }
        sequencer.stop();
        tail.stop();
        if (fatal) return tl::unexpected(*fatal);
        if (!outcome) return outcome;
    }
    if (auto removed = files.remove(folder.restored()); !removed) return removed;
    return files.sync_folder(folder.root);
}

}  // namespace hometime
