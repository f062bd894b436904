#include <sodium.h>

#include <algorithm>

#include "daemon/accounts/store.h"
#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

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

}  // namespace

std::string normal_login(std::string_view login) {
    while (!login.empty() && login.front() == ' ') login.remove_prefix(1);
    while (!login.empty() && login.back() == ' ') login.remove_suffix(1);
    std::string out(login);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string Accounts::Impl::mac(SchoolId school, std::string_view login) const {
    const std::string text = to_string(school) + '\n' + normal_login(login);
    std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> out{};
    crypto_auth_hmacsha256(out.data(), as_bytes(text).data(), text.size(), login_key.data());
    return hex(out);
}

Accounts::Accounts(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Accounts::~Accounts() = default;

namespace {

rocksdb::Options store_options() {
    rocksdb::Options options;
    options.paranoid_checks = true;
    options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    options.write_buffer_size = std::size_t{1} << 20;
    options.manifest_preallocation_size = std::size_t{64} << 10;  // a start on a nearly full disk needs the room
    options.info_log = make_rocks_logger();                       // no file: a full disk would end the process
    return options;
}

tl::unexpected<Error> not_opened(const rocksdb::Status& status) {
    const auto code = status.IsCorruption() ? ErrorCode::corrupt : ErrorCode::unavailable;
    const std::string why = code == ErrorCode::corrupt ? ": restore accounts/ from a backup" : "";
    return fail(code, "the credential store cannot be opened" + why + " (" + without_keys(status.ToString()) + ")");
}

/// Every row of the store in `folder`, into `copy`.
rocksdb::Status copy_rows(const std::filesystem::path& folder, rocksdb::DB& copy) {
    rocksdb::DB* opened = nullptr;
    auto status = rocksdb::DB::OpenForReadOnly(store_options(), folder.string(), &opened);
    if (!status.ok()) return status;
    const std::unique_ptr<rocksdb::DB> from(opened);
    const std::unique_ptr<rocksdb::Iterator> at(from->NewIterator({}));
    for (at->SeekToFirst(); at->Valid() && status.ok(); at->Next()) status = copy.Put({}, at->key(), at->value());
    return status.ok() ? at->status() : status;
}

}  // namespace

Result<std::unique_ptr<Accounts>> Accounts::open(const std::filesystem::path& folder, const Hash& login_key,
                                                 Random& random, SessionPolicy policy) {
    if (sodium_init() < 0) return fail(ErrorCode::unavailable, "there is no source of randomness");
    auto options = store_options();
    options.create_if_missing = true;
    auto impl = std::make_unique<Impl>();
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(options, folder.string(), &db);
    if (!status.ok()) return not_opened(status);
    impl->db.reset(db);
    impl->login_key = login_key;
    impl->random = &random;
    impl->policy = policy;
    return std::unique_ptr<Accounts>(new Accounts(std::move(impl)));
}

Result<std::unique_ptr<Accounts>> Accounts::copy(const std::optional<std::filesystem::path>& folder,
                                                 const Hash& login_key, Random& random, SessionPolicy policy) {
    if (sodium_init() < 0) return fail(ErrorCode::unavailable, "there is no source of randomness");
    auto impl = std::make_unique<Impl>();
    impl->memory.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    auto options = store_options();
    options.create_if_missing = true;
    options.env = impl->memory.get();
    rocksdb::DB* db = nullptr;
    if (const auto status = rocksdb::DB::Open(options, "/accounts", &db); !status.ok()) return not_opened(status);
    impl->db.reset(db);
    if (folder) {
        if (const auto status = copy_rows(*folder, *db); !status.ok()) return not_opened(status);
    }
    impl->login_key = login_key;
    impl->random = &random;
    impl->policy = policy;
    return std::unique_ptr<Accounts>(new Accounts(std::move(impl)));
}

void Accounts::ask_for_room(std::function<bool()> has_room) {
    impl_->has_room = std::move(has_room);
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
    if (!row) return impl_->rewrite_files();  // A crash may have come between the two.
    rocksdb::WriteBatch batch;
    batch.Delete(account_key(account));
    batch.Delete(login_key_of(row->school, row->login_mac));
    batch.Delete(Impl::devices_key(account));
    batch.Delete(Impl::push_devices_key(account));
    impl_->forget_sessions(batch, account, 0);
    impl_->write(batch, true);
    impl_->rewrite_files();
}

/// Deleted rows live on in files until they are written anew; the store is small.
void Accounts::Impl::rewrite_files() const {
    rocksdb::CompactRangeOptions all;
    all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    const bool flushed = db->Flush({}).ok();
    if (!flushed || !db->CompactRange(all, nullptr, nullptr).ok()) {
        throw std::runtime_error("the credential store cannot be written");
    }
}

bool Accounts::set_password(std::uint64_t account, const std::string& password_hash) {
    const std::scoped_lock lock(impl_->writing);
    auto row = find(account);
    if (!row) return false;
    row->password_hash = password_hash;
    rocksdb::WriteBatch batch;
    batch.Put(account_key(account), json::to_string(*row));
    impl_->write(batch, true);
    return true;
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

json::FieldErrors check_login(std::string_view login) {
    const auto text = normal_login(login);
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
    if (text.size() < kLoginMin || text.size() > kLoginMax) {
        return {{"/login", "length", "must have 3 to 254 characters"}};
    }
    if (!printable) return {{"/login", "not-allowed", "must not contain spaces"}};
    return {};
}

}  // namespace hometime
