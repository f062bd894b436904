#include "daemon/commands/commands.h"

namespace hometime {

namespace {

std::shared_ptr<const PupilRow> pupil_on_roll(const School& school, PupilId id) {
    auto row = school.pupil(id);
    return row && row->active ? row : nullptr;
}

}  // namespace

/// Also for a pupil who has an account: they have forgotten the password, and the code makes another one.
Decision decide(const School& school, const IssuePupilCode& command, const Context& context) {
    if (!pupil_on_roll(school, command.pupil)) return Refused{Refusal::unknown_person, {}, {}};
    const auto expires_at = context.now + std::chrono::days{school.policy()->policy.invite_days};
    return Accepted{{PupilCodeIssued{command.pupil, command.code.selector, command.code.code_hash, expires_at}},
                    {{"pupil", command.pupil.value}, {"expires_at", to_string(expires_at)}},
                    {}};
}

Decision decide(const School& school, const RedeemPupilCode& command, const Context& context) {
    const auto code = school.pupil_code(command.code);
    if (!code || code->used) return Refused{Refusal::pupil_code_used, {}, {}};
    const auto pupil = pupil_on_roll(school, code->pupil);
    if (!pupil || pupil->code != command.code) return Refused{Refusal::pupil_code_used, {}, {}};
    if (context.now >= code->expires_at) return Refused{Refusal::pupil_code_expired, {}, {}};
    return Accepted{{AccountOpened{command.account, PersonKind::pupil, code->pupil.value}},
                    {{"pupil", code->pupil.value}},
                    command.code.sequence()};
}

}  // namespace hometime
