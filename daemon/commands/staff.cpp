#include "daemon/commands/commands.h"

namespace hometime {

namespace {

bool is_granted_by_name(StaffRole role) {
    return role == StaffRole::office || role == StaffRole::slt || role == StaffRole::dsl ||
           role == StaffRole::deputy_dsl;
}

std::shared_ptr<const StaffRow> active_staff(const School& school, StaffId id) {
    auto row = school.staff(id);
    return row && row->active ? row : nullptr;
}

boost::json::object role_reply(StaffId staff, StaffRole role) {
    return {{"staff", staff.value}, {"role", boost::describe::enum_to_string(role, "?")}};
}

}  // namespace

Decision decide(const School& school, const GrantStaffRole& command, const Context&) {
    const auto staff = active_staff(school, command.staff);
    if (!staff) return Refused{Refusal::unknown_staff, {}, {}};
    if (!is_granted_by_name(command.role)) return Refused{Refusal::role_not_grantable, {}, {}};
    if (staff->granted.contains(command.role)) return Refused{Refusal::role_already_granted, {}, {}};
    return Accepted{{StaffRoleGranted{command.staff, command.role}}, role_reply(command.staff, command.role), {}};
}

Decision decide(const School& school, const RevokeStaffRole& command, const Context&) {
    const auto staff = active_staff(school, command.staff);
    if (!staff) return Refused{Refusal::unknown_staff, {}, {}};
    if (!is_granted_by_name(command.role)) return Refused{Refusal::role_not_grantable, {}, {}};
    if (!staff->granted.contains(command.role)) return Accepted{{}, role_reply(command.staff, command.role), {}};
    return Accepted{{StaffRoleRevoked{command.staff, command.role}}, role_reply(command.staff, command.role), {}};
}

Decision decide(const School& school, const IssueStaffCode& command, const Context& context) {
    const auto staff = active_staff(school, command.staff);
    if (!staff) return Refused{Refusal::unknown_staff, {}, {}};
    if (staff->account != 0) return Refused{Refusal::account_exists, {}, {}};
    const auto expires_at = context.now + std::chrono::days{school.policy()->policy.invite_days};
    return Accepted{{StaffCodeIssued{command.staff, command.code.selector, command.code.code_hash, expires_at}},
                    {{"staff", command.staff.value}, {"expires_at", to_string(expires_at)}},
                    {}};
}

Decision decide(const School& school, const RedeemStaffCode& command, const Context& context) {
    const auto code = school.staff_code(command.code);
    if (!code || code->used) return Refused{Refusal::staff_code_used, {}, {}};
    const auto staff = active_staff(school, code->staff);
    if (!staff || staff->code != command.code) return Refused{Refusal::staff_code_used, {}, {}};
    if (context.now >= code->expires_at) return Refused{Refusal::staff_code_expired, {}, {}};
    if (staff->account != 0) return Refused{Refusal::account_exists, {}, {}};
    return Accepted{{AccountOpened{command.account, PersonKind::staff, code->staff.value}},
                    {{"staff", code->staff.value}},
                    command.code.sequence()};
}

}  // namespace hometime
