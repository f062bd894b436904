#include "tests/support/corruption_truth.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>

#include "daemon/accounts/accounts.h"
#include "projections/views/runner.h"
#include "tests/support/folder_faults.h"

namespace hometime::test {

namespace {

constexpr UtcTime kThen = from_unix_micros(1'795'518'600'000'000);
constexpr int kAccounts = 40;

std::string login_of(int person) {
    return "person" + std::to_string(person) + "@family.example";
}

std::optional<std::string> value_of(const Result<std::string>& result) {
    return result ? std::optional(*result) : std::nullopt;
}

}  // namespace

FolderTruth::Things FolderTruth::things_of(const RocksLog& log, const Ledger& ledger) {
    Things things;
    for (const auto& head : log.heads()) {
        const auto school = to_string(head.school);
        things[school] = std::to_string(head.size) + std::string(as_text(head.root));
        std::string seen;
        const auto scanned = log.scan(head.school, Sequence{1}, [&](const Record& record) {
            seen += std::to_string(record.header.sequence.value) + " ";
            return true;
        });
        things[school + " scan"] = scanned ? std::optional(seen) : std::nullopt;
        for (std::uint64_t at = 1; at <= head.size; ++at) {
            const Position position{head.school, Sequence{at}};
            const auto name = school + " " + std::to_string(at);
            const auto record = log.read(position);
            things[name] = record ? value_of(log.frame(position)) : std::nullopt;
            if (record && !record->sealed.empty()) things[name + " text"] = value_of(log.unseal(head.school, *record));
        }
    }
    std::vector<std::string> keys;
    std::string all_rows;
    const auto rows = log.rows("", [&](std::string_view key, std::string_view value) {
        keys.emplace_back(key);
        all_rows.append(key).append(value);
        return true;
    });
    things["rows"] = rows ? std::optional(all_rows) : std::nullopt;
    for (const auto& key : keys) {
        const auto row = log.row(key);
        things["row " + key] = row ? std::optional(row->value_or("none")) : std::nullopt;
    }
    for (const auto& told : ledger.told) {
        const auto reply =
            log.reply({told.submission.school, told.submission.id->account, told.submission.id->client_id});
        things["reply " + std::to_string(told.submission.session)] =
            !reply ? std::nullopt : std::optional(*reply ? (*reply)->reply : "none");
    }
    return things;
}

/// What cannot be read is a failed read; what reads otherwise than it did is silent corruption.
Fate FolderTruth::compare(const Things& wanted, const Things& there, std::string& why) {
    auto fate = Fate::identical;
    for (const auto& [name, value] : wanted) {
        const auto found = there.find(name);
        if (found == there.end() || !found->second) {
            fate = Fate::failed_read;
        } else if (found->second != value) {
            why = name.substr(0, 40) + " reads otherwise";
            return Fate::silent;
        }
    }
    return fate;
}

void FolderTruth::fill(const std::filesystem::path& folder, Random& random, const Ledger& ledger) {
    ledger_ = ledger;
    copy_folder(folder, intact_.path());
    auto outcome = open_log({intact_.path(), {}, nullptr, nullptr}, random);
    if (!outcome || outcome->is_evidence()) throw std::runtime_error("the day's log does not open");
    log_open_ = std::move(outcome->log);
    log_ = things_of(*log_open_, ledger_);
    const auto store = ViewStore::open({DataFolder{folder}.views(), views::all_views(), ViewAccess::owner, {}}).value();
    views_ = views_of(*store).value();
    fill_accounts(folder, random);
    checkpoints_ = read_checkpoints(posix_files(), DataFolder{folder});
}

std::optional<FolderTruth::Things> FolderTruth::views_of(ViewStore& store) const {
    Tail tail(*log_open_);
    ViewRunner runner(*log_open_, tail, store);
    if (!runner.start()) return std::nullopt;
    for (const auto& head : log_open_->heads()) std::ignore = runner.caught_up(head.school, kReadYourWritesMax);
    tail.stop();
    runner.stop();
    if (runner.failure()) return std::nullopt;
    Things things;
    for (const auto& view : views::all_views()) {
        try {
            std::string rows;
            store.read(view)->scan({}, {}, Direction::forward, [&](std::string_view key, std::string_view value) {
                rows.append(key).append(value);
                return true;
            });
            things[to_string(view)] = rows;
        } catch (const ViewError&) {
            things[to_string(view)] = std::nullopt;
        }
    }
    return things;
}

void FolderTruth::fill_accounts(const std::filesystem::path& folder, Random& random) {
    const auto accounts = Accounts::open(DataFolder{folder}.accounts(), Hash{1}, random).value();
    for (int person = 0; person < kAccounts; ++person) {
        const auto number = static_cast<std::uint64_t>(person + 1);
        if (!accounts->create(kDaySchool, number, PersonKind::guardian, number, login_of(person),
                              "hash of " + std::to_string(person), kThen)) {
            throw std::runtime_error("an account cannot be made");
        }
        accounts_[login_of(person)] = "hash of " + std::to_string(person);
    }
}

Fate FolderTruth::fate_of(const std::string& kind, const std::filesystem::path& folder, Random& random,
                          std::string& why) const {
    if (kind == "views") return fate_of_views(folder, why);
    if (kind == "accounts") return fate_of_accounts(folder, random, why);
    const auto notes = kind == "checkpoints" ? fate_of_checkpoints(folder, why) : Fate::identical;
    if (notes == Fate::silent) return notes;
    const auto log = fate_of_log(folder, random, why);
    return log == Fate::identical ? notes : log;
}

Fate FolderTruth::fate_of_log(const std::filesystem::path& folder, Random& random, std::string& why) const {
    const auto outcome = open_log({folder, {}, nullptr, nullptr}, random);
    if (!outcome || outcome->is_evidence()) {
        why = outcome ? to_string(outcome->findings.front()) : outcome.error().detail;
        return Fate::refused;
    }
    return compare(log_, things_of(*outcome->log, ledger_), why);
}

/// A checkpoint that does not verify says nothing; one that does says what was signed.
Fate FolderTruth::fate_of_checkpoints(const std::filesystem::path& folder, std::string& why) const {
    const auto there = read_checkpoints(posix_files(), DataFolder{folder});
    for (const auto& note : there) {
        const auto was_signed = [&](const Signed& s) {
            return s.school == note.school && s.size == note.size && s.root == note.root;
        };
        if (std::any_of(ledger_.notes.begin(), ledger_.notes.end(), was_signed)) continue;
        why = "a checkpoint that nobody signed";
        return Fate::silent;
    }
    return there.size() == checkpoints_.size() ? Fate::identical : Fate::failed_read;
}

/// Views that do not open as written are made anew, empty: the log is the truth.
Fate FolderTruth::fate_of_views(const std::filesystem::path& folder, std::string& why) const {
    const auto store = ViewStore::open({DataFolder{folder}.views(), views::all_views(), ViewAccess::owner, {}});
    if (!store || (*store)->remade()) {
        why = store ? "made anew" : store.error().detail;
        return Fate::refused;
    }
    const auto there = views_of(**store);
    return there ? compare(views_, *there, why) : Fate::failed_read;
}

Fate FolderTruth::fate_of_accounts(const std::filesystem::path& folder, Random& random, std::string& why) const {
    try {
        const auto accounts = Accounts::open(DataFolder{folder}.accounts(), Hash{1}, random);
        if (!accounts) {
            why = accounts.error().detail;
            return Fate::refused;
        }
        Things there;
        for (const auto& [login, hash] : accounts_) {
            try {
                const auto account = (*accounts)->find(kDaySchool, login);
                // Gone is a sign-in that fails: the person asks for a new code. Another one's password would be silent.
                there[login] = account ? std::optional(account->password_hash) : std::nullopt;
            } catch (const std::runtime_error&) {
                there[login] = std::nullopt;
            }
        }
        return compare(accounts_, there, why);
    } catch (const std::runtime_error& error) {
        why = error.what();
        return Fate::refused;
    }
}

}  // namespace hometime::test
