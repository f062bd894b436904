#include "daemon/accounts/accounts.h"

#include <rocksdb/db.h>
#include <sodium.h>

#include <algorithm>
#include <mutex>

#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

/// A sign-in's use is written at most so often: enough for idle limits, and no write on every request.
constexpr std::chrono::seconds kUseNotedEvery{30};
constexpr std::size_t kLoginMin = 3;
constexpr std::size_t kLoginMax = 254;  // an e-mail address, RFC 5321

std::string account_key(std::uint64_t account) {
    std::string key = "a";
    append_be(key, account);
    return key;
}

std::string login_key_of(SchoolId school, std::string_view login_mac) {
    std::string key = "l";
    append_be(key, school.value);
    return key.append(login_mac);
}

std::string session_key(std::string_view token) {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), as_bytes(token).data(), token.size());
    return "s" + std::string(as_text(digest));
}

std::string normal(std::string_view login) {
    while (!login.empty() && login.front() == ' ') login.remove_prefix(1);
    while (!login.empty() && login.back() == ' ') login.remove_suffix(1);
    std::string out(login);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string url_token(ByteView bytes) {
    std::string text = base64(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

}  // namespace

struct Accounts::Impl {
    std::unique_ptr<rocksdb::DB> db;
    Hash login_key{};
    Random* random = nullptr;
    SessionPolicy policy;
    std::mutex writing;  ///< look, then write: one at a time

    [[nodiscard]] std::optional<std::string> get(const std::string& key) const {
        std::string value;
        const auto status = db->Get({}, key, &value);
        if (status.IsNotFound()) return std::nullopt;
        if (!status.ok()) throw std::runtime_error("the credential store cannot be read");
        return value;
    }
    template <class T>
    [[nodiscard]] std::optional<T> row(const std::string& key) const {
        const auto text = get(key);
        if (!text) return std::nullopt;
        auto value = json::decode<T>(*text);
        if (!value) throw std::runtime_error("the credential store is damaged");
        return std::move(*value);
    }
    void write(rocksdb::WriteBatch& batch, bool sync) const {
        rocksdb::WriteOptions options;
        options.sync = sync;
        if (!db->Write(options, &batch).ok()) throw std::runtime_error("the credential store cannot be written");
    }
    [[nodiscard]] std::string mac(SchoolId school, std::string_view login) const {
        const std::string text = to_string(school) + '\n' + normal(login);
        std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> out{};
        crypto_auth_hmacsha256(out.data(), as_bytes(text).data(), text.size(), login_key.data());
        return hex(out);
    }
    void forget_sessions(rocksdb::WriteBatch& batch, std::uint64_t account) const {
        const std::unique_ptr<rocksdb::Iterator> at(db->NewIterator({}));
        for (at->Seek("s"); at->Valid() && at->key().starts_with("s"); at->Next()) {
            const auto session = json::decode<Session>(at->value().ToStringView());
            if (session && session->account == account) batch.Delete(at->key());
        }
    }
    [[nodiscard]] std::chrono::seconds idle_limit(const Session& session) const {
        if (session.kind == SessionKind::bearer) return policy.bearer_idle;
        return session.person_kind == PersonKind::staff ? policy.staff_idle : policy.guardian_idle;
    }
    [[nodiscard]] std::chrono::seconds absolute_limit(const Session& session) const {
        if (session.kind == SessionKind::bearer) return policy.bearer_absolute;
        return session.person_kind == PersonKind::staff ? policy.staff_absolute : policy.guardian_absolute;
    }
};

Accounts::Accounts(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Accounts::~Accounts() = default;

Result<std::unique_ptr<Accounts>> Accounts::open(const std::filesystem::path& folder, const Hash& login_key,
                                                 Random& random, SessionPolicy policy) {
    if (sodium_init() < 0) return fail(ErrorCode::unavailable, "there is no source of randomness");
    rocksdb::Options options;
    options.create_if_missing = true;
    options.paranoid_checks = true;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.write_buffer_size = std::size_t{1} << 20;
    options.keep_log_file_num = 1;
    options.info_log_level = rocksdb::InfoLogLevel::FATAL_LEVEL;
    auto impl = std::make_unique<Impl>();
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(options, folder.string(), &db);
    if (!status.ok()) {
        return fail(status.IsCorruption() ? ErrorCode::corrupt : ErrorCode::unavailable,
                    "the credential store cannot be opened: restore accounts/ from a backup");
    }
    impl->db.reset(db);
    impl->login_key = login_key;
    impl->random = &random;
    impl->policy = policy;
    return std::unique_ptr<Accounts>(new Accounts(std::move(impl)));
}

std::uint64_t Accounts::draw_account() {
    std::uint64_t number = 0;
    while (number == 0) number = load_be<std::uint64_t>(impl_->random->bytes<8>().data()) >> 11;  // 53 bits
    return number;
}

Result<void> Accounts::create(SchoolId school, std::uint64_t account, PersonKind kind, std::uint64_t person,
                              std::string_view login, const std::string& password_hash, UtcTime now) {
    const std::scoped_lock lock(impl_->writing);
    const auto mac = impl_->mac(school, login);
    if (impl_->get(login_key_of(school, mac))) return fail(ErrorCode::conflict, "the login name is taken");
    rocksdb::WriteBatch batch;
    batch.Put(account_key(account), json::to_string(Account{account, school, kind, person, mac, password_hash, now}));
    batch.Put(login_key_of(school, mac), std::to_string(account));
    impl_->write(batch, true);
    return {};
}

std::optional<Account> Accounts::find(SchoolId school, std::string_view login) const {
    const auto account = impl_->get(login_key_of(school, impl_->mac(school, login)));
    if (!account) return std::nullopt;
    return find(std::stoull(*account));
}

std::optional<Account> Accounts::find(std::uint64_t account) const {
    return impl_->row<Account>(account_key(account));
}

void Accounts::erase(std::uint64_t account) {
    const std::scoped_lock lock(impl_->writing);
    const auto row = find(account);
    if (!row) return;
    rocksdb::WriteBatch batch;
    batch.Delete(account_key(account));
    batch.Delete(login_key_of(row->school, row->login_mac));
    impl_->forget_sessions(batch, account);
    impl_->write(batch, true);
}

void Accounts::each(const std::function<void(const Account&)>& visit) const {
    const std::unique_ptr<rocksdb::Iterator> at(impl_->db->NewIterator({}));
    for (at->Seek("a"); at->Valid() && at->key().starts_with("a"); at->Next()) {
        const auto account = json::decode<Account>(at->value().ToStringView());
        if (!account) throw std::runtime_error("the credential store is damaged");
        visit(*account);
    }
}

std::string Accounts::guessing_key(SchoolId school, std::string_view login) const {
    return impl_->mac(school, login);
}

Accounts::Started Accounts::start_session(const Account& account, SessionKind kind, UtcTime now) {
    const std::scoped_lock lock(impl_->writing);
    const auto counter = impl_->get("n");
    Started started;
    started.token = url_token(impl_->random->bytes<32>());
    Session& session = started.session;
    session.number = counter ? std::stoull(*counter) + 1 : 1;
    session.account = account.account;
    session.school = account.school;
    session.person_kind = account.person_kind;
    session.person = account.person;
    session.kind = kind;
    session.created_at = session.last_used_at = now;
    session.expires_at = now + impl_->absolute_limit(session);
    rocksdb::WriteBatch batch;
    batch.Put("n", std::to_string(session.number));
    batch.Put(session_key(started.token), json::to_string(session));
    impl_->write(batch, true);
    return started;
}

std::optional<Session> Accounts::find_session(std::string_view token, UtcTime now) {
    const auto key = session_key(token);
    auto session = impl_->row<Session>(key);
    if (!session || session->expires_at <= now || session->last_used_at + impl_->idle_limit(*session) <= now)
        return std::nullopt;
    if (session->last_used_at + kUseNotedEvery > now) return session;
    const std::scoped_lock lock(impl_->writing);
    if (!impl_->get(key)) return std::nullopt;  // Ended in the meantime: noting its use must not revive it.
    session->last_used_at = now;
    rocksdb::WriteBatch batch;
    batch.Put(key, json::to_string(*session));
    impl_->write(batch, false);
    return session;
}

void Accounts::end_session(std::string_view token) {
    const std::scoped_lock lock(impl_->writing);
    rocksdb::WriteBatch batch;
    batch.Delete(session_key(token));
    impl_->write(batch, true);
}

void Accounts::end_sessions_of(std::uint64_t account) {
    const std::scoped_lock lock(impl_->writing);
    rocksdb::WriteBatch batch;
    impl_->forget_sessions(batch, account);
    impl_->write(batch, true);
}

json::FieldErrors check_login(std::string_view login) {
    const auto text = normal(login);
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
    if (text.size() < kLoginMin || text.size() > kLoginMax) {
        return {{"/login", "length", "must have 3 to 254 characters"}};
    }
    if (!printable) return {{"/login", "not-allowed", "must not contain spaces"}};
    return {};
}

}  // namespace hometime
