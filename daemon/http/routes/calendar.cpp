// Terms, closures, training, quiet hours, own windows, and when the next window opens.
#include "daemon/commands/calendars.h"
#include "daemon/http/app.h"
#include "daemon/http/evening_json.h"
#include "daemon/http/office.h"

namespace hometime::http {

namespace {

struct TermsBody {
    std::vector<DateRange> terms;
};
BOOST_DESCRIBE_STRUCT(TermsBody, (), (terms))

struct ClosureBody {
    LocalDate from;
    LocalDate to;
    std::optional<ClosureKind> kind;
    std::optional<std::string> uid;
    std::string label;
};
BOOST_DESCRIBE_STRUCT(ClosureBody, (), (from, to, kind, uid, label))

struct ClosuresBody {
    std::vector<ClosureBody> closures;
    std::optional<bool> dry_run;
};
BOOST_DESCRIBE_STRUCT(ClosuresBody, (), (closures, dry_run))

struct TrainingBody {
    std::optional<StaffId> staff;
    LocalDate from;
    std::optional<LocalDate> to;
    LocalMinute start;
    LocalMinute end;
    std::optional<std::vector<StaffId>> group;
    std::optional<std::vector<Weekday>> days;
};
BOOST_DESCRIBE_STRUCT(TrainingBody, (), (staff, from, to, start, end, group, days))

struct QuietBody {
    std::vector<QuietPeriod> quiet_hours;
};
BOOST_DESCRIBE_STRUCT(QuietBody, (), (quiet_hours))

/// Null: the school's again.
struct WindowsBody {
    std::optional<std::vector<WeeklyWindow>> windows;
};
BOOST_DESCRIBE_STRUCT(WindowsBody, (), (windows))

template <class T>
boost::json::value as_json(const T& value) {
    return boost::json::parse(json::to_string(value));
}

boost::json::array trainings_json(const std::vector<Training>& trainings) {
    boost::json::array list;
    for (const auto& training : trainings) {
        auto entry = as_json(training.period).as_object();
        entry["training"] = training.id.value;
        list.push_back(std::move(entry));
    }
    return list;
}

Response read_calendar(const Call& call) {
    const auto school = call.state.school();
    const auto policy = call.state.policy();
    const auto row = call.state.calendar();
    boost::json::object calendar{{"zone", school->zone}, {"version", school->calendar.value}};
    if (policy) {
        calendar["weekly_windows"] = as_json(policy->policy.weekly_windows);
        calendar["working_hours"] = as_json(policy->policy.working_hours);
    }
    boost::json::array closures;
    if (row) {
        if (row->terms) calendar["terms"] = as_json(*row->terms);
        for (const auto& closure : row->closures) {
            closures.push_back({{"closure", closure.id.value},
                                {"from", to_string(closure.from)},
                                {"to", to_string(closure.to)},
                                {"kind", boost::describe::enum_to_string(closure.kind, "?")},
                                {"label", text_at(call.app, call.school, closure.id.sequence())}});
        }
        calendar["trainings"] = trainings_json(row->trainings);
    }
    calendar["closures"] = std::move(closures);
    calendar["evenings"] = evenings_json(call);
    if (const auto own = call.staff() ? call.state.calendar(call.staff()) : nullptr) {
        calendar["own_trainings"] = trainings_json(own->trainings);
        if (own->quiet_hours) calendar["own_quiet_hours"] = as_json(*own->quiet_hours);
        if (own->windows) calendar["own_windows"] = as_json(*own->windows);
    }
    return ok(calendar);
}

Response read_next(const Call& call) {
    const auto now = call.app.clock.now();
    const auto calendar = calendar_of(call.state, call.staff());
    const auto opening = calendar.next_open(now);
    boost::json::object next{{"now", to_string(now)}, {"open_now", calendar.is_open(now)}};
    if (!opening) {
        next["opens_at"] = nullptr;
        return ok(next);
    }
    next["opens_at"] = to_string(opening->release);
    next["opens_local"] = calendar.zone().format(opening->release);
    next["closes_at"] = to_string(opening->close);
    next["in_words"] = spoken(call.state, opening->release);
    return ok(next);
}

Response set_terms(const Call& call) {
    Response refused;
    const auto body = parse_body<TermsBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, SetTermDates{body->terms}, Object{}, 200);
}

Response announce(const Call& call) {
    Response refused;
    const auto body = parse_body<ClosuresBody>(call.request, refused);
    if (!body) return refused;
    AnnounceClosures command;
    command.dry_run = body->dry_run.value_or(false);
    for (const auto& one : body->closures) {
        command.closures.push_back(
            {one.from, one.to, one.kind.value_or(ClosureKind::closure), one.uid.value_or(""), one.label});
    }
    return run_command(call, std::move(command), Object{});
}

Response withdraw(const Call& call) {
    return run_command(call, WithdrawClosure{ClosureId{call.id("closure")}}, Object{}, 200);
}

Response train(const Call& call) {
    Response refused;
    const auto body = parse_body<TrainingBody>(call.request, refused);
    if (!body) return refused;
    const BusyPeriod period{body->from, body->to.value_or(body->from), body->start, body->end, body->days};
    return run_command(
        call, ScheduleTraining{body->staff.value_or(StaffId{}), period, body->group.value_or(std::vector<StaffId>{})},
        Object{});
}

Response cancel_training(const Call& call) {
    const auto staff = call.request.query_value("staff");
    StaffId who;
    if (staff) {
        const Params number{{"staff", *staff}};
        who =
            StaffId{Call{call.app, call.request, number, call.operation, call.school, call.actor, 0, 0, call.state}.id(
                "staff")};
    }
    return run_command(call, CancelTraining{TrainingId{call.id("training")}, who}, Object{}, 200);
}

Response set_quiet(const Call& call) {
    Response refused;
    const auto body = parse_body<QuietBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, SetQuietHours{body->quiet_hours}, Object{}, 200);
}

Response set_windows(const Call& call, StaffId staff, const Object& object) {
    Response refused;
    const auto body = parse_body<WindowsBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, SetStaffWindows{staff, body->windows}, object, 200);
}

Response set_own_windows(const Call& call) {
    return set_windows(call, call.staff(), Object{});
}

Response set_staff_windows(const Call& call) {
    const auto staff = call.id("staff");
    return set_windows(call, StaffId{staff}, object_of(ObjectKind::staff, staff));
}

}  // namespace

void add_calendar_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/calendar", Operation::read_calendar, {}, read_calendar);
    add_route(router, app, Method::get, "/calendar/next", Operation::read_next_window, {}, read_next);
    add_route(router, app, Method::put, "/calendar/terms", Operation::set_term_dates, {}, set_terms);
    add_route(router, app, Method::post, "/calendar/closures", Operation::announce_closures, {}, announce);
    add_route(router, app, Method::del, "/calendar/closures/{closure}", Operation::withdraw_closure, {}, withdraw);
    add_route(router, app, Method::post, "/calendar/trainings", Operation::schedule_training, {}, train);
    add_route(router, app, Method::del, "/calendar/trainings/{training}", Operation::cancel_training, {},
              cancel_training);
    add_route(router, app, Method::put, "/quiet-hours", Operation::set_quiet_hours, {}, set_quiet);
    add_route(router, app, Method::put, "/my-windows", Operation::set_own_windows, {}, set_own_windows);
    add_route(router, app, Method::put, "/staff/{staff}/windows", Operation::set_staff_windows,
              from_path(ObjectKind::staff, "staff"), set_staff_windows);
}

}  // namespace hometime::http
