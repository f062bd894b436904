// Credentials: who can sign in, and who is signed in. A small RocksDB of its own, synced and backed up,
// and no part of history: erasing an account deletes it here.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/accounts/push_devices.h"
#include "eventstore/base/ids.h"
#include "eventstore/base/json.h"
#include "eventstore/base/random.h"
#include "eventstore/events/messages.h"
#include "eventstore/events/schools.h"
#include "eventstore/record.h"

namespace hometime {

/// How long a sign-in lasts. Source: reliability contract, section 4; S12.
struct SessionPolicy {
    std::chrono::seconds guardian_idle{std::chrono::hours{24 * 30}};
    std::chrono::seconds guardian_absolute{std::chrono::hours{24 * 90}};
    /// After so long without use a guardian's browser session reads and sends messages only once the password was
    /// given again: the phone may be in a child's hands by then.
    std::chrono::seconds guardian_step_up{std::chrono::minutes{10}};
    std::chrono::seconds staff_idle{std::chrono::minutes{15}};
    std::chrono::seconds staff_absolute{std::chrono::hours{10}};
    std::chrono::seconds bearer_idle{std::chrono::hours{12}};  ///< scripts and the command line
    std::chrono::seconds bearer_absolute{std::chrono::hours{12}};
};

/// Browsers hold a session in a cookie, scripts in a bearer token.
enum class SessionKind : std::uint8_t { cookie = 1, bearer = 2 };
BOOST_DESCRIBE_ENUM(SessionKind, cookie, bearer)

/// A person who can sign in. The login name is kept as a keyed MAC only.
struct Account {
    std::uint64_t account = 0;
    SchoolId school;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    std::string login_mac;
    std::string password_hash;
    UtcTime created_at;
};
BOOST_DESCRIBE_STRUCT(Account, (), (account, school, person_kind, person, login_mac, password_hash, created_at))

/// One sign-in.
struct Session {
    std::uint64_t number = 0;  ///< stands in the facts that this sign-in causes (S15)
    std::uint64_t account = 0;
    SchoolId school;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    SessionKind kind{};
    UtcTime created_at;
    UtcTime last_used_at;
    UtcTime expires_at;                       ///< at the latest
    std::optional<UtcTime> unverified_since;  ///< was idle for so long that messages wait for the password (S12)
    std::optional<SignInMethod> method{};     ///< the secret that was given last (S15); absent: by an earlier version
    std::optional<UtcTime> verified_at{};     ///< and when
};
BOOST_DESCRIBE_STRUCT(Session, (),
                      (number, account, school, person_kind, person, kind, created_at, last_used_at, expires_at,
                       unverified_since, method, verified_at))

/// A device that an account was used on. Of its secret only a hash is kept, another one for each account.
struct KnownDevice {
    std::string hash;
    UtcTime last_used_at;
};
BOOST_DESCRIBE_STRUCT(KnownDevice, (), (hash, last_used_at))

/// Devices that are remembered of one account; the one that was not used for longest is forgotten first.
inline constexpr std::size_t kKnownDevicesMax = 20;

/// What a device is to an account: `first` of all, one that is `known`, or one that is `strange`.
enum class DeviceStanding : std::uint8_t { first, known, strange };

/// The credentials could not be written. what() is a sentence for the operator: the process must stop.
struct CredentialsFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// There is no room on the disk for credentials: nothing was written; later.
struct NoRoomForCredentials {};

class Accounts {
public:
    /// `login_key` keys the MAC of login names (EventLog::derived_key).
    /// Errors: `unavailable`, `corrupt` the folder cannot be used.
    [[nodiscard]] static Result<std::unique_ptr<Accounts>> open(const std::filesystem::path& folder,
                                                                const Hash& login_key, Random& random,
                                                                SessionPolicy policy = {});
    /// The credentials of a folder that is only looked at: read once, and kept in memory. Who signs in or out changes
    /// nothing on the disk. No folder: an empty store, which nobody can sign in with. Errors: as open().
    [[nodiscard]] static Result<std::unique_ptr<Accounts>> copy(const std::optional<std::filesystem::path>& folder,
                                                                const Hash& login_key, Random& random,
                                                                SessionPolicy policy = {});
    ~Accounts();
    /// Whether there is room on the disk for a change, asked before each. Where there is none, the use of a sign-in is
    /// not noted, and every other change throws NoRoomForCredentials. Before any other call.
    void ask_for_room(std::function<bool()> has_room);

    /// A number for a new account: random, fits a JSON number exactly.
    [[nodiscard]] std::uint64_t draw_account();
    /// Adds an account, durably. `login` is compared without regard to case or outer space.
    /// Errors: `conflict` the login name is taken in this school.
    [[nodiscard]] Result<void> create(SchoolId school, std::uint64_t account, PersonKind kind, std::uint64_t person,
                                      std::string_view login, const std::string& password_hash, UtcTime now);
    [[nodiscard]] std::optional<Account> find(SchoolId school, std::string_view login) const;
    [[nodiscard]] std::optional<Account> find(std::uint64_t account) const;
    /// Forgets the account and all of its sign-ins, durably: nothing of them stays in any file.
    void erase(std::uint64_t account);
    /// Another password hash, durably. False: no such account.
    bool set_password(std::uint64_t account, const std::string& password_hash);
    void each(const std::function<void(const Account&)>& visit) const;
    /// Makes `folder`, which must not exist, a copy of all of it as it stands now, to be copied from. Not synced.
    /// Errors: `unavailable` the disk refused.
    [[nodiscard]] Result<void> checkpoint(const std::filesystem::path& folder) const;
    /// What guessing is counted under: the login name's MAC.
    [[nodiscard]] std::string guessing_key(SchoolId school, std::string_view login) const;

    struct Started {
        std::string token;  ///< 256 random bits; kept here as a hash only
        Session session;
    };
    [[nodiscard]] Started start_session(const Account& account, SessionKind kind, UtcTime now,
                                        SignInMethod method = SignInMethod::password);
    /// The sign-in of a token, if it holds now; its use is noted. nullopt: unknown, idle too long, expired.
    [[nodiscard]] std::optional<Session> find_session(std::string_view token, UtcTime now);
    /// The same, and its use is not noted: an event stream that stays open keeps nobody signed in.
    [[nodiscard]] std::optional<Session> look_at_session(std::string_view token, UtcTime now) const;
    /// The sign-ins of an account that hold now, oldest first.
    [[nodiscard]] std::vector<Session> sessions_of(std::uint64_t account, UtcTime now) const;
    /// The password was given again, now: the sign-in goes on under a new token, the old one ends. nullopt: there is no
    /// such sign-in any more.
    [[nodiscard]] std::optional<Started> renew_session(std::uint64_t account, std::uint64_t number, UtcTime now);
    void end_session(std::string_view token);
    /// False: the account has no such sign-in.
    bool end_session(std::uint64_t account, std::uint64_t number);
    /// Ends all sign-ins of an account but the one with number `kept` (0: none). Returns how many.
    std::size_t end_sessions_of(std::uint64_t account, std::uint64_t kept = 0);
    /// Removes the rows of sign-ins that hold no more. Returns how many.
    std::size_t sweep_sessions(UtcTime now);

    /// A secret for a device that has none: 128 random bits, for a cookie.
    [[nodiscard]] std::string draw_device();
    [[nodiscard]] DeviceStanding device_standing(std::uint64_t account, std::string_view device) const;
    /// From now on the device is known, durably.
    void remember_device(std::uint64_t account, std::string_view device, UtcTime now);

    /// Oldest first.
    [[nodiscard]] std::vector<PushDevice> push_devices(std::uint64_t account) const;
    /// Durably, in place of one with the same endpoint. Returns its number.
    std::uint64_t add_push_device(std::uint64_t account, PushDevice device);
    /// Durably. False: the account has no such device.
    bool remove_push_device(std::uint64_t account, std::uint64_t number);
    /// A push service took a push for it.
    void note_pushed(std::uint64_t account, std::uint64_t number, UtcTime now);

private:
    struct Impl;
    explicit Accounts(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// What is wrong with a login name; empty: nothing.
[[nodiscard]] json::FieldErrors check_login(std::string_view login);

}  // namespace hometime
