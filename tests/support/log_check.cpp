#include "tests/support/log_check.h"

#include <algorithm>
#include <map>
#include <set>

#include "eventstore/frame.h"
#include "eventstore/head_file.h"
#include "eventstore/merkle_proof.h"
#include "eventstore/recovery.h"

namespace hometime::test {

namespace {

ReplyKey key_of(const Submission& submission) {
    return {submission.school, submission.id->account, submission.id->client_id};
}

std::string place(SchoolId school, std::uint64_t sequence) {
    return to_string(school) + " " + std::to_string(sequence);
}

/// Calls `visit` with every record's header, school by school.
void each_header(const RocksLog& log, Breaks& breaks, const std::function<void(SchoolId, const RecordHeader&)>& visit) {
    for (const auto& head : log.heads()) {
        std::uint64_t seen = 0;
        const auto scanned = log.scan_frames(head.school, Sequence{1}, [&](Sequence at, std::string_view bytes) {
            ++seen;
            const auto framed = decode_frame(bytes);
            if (!framed || framed->header.sequence != at) {
                breaks.push_back({"I2", place(head.school, at.value) + " is not a record of that number"});
            } else {
                visit(head.school, framed->header);
            }
            return true;
        });
        if (!scanned) breaks.push_back({"I2", scanned.error().detail});
        if (scanned && seen != head.size) breaks.push_back({"I2", "a scan of " + place(head.school, seen) + " only"});
    }
}

/// The root of `school` when it had `size` records; nullopt: there are not so many.
std::optional<Hash> root_of(const RocksLog& log, SchoolId school, std::uint64_t size) {
    const auto head = log.head(school);
    if (!head || head->size < size) return std::nullopt;
    const auto source = log.tree(school);
    const auto root = root_at(source, size);
    return root ? std::optional(*root) : std::nullopt;
}

}  // namespace

std::string to_string(const Breaks& breaks) {
    std::string out;
    for (const auto& one : breaks) out += (out.empty() ? "" : "; ") + one.invariant + ": " + one.what;
    return out;
}

bool has(const Breaks& breaks, const std::string& invariant) {
    return std::any_of(breaks.begin(), breaks.end(), [&](const Broken& one) { return one.invariant == invariant; });
}

void History::add(Mark mark) {
    switch (mark.what) {
        case Happened::asked: return asked.push_back(mark.entry);
        case Happened::answered: return answered.push_back(mark.entry);
        case Happened::signed_note: return notes.push_back(mark.entry);
        case Happened::started: return;
    }
}

void check_log(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks) {
    check_i1_answered_is_there(log, ledger, history, breaks);
    check_i2_no_holes(log, breaks);
    check_i3_signed_for(log, ledger, history, breaks);
    check_i4_checkpoints_extend(ledger, breaks);
    check_groups(log, ledger, history, breaks);
    check_i8_time(log, breaks);
}

void check_i1_answered_is_there(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks) {
    for (const auto entry : history.answered) {
        const auto& told = ledger.told[entry];
        auto at = told.last.sequence.value - told.frames.size();
        for (const auto& wanted : told.frames) {
            const Position position{told.last.school, Sequence{++at}};
            const auto frame = log.frame(position);
            if (!frame || *frame != wanted) {
                breaks.push_back({"I1", place(position.school, at) + " was answered and is not there"});
                continue;
            }
            const auto record = log.read(position);
            if (!record) breaks.push_back({"I1", record.error().detail});
            if (!record || record->sealed.empty()) continue;
            if (const auto text = log.unseal(position.school, *record); !text) {
                breaks.push_back({"I1", place(position.school, at) + " lost its text: " + text.error().detail});
            }
        }
    }
}

void check_i2_no_holes(const RocksLog& log, Breaks& breaks) {
    each_header(log, breaks, [](SchoolId, const RecordHeader&) {});
}

void check_i3_signed_for(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks) {
    for (const auto entry : history.notes) {
        const auto& note = ledger.notes[entry];
        if (root_of(log, note.school, note.size) != note.root) {
            breaks.push_back({"I3", "a checkpoint of " + place(note.school, note.size) + " was signed"});
        }
    }
}

void check_i4_checkpoints_extend(const Ledger& ledger, Breaks& breaks) {
    for (const auto& note : ledger.notes) {
        if (note.extends) continue;
        breaks.push_back(
            {"I4", "the checkpoint of " + place(note.school, note.size) + " does not extend the one before"});
    }
}

namespace {

/// The groups of a log as its records say.
struct Groups {
    std::map<std::uint64_t, int> begun;  ///< by command
    std::vector<std::string> torn;
};

Groups groups_of(const RocksLog& log, Breaks& breaks) {
    Groups groups;
    std::map<SchoolId, RecordHeader> before;
    const auto ends = [](const RecordHeader& header) { return header.group_index + 1 == header.group_size; };
    each_header(log, breaks, [&](SchoolId school, const RecordHeader& header) {
        const auto [last, first] = before.try_emplace(school, header);
        if (header.group_index == 0) {
            ++groups.begun[header.session];
            if (!first && !ends(last->second)) groups.torn.push_back(place(school, header.sequence.value));
        } else if (first || last->second.group_index + 1 != header.group_index ||
                   last->second.session != header.session || last->second.group_size != header.group_size) {
            groups.torn.push_back(place(school, header.sequence.value));
        }
        last->second = header;
    });
    for (const auto& [school, last] : before) {
        if (!ends(last)) groups.torn.push_back(place(school, last.sequence.value));
    }
    return groups;
}

}  // namespace

void check_groups(const RocksLog& log, const Ledger& ledger, const History& history, Breaks& breaks) {
    const auto groups = groups_of(log, breaks);
    for (const auto& where : groups.torn) breaks.push_back({"I7", "a group of records is not whole at " + where});
    const std::set<std::size_t> asked(history.asked.begin(), history.asked.end());
    for (const auto& [command, count] : groups.begun) {
        if (command == 0 || !asked.contains(command - 1)) {
            breaks.push_back({"I5", "records of a command that nobody asked: " + std::to_string(command)});
        } else if (count > 1) {
            breaks.push_back(
                {"I6", "command " + std::to_string(command) + " is there " + std::to_string(count) + " times"});
        }
    }
    for (const auto entry : history.asked) {
        const auto& told = ledger.told[entry];
        const auto stored = log.reply(key_of(told.submission));
        const bool has_group = groups.begun.contains(entry + 1);
        const auto name = "command " + std::to_string(entry + 1);
        if (!stored) {
            breaks.push_back({"I6", stored.error().detail});
        } else if (stored->has_value() != has_group) {
            breaks.push_back({"I6", name + (has_group ? " has records and no reply" : " has a reply and no records")});
        } else if (*stored && told.reply && (*stored)->reply != *told.reply) {
            breaks.push_back({"I6", name + " was told another reply"});
        }
    }
}

void check_i8_time(const RocksLog& log, Breaks& breaks) {
    std::map<SchoolId, UtcTime> newest;
    each_header(log, breaks, [&](SchoolId school, const RecordHeader& header) {
        auto& before = newest[school];
        if (header.recorded_at < before) breaks.push_back({"I8", place(school, header.sequence.value) + " is earlier"});
        before = header.recorded_at;
    });
}

void check_i9_head(const RocksLog& log, const std::filesystem::path& folder, Breaks& breaks) {
    const auto file = HeadFile::open(posix_files(), DataFolder{folder}.head(), OpenMode::read);
    const auto head = file ? file->read() : tl::unexpected(file.error());
    if (!head) return breaks.push_back({"I9", "HEAD: " + head.error().detail});
    const auto commits = count_commits(log.database());
    if (!commits || *commits != head->commit) breaks.push_back({"I9", "HEAD counts other commits than the database"});
    if (log.heads() != head->schools) breaks.push_back({"I9", "HEAD does not vouch for all that is served"});
    for (const auto& school : head->schools) {
        if (root_of(log, school.school, school.size) != school.root) {
            breaks.push_back({"I9", "HEAD has another root of " + place(school.school, school.size)});
        }
    }
}

void check_i13_asked_again(RocksLog& log, Sequencer& sequencer, const Ledger& ledger, const History& history,
                           Breaks& breaks) {
    const std::set<std::size_t> answered(history.answered.begin(), history.answered.end());
    auto after = history;
    for (const auto entry : history.asked) {
        const auto& told = ledger.told[entry];
        const auto outcome = sequencer.run(told.submission);
        const auto* done = std::get_if<Done>(&outcome);
        const auto name = "command " + std::to_string(entry + 1);
        if (done == nullptr) {
            breaks.push_back({"I13", name + " is not done when it is asked again"});
        } else if (answered.contains(entry) && (!done->repeated || done->reply != *told.reply)) {
            breaks.push_back({"I6", name + " gets another answer when it is asked again"});
        }
    }
    Breaks then;
    check_groups(log, ledger, after, then);
    check_i2_no_holes(log, then);
    check_i1_answered_is_there(log, ledger, history, then);
    for (const auto& one : then) breaks.push_back({"I13", "after asking again: " + one.what});
}

std::string account_of(const RocksLog& log, const Ledger& ledger) {
    std::string account;
    for (const auto& head : log.heads()) {
        account += place(head.school, head.size);
        account += as_text(head.root);
        for (std::uint64_t at = 1; at <= head.size; ++at) {
            account += log.frame({head.school, Sequence{at}}).value_or("unreadable");
        }
    }
    for (const auto& told : ledger.told) {
        const auto stored = log.reply(key_of(told.submission));
        account += !stored ? "unreadable" : *stored ? (*stored)->reply : "none";
    }
    return account;
}

}  // namespace hometime::test
