// Sign-ins: how they begin, hold, ask again and end.
#include <sodium.h>

#include <algorithm>
#include <array>

#include "daemon/accounts/store.h"
#include "eventstore/base/encoding.h"

namespace hometime {

namespace {

/// A sign-in's use is written at most so often: enough for idle limits, and no write on every request.
constexpr std::chrono::seconds kUseNotedEvery{30};

std::string session_key(std::string_view token) {
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), as_bytes(token).data(), token.size());
    return "s" + std::string(as_text(digest));
}

}  // namespace

std::string url_token(ByteView bytes) {
    std::string text = base64(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

void Accounts::Impl::each_session(const std::function<bool(const std::string&, const Session&)>& visit) const {
    const std::unique_ptr<rocksdb::Iterator> at(db->NewIterator({}));
    for (at->Seek("s"); at->Valid() && at->key().starts_with("s"); at->Next()) {
        const auto session = json::decode<Session>(at->value().ToStringView());
        if (!session) throw std::runtime_error("the credential store is damaged");
        if (!visit(at->key().ToString(), *session)) return;
    }
}

std::size_t Accounts::Impl::forget_sessions(rocksdb::WriteBatch& batch, std::uint64_t account,
                                            std::uint64_t kept) const {
    std::size_t forgotten = 0;
    each_session([&](const std::string& key, const Session& session) {
        if (session.account != account || session.number == kept) return true;
        batch.Delete(key);
        ++forgotten;
        return true;
    });
    return forgotten;
}

Accounts::Started Accounts::start_session(const Account& account, SessionKind kind, UtcTime now, SignInMethod method) {
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
    session.method = method;
    session.verified_at = now;
    rocksdb::WriteBatch batch;
    batch.Put("n", std::to_string(session.number));
    batch.Put(session_key(started.token), json::to_string(session));
    impl_->write(batch, true);
    return started;
}

std::optional<Session> Accounts::find_session(std::string_view token, UtcTime now) {
    const auto key = session_key(token);
    auto session = impl_->row<Session>(key);
    if (!session || !impl_->holds(*session, now)) return std::nullopt;
    if (session->last_used_at + kUseNotedEvery > now) return session;
    if (!impl_->may_write()) return look_at_session(token, now);
    const std::scoped_lock lock(impl_->writing);
    session = impl_->row<Session>(key);  // Ended in the meantime: noting its use must not revive it.
    if (!session) return std::nullopt;
    if (impl_->was_idle(*session, now) && !session->unverified_since) session->unverified_since = now;
    session->last_used_at = now;
    rocksdb::WriteBatch batch;
    batch.Put(key, json::to_string(*session));
    impl_->write(batch, false);
    return session;
}

std::optional<Session> Accounts::look_at_session(std::string_view token, UtcTime now) const {
    auto session = impl_->row<Session>(session_key(token));
    if (!session || !impl_->holds(*session, now)) return std::nullopt;
    if (impl_->was_idle(*session, now) && !session->unverified_since) session->unverified_since = now;
    return session;
}

std::vector<Session> Accounts::sessions_of(std::uint64_t account, UtcTime now) const {
    std::vector<Session> found;
    impl_->each_session([&](const std::string&, const Session& session) {
        if (session.account == account && impl_->holds(session, now)) found.push_back(session);
        return true;
    });
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return found;
}

std::optional<Accounts::Started> Accounts::renew_session(std::uint64_t account, std::uint64_t number, UtcTime now) {
    const std::scoped_lock lock(impl_->writing);
    std::optional<Started> renewed;
    rocksdb::WriteBatch batch;
    impl_->each_session([&](const std::string& key, const Session& session) {
        if (session.account != account || session.number != number || !impl_->holds(session, now)) return true;
        renewed = Started{url_token(impl_->random->bytes<32>()), session};
        batch.Delete(key);
        return false;
    });
    if (!renewed) return std::nullopt;
    renewed->session.unverified_since.reset();
    renewed->session.last_used_at = now;
    renewed->session.method = SignInMethod::password;
    renewed->session.verified_at = now;
    batch.Put(session_key(renewed->token), json::to_string(renewed->session));
    impl_->write(batch, true);
    return renewed;
}

void Accounts::end_session(std::string_view token) {
    const std::scoped_lock lock(impl_->writing);
    rocksdb::WriteBatch batch;
    batch.Delete(session_key(token));
    impl_->write(batch, true);
}

bool Accounts::end_session(std::uint64_t account, std::uint64_t number) {
    const std::scoped_lock lock(impl_->writing);
    rocksdb::WriteBatch batch;
    impl_->each_session([&](const std::string& key, const Session& session) {
        if (session.account != account || session.number != number) return true;
        batch.Delete(key);
        return false;
    });
    if (batch.Count() == 0) return false;
    impl_->write(batch, true);
    return true;
}

std::size_t Accounts::end_sessions_of(std::uint64_t account, std::uint64_t kept) {
    const std::scoped_lock lock(impl_->writing);
    rocksdb::WriteBatch batch;
    const auto ended = impl_->forget_sessions(batch, account, kept);
    impl_->write(batch, true);
    return ended;
}

std::size_t Accounts::sweep_sessions(UtcTime now) {
    const std::scoped_lock lock(impl_->writing);
    rocksdb::WriteBatch batch;
    std::size_t swept = 0;
    impl_->each_session([&](const std::string& key, const Session& session) {
        if (!impl_->holds(session, now)) batch.Delete(key), ++swept;
        return true;
    });
    if (swept > 0 && !impl_->may_write()) return 0;  // At the next start.
    if (swept > 0) impl_->write(batch, false);
    return swept;
}

}  // namespace hometime
