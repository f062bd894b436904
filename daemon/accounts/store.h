// The credential store's own inside, shared by the files that implement Accounts.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/utilities/checkpoint.h>

#include <mutex>
#include <stdexcept>

#include "daemon/accounts/accounts.h"
#include "eventstore/base/encoding.h"
#include "eventstore/rocks_logger.h"

namespace hometime {

/// A login name without regard to case and outer space.
[[nodiscard]] std::string normal_login(std::string_view login);
/// base64 for URLs and cookies, without padding.
[[nodiscard]] std::string url_token(ByteView bytes);

struct Accounts::Impl {
    std::unique_ptr<rocksdb::Env> memory;  ///< of a copy; goes after its database
    std::unique_ptr<rocksdb::DB> db;
    std::function<bool()> has_room;
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
    [[nodiscard]] static std::string devices_key(std::uint64_t account);
    [[nodiscard]] static std::string push_devices_key(std::uint64_t account);
    [[nodiscard]] bool may_write() const { return !has_room || has_room(); }
    void write(rocksdb::WriteBatch& batch, bool sync) const {
        if (!may_write()) throw NoRoomForCredentials{};
        rocksdb::WriteOptions options;
        options.sync = sync;
        const auto status = db->Write(options, &batch);
        if (!status.ok()) throw CredentialsFailed("the credential store: " + without_keys(status.ToString()));
    }
    /// So that nothing of what was deleted stays in any file.
    void rewrite_files() const;
    [[nodiscard]] std::string mac(SchoolId school, std::string_view login) const;
    /// Every sign-in with its key, until `visit` returns false.
    void each_session(const std::function<bool(const std::string& key, const Session& session)>& visit) const;
    /// Deletes all sign-ins of the account but `kept`. Returns how many.
    std::size_t forget_sessions(rocksdb::WriteBatch& batch, std::uint64_t account, std::uint64_t kept) const;
    [[nodiscard]] bool holds(const Session& session, UtcTime now) const {
        return now < session.expires_at && now < session.last_used_at + idle_limit(session);
    }
    /// A guardian's browser that was idle for so long gives the password again before it reads a message.
    [[nodiscard]] bool was_idle(const Session& session, UtcTime now) const {
        return session.kind == SessionKind::cookie && session.person_kind == PersonKind::guardian &&
               session.last_used_at + policy.guardian_step_up <= now;
    }
    [[nodiscard]] std::chrono::seconds idle_limit(const Session& session) const {
        if (session.kind == SessionKind::bearer) return policy.bearer_idle;
        return on_shared_devices(session) ? policy.staff_idle : policy.guardian_idle;
    }
    [[nodiscard]] std::chrono::seconds absolute_limit(const Session& session) const {
        if (session.kind == SessionKind::bearer) return policy.bearer_absolute;
        return on_shared_devices(session) ? policy.staff_absolute : policy.guardian_absolute;
    }
    /// Staff and pupils sit at the school's devices, where others sit down after them.
    [[nodiscard]] static bool on_shared_devices(const Session& session) {
        return session.person_kind != PersonKind::guardian;
    }
};

}  // namespace hometime
