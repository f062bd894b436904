#include <algorithm>

#include "daemon/commands/commands.h"
#include "daemon/commands/text.h"
#include "projections/state/link_access.h"

namespace hometime {

namespace {

constexpr std::size_t kReasonBytesMax = 2000;
constexpr std::size_t kNameBytesMax = 200;

std::shared_ptr<const PupilRow> active_pupil(const School& school, PupilId id) {
    auto row = school.pupil(id);
    return row && row->active ? row : nullptr;
}

bool is_linked(const PupilRow& pupil, GuardianId guardian) {
    return std::any_of(pupil.links.begin(), pupil.links.end(),
                       [&](const PupilLink& link) { return link.guardian == guardian; });
}

std::size_t standard_links(const PupilRow& pupil) {
    return static_cast<std::size_t>(
        std::count_if(pupil.links.begin(), pupil.links.end(), [](const PupilLink& link) { return !link.approval; }));
}

/// Codes that could still become standard links; `except`: one that is being replaced.
std::size_t open_standard_invites(const School& school, const PupilRow& pupil, InviteId except, UtcTime now) {
    return static_cast<std::size_t>(
        std::count_if(pupil.open_invites.begin(), pupil.open_invites.end(), [&](InviteId id) {
            const auto invite = school.invite(id);
            return id != except && invite && !invite->approval && invite->expires_at > now;
        }));
}

/// A restriction in force that leaves nothing of a link.
bool is_barred(const School& school, GuardianId guardian, PupilId pupil, UtcTime now) {
    const auto restriction = restriction_in_force(school, guardian, pupil, now);
    return restriction && restriction->kind != RestrictionKind::no_contact;
}

/// Linked by the limit's own right, not by an approval.
bool is_standard(const PupilRow& pupil, GuardianId guardian) {
    return std::any_of(pupil.links.begin(), pupil.links.end(),
                       [&](const PupilLink& link) { return link.guardian == guardian && !link.approval; });
}

std::optional<Relationship> recorded(const PupilRow& pupil, GuardianId guardian) {
    for (const auto& adult : pupil.adults) {
        if (adult.guardian == guardian) return adult.relationship;
    }
    return std::nullopt;
}

/// The adult's code that is open and has not expired.
InviteId open_invite_of(const School& school, const PupilRow& pupil, GuardianId guardian, UtcTime now) {
    for (const auto id : pupil.open_invites) {
        const auto invite = school.invite(id);
        if (invite && invite->guardian == guardian && invite->expires_at > now) return id;
    }
    return {};
}

/// Why a code cannot be used or withdrawn any more. Empty: it is open, though it may have expired.
std::optional<Refusal> spent(const InviteRow& invite) {
    switch (invite.state) {
        case InviteState::open: return std::nullopt;
        case InviteState::redeemed: return Refusal::invite_used;
        case InviteState::revoked: return Refusal::invite_revoked;
    }
    return Refusal::invite_used;
}

}  // namespace

Decision decide(const School& school, const RecordGuardian& command, const Context& context) {
    if (!active_pupil(school, command.pupil)) return Refused{Refusal::unknown_person, {}, {}};
    json::FieldErrors errors;
    check_text("/given_name", command.details.given_name, true, kNameBytesMax, errors);
    check_text("/family_name", command.details.family_name, true, kNameBytesMax, errors);
    check_text("/email", command.details.email, false, kNameBytesMax, errors);
    check_text("/phone", command.details.phone, false, kNameBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    const auto id = GuardianId::at(context.next);
    return Accepted{{GuardianRecorded{"", command.mac, Private{json::to_string(command.details)}},
                     RelationshipRecorded{id, command.pupil, command.relationship}},
                    {{"guardian", id.value}, {"pupil", command.pupil.value}},
                    {}};
}

Decision decide(const School& school, const ApproveAdult& command, const Context& context) {
    const auto pupil = active_pupil(school, command.pupil);
    if (!pupil || !school.guardian(command.guardian)) return Refused{Refusal::unknown_person, {}, {}};
    // A link by an earlier approval can be prolonged.
    if (is_standard(*pupil, command.guardian)) return Refused{Refusal::already_linked, {}, {}};
    if (is_barred(school, command.guardian, command.pupil, context.now)) {
        return Refused{Refusal::contact_restricted, {}, {}};
    }
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (command.until && *command.until <= context.now)
        errors.push_back({"/until", "in-the-past", "must be in the future"});
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    return Accepted{
        {AdultApproved{command.pupil, command.guardian, command.until, Private{command.reason}}},
        {{"approval", context.next.value}, {"pupil", command.pupil.value}, {"guardian", command.guardian.value}},
        {}};
}

Decision decide(const School& school, const IssueInvite& command, const Context& context) {
    const auto pupil = active_pupil(school, command.pupil);
    if (!pupil || !school.guardian(command.guardian)) return Refused{Refusal::unknown_person, {}, {}};
    if (is_linked(*pupil, command.guardian)) return Refused{Refusal::already_linked, {}, {}};
    if (is_barred(school, command.guardian, command.pupil, context.now)) {
        return Refused{Refusal::contact_restricted, {}, {}};
    }
    const auto known = recorded(*pupil, command.guardian);
    const auto relationship = command.relationship ? command.relationship : known;
    if (!relationship) return Refused{Refusal::relationship_required, {}, {}};
    const auto open = open_invite_of(school, *pupil, command.guardian, context.now);
    if (open && !command.reissue) return Refused{Refusal::already_issued, {}, {{"invite", open.value}}};

    const auto policy = school.policy();
    const auto counted =
        standard_links(*pupil) +
        (policy->policy.open_invites_count ? open_standard_invites(school, *pupil, open, context.now) : 0);
    ApprovalId approval;
    if (counted >= policy->policy.guardians_per_pupil) {
        const auto* found = approval_for(*pupil, command.guardian);
        if (found == nullptr)
            return Refused{Refusal::guardian_limit, {}, {{"limit", policy->policy.guardians_per_pupil}}};
        if (!holds(*found, context.now)) return Refused{Refusal::approval_expired, {}, {}};
        approval = found->id;
    }
    const auto expires_at = context.now + std::chrono::days{policy->policy.invite_days};
    std::vector<Event> events;
    if (!known || *known != *relationship)
        events.push_back(RelationshipRecorded{command.guardian, command.pupil, *relationship});
    if (open) events.push_back(InviteRevoked{open, command.pupil});
    const auto invite = context.next.value + events.size();
    events.push_back(InviteIssued{command.pupil, command.guardian, *relationship, approval, command.code.selector,
                                  command.code.code_hash, expires_at});
    return Accepted{std::move(events),
                    {{"invite", invite},
                     {"pupil", command.pupil.value},
                     {"guardian", command.guardian.value},
                     {"expires_at", to_string(expires_at)}},
                    approval.sequence()};
}

Decision decide(const School& school, const RevokeInvite& command, const Context&) {
    const auto invite = school.invite(command.invite);
    if (!invite) return Refused{Refusal::unknown_invite, {}, {}};
    if (const auto why = spent(*invite)) return Refused{*why, {}, {}};
    return Accepted{
        {InviteRevoked{command.invite, invite->pupil}}, {{"invite", command.invite.value}}, command.invite.sequence()};
}

Decision decide(const School& school, const RedeemInvite& command, const Context& context) {
    const auto invite = school.invite(command.invite);
    if (!invite) return Refused{Refusal::unknown_invite, {}, {}};
    if (const auto why = spent(*invite)) return Refused{*why, {}, {}};
    if (context.now >= invite->expires_at) return Refused{Refusal::invite_expired, {}, {}};
    const auto pupil = active_pupil(school, invite->pupil);
    const auto guardian = school.guardian(invite->guardian);
    // To the adult themself a restriction does not show: the code just does not work.
    if (!pupil || !guardian || is_barred(school, invite->guardian, invite->pupil, context.now)) {
        return Refused{Refusal::unknown_invite, {}, {}};
    }
    if (command.account == 0 && context.actor != Actor{ActorKind::guardian, invite->guardian.value}) {
        return Refused{Refusal::invite_for_another_adult, {}, {}};
    }
    if (command.account != 0 && guardian->account != 0) return Refused{Refusal::account_exists, {}, {}};
    if (is_linked(*pupil, invite->guardian)) return Refused{Refusal::already_linked, {}, {}};
    if (invite->approval) {
        const auto* approval = approval_for(*pupil, invite->guardian);
        if (approval == nullptr || !holds(*approval, context.now)) return Refused{Refusal::approval_expired, {}, {}};
    } else if (standard_links(*pupil) >= school.policy()->policy.guardians_per_pupil) {
        return Refused{Refusal::guardian_limit, {}, {}};
    }
    std::vector<Event> events;
    if (command.account != 0)
        events.push_back(AccountOpened{command.account, PersonKind::guardian, invite->guardian.value});
    events.push_back(GuardianLinked{invite->pupil, invite->guardian, command.invite, invite->approval});
    return Accepted{std::move(events),
                    {{"pupil", invite->pupil.value}, {"guardian", invite->guardian.value}},
                    command.invite.sequence()};
}

Decision decide(const School& school, const UnlinkGuardian& command, const Context&) {
    const auto pupil = active_pupil(school, command.pupil);
    if (!pupil) return Refused{Refusal::unknown_person, {}, {}};
    if (!is_linked(*pupil, command.guardian)) return Refused{Refusal::not_linked, {}, {}};
    json::FieldErrors errors;
    check_text("/reason", command.reason, true, kReasonBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    return Accepted{{GuardianUnlinked{command.pupil, command.guardian, Private{command.reason}}},
                    {{"pupil", command.pupil.value}, {"guardian", command.guardian.value}},
                    {}};
}

}  // namespace hometime
