#include "daemon/commands/post_rules.h"

#include "daemon/commands/guardian_hours.h"
#include "daemon/commands/text.h"

namespace hometime {

namespace {

constexpr std::size_t kTitleBytesMax = 200;

}  // namespace

std::optional<Refused> wrong_with_post(PostKind kind, const std::optional<UtcTime>& starts_at,
                                       const std::optional<UtcTime>& ends_at, const PostContent& content) {
    json::FieldErrors errors;
    check_text("/title", content.title, true, kTitleBytesMax, errors);
    check_text("/body", content.body, false, kTextBytesMax, errors);
    check_text("/place", content.place, false, kTitleBytesMax, errors);
    if (!errors.empty()) return Refused{Refusal::text_required, std::move(errors), {}};
    const bool event = kind == PostKind::event;
    if (event && !starts_at)
        return Refused{Refusal::event_time_required, {{"/starts_at", "required", "is required"}}, {}};
    if (!event && (starts_at || ends_at)) return Refused{Refusal::event_time_not_allowed, {}, {}};
    if (ends_at && *ends_at <= *starts_at) {
        return Refused{Refusal::event_time_required, {{"/ends_at", "before-start", "must be after the start"}}, {}};
    }
    return std::nullopt;
}

UtcTime shown_at(const School& school, bool pressing, UtcTime now) {
    if (pressing) return now;
    const auto opening = guardian_calendar(school, GuardianId{}).next_open(now);
    return opening ? opening->release : now;
}

}  // namespace hometime
