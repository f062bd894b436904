// What people are told: guardians of messages that a child may have sent (S13), everybody of sign-ins to their own
// account on a device that is new (S14).
#include "daemon/http/app.h"
#include "daemon/http/office.h"
#include "daemon/http/paging.h"

namespace hometime::http {

namespace {

struct Notice {
    std::uint64_t id = 0;  ///< its place in the list
    std::optional<views::NoticeItem> doubt;
    std::optional<views::DeviceNotice> device;
};

PersonKind person_kind(const Call& call) {
    return call.guardian() ? PersonKind::guardian : PersonKind::staff;
}

std::vector<Notice> doubts(const Call& call, const views::Page& page) {
    std::vector<Notice> found;
    if (!call.guardian()) return found;
    for (auto& item : views::notices_of(call.views(), call.school, call.guardian(), page))
        found.push_back({item.message.value, std::move(item), {}});
    return found;
}

std::vector<Notice> devices(const Call& call, const views::Page& page) {
    std::vector<Notice> found;
    for (auto& item : views::device_notices_of(call.views(), call.school, person_kind(call), call.actor.id, page))
        found.push_back({item.notice.value, {}, std::move(item)});
    return found;
}

/// The text is not in it: it may be another adult's.
boost::json::object doubt_json(const Call& call, const views::NoticeItem& item) {
    const bool own = item.guardian == call.guardian();
    return {{"notice_id", item.message.value},
            {"kind", "authorship"},
            {"message", item.message.value},
            {"pupil", item.pupil.value},
            {"pupil_name", name_of(call.app, call.state, item.pupil)},
            {"told_at", to_string(item.told_at)},
            {"yours", own},
            {"authorship", boost::describe::enum_to_string(item.authorship, "?")},
            {"notice", own ? "The school asks whether you wrote this message yourself. Please answer."
                           : "The school asks another adult of this pupil whether they wrote a message."}};
}

boost::json::object device_json(const views::DeviceNotice& item) {
    return {{"notice_id", item.notice.value},
            {"kind", "new_device"},
            {"session", item.session},
            {"told_at", to_string(item.told_at)},
            {"notice",
             "Somebody signed in to your account on a device that it was not used on before. If that was not you, end "
             "this sign-in and change your password."}};
}

/// Doubts only about pupils to whom the guardian is linked now (S22).
Response list_notices(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    const auto place = [](const Notice& notice) { return notice.id; };
    const auto fetch = [&](const views::Page& part) {
        return merged(doubts(call, part), devices(call, part), part, place);
    };
    const auto may_know = [&](const Notice& notice) {
        if (!notice.doubt) return true;
        const auto pupil = object_of(ObjectKind::pupil, notice.doubt->pupil.value);
        return call.relations(pupil).contains(Relation::linked_pupil);
    };
    boost::json::array list;
    for (const auto& notice : page_of_those(*page, fetch, place, may_know))
        list.push_back(notice.doubt ? doubt_json(call, *notice.doubt) : device_json(*notice.device));
    return ok(boost::json::object{{"notices", std::move(list)}});
}

}  // namespace

void add_notice_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/notices", Operation::list_notices, {}, list_notices);
}

}  // namespace hometime::http
