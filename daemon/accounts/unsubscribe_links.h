// The secret part of the link by which a reader's mail program turns e-mails off (RFC 8058), without a sign-in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eventstore/base/ids.h"
#include "eventstore/events/schools.h"
#include "eventstore/record.h"

namespace hometime {

/// Whose e-mails it turns off.
struct UnsubscribeLink {
    SchoolId school;
    PersonKind person_kind{};
    std::uint64_t person = 0;
    friend bool operator==(const UnsubscribeLink&, const UnsubscribeLink&) = default;
};

/// Characters of A-Z a-z 0-9 - _; the same for the same person and key, always.
[[nodiscard]] std::string unsubscribe_token(const Hash& key, const UnsubscribeLink& link);
/// nullopt: nobody made it with this key for this school.
[[nodiscard]] std::optional<UnsubscribeLink> read_unsubscribe_token(const Hash& key, SchoolId school,
                                                                    std::string_view token);

/// What the key is derived for (EventLog::derived_key).
inline constexpr std::string_view kUnsubscribePurpose = "unsubscribe";

}  // namespace hometime
