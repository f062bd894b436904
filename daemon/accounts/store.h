// The credential store's own inside, shared by the files that implement Accounts.
#pragma once

#include <rocksdb/db.h>

#include <mutex>
#include <stdexcept>

#include "daemon/accounts/accounts.h"

namespace hometime {

/// A login name without regard to case and outer space.
[[nodiscard]] std::string normal_login(std::string_view login);

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
    [[nodiscard]] std::string mac(SchoolId school, std::string_view login) const;
    /// Every sign-in with its key, until `visit` returns false.
    void each_session(const std::function<bool(const std::string& key, const Session& session)>& visit) const;
    /// Deletes all sign-ins of the account but `kept`. Returns how many.
    std::size_t forget_sessions(rocksdb::WriteBatch& batch, std::uint64_t account, std::uint64_t kept) const;
    [[nodiscard]] bool holds(const Session& session, UtcTime now) const {
        return now < session.expires_at && now < session.last_used_at + idle_limit(session);
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

}  // namespace hometime
