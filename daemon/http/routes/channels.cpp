// How a person is told outside the application: their choices, and the devices that they are told on.
#include <algorithm>

#include "daemon/http/app.h"
#include "notifier/channels/push/subscription.h"
#include "projections/state/outbox_channel.h"

namespace hometime::http {

namespace {

struct ChannelsBody {
    std::optional<bool> email;
    std::optional<bool> push;
    std::optional<bool> follow_ups;
};
BOOST_DESCRIBE_STRUCT(ChannelsBody, (), (email, push, follow_ups))

struct PushKeysBody {
    std::string p256dh;
    std::string auth;
};
BOOST_DESCRIBE_STRUCT(PushKeysBody, (), (p256dh, auth))

struct PushDeviceBody {
    std::string endpoint;
    PushKeysBody keys;
};
BOOST_DESCRIBE_STRUCT(PushDeviceBody, (), (endpoint, keys))

OutboxRow outbox_of(const Call& call) {
    const auto kind = call.actor.kind == ActorKind::guardian ? PersonKind::guardian : PersonKind::staff;
    const auto row = call.state.outbox(kind, call.actor.id);
    return row ? *row : OutboxRow{};
}

/// A setting, and which layer it comes from.
boost::json::object setting(const std::optional<bool>& own, bool by_default) {
    return {{"on", own.value_or(by_default)}, {"from", own ? "own" : "default"}};
}

Response read_channels(const Call& call) {
    const auto row = outbox_of(call);
    auto email = setting(row.email, kEmailByDefault);
    email["offered"] = call.app.tells_by_email;
    email["arrives"] = arrives(row, Channel::email);
    auto push = setting(row.push, kPushByDefault);
    push["offered"] = !call.app.push_key.empty();
    push["arrives"] = arrives(row, Channel::push);
    boost::json::array devices;
    for (const auto& device : call.app.accounts.push_devices(call.account)) {
        devices.push_back({{"device", device.number},
                           {"added_at", to_string(device.added_at)},
                           {"last_success", device.last_success ? boost::json::value(to_string(*device.last_success))
                                                                : boost::json::value()}});
    }
    const auto key = call.app.push_key.empty() ? boost::json::value() : boost::json::value(call.app.push_key);
    return ok(boost::json::object{{"version", row.chosen.value},
                                  {"in_app", {{"on", true}, {"from", "always"}}},
                                  {"email", std::move(email)},
                                  {"push", std::move(push)},
                                  {"follow_ups", setting(row.follow_ups, kFollowUpsByDefault)},
                                  {"push_key", key},
                                  {"devices", std::move(devices)}});
}

Response choose_channels(const Call& call) {
    Response refused;
    const auto body = parse_body<ChannelsBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, ChooseChannels{body->email, body->push, body->follow_ups}, Object{}, 200);
}

/// That there is a device is a fact; which one is a secret of the browser, and is kept with the credentials.
Response add_push_device(const Call& call) {
    Response refused;
    const auto body = parse_body<PushDeviceBody>(call.request, refused);
    if (!body) return refused;
    const push::Subscription subscription{body->endpoint, body->keys.p256dh, body->keys.auth};
    if (const auto good = push::check(subscription); !good) {
        return problem(call.request.id, Problem::invalid_fields,
                       json::FieldErrors{{"/endpoint", "no-subscription", good.error().detail}});
    }
    const auto row = outbox_of(call);
    const auto add = [&](boost::json::object& reply, const Done&) {
        PushDevice device;
        device.endpoint = body->endpoint;
        device.p256dh = body->keys.p256dh;
        device.auth = body->keys.auth;
        device.added_at = call.app.clock.now();
        reply["device"] = call.app.accounts.add_push_device(call.account, std::move(device));
    };
    return run_command(call, ChooseChannels{row.email, true, row.follow_ups, true}, Object{}, 201, add);
}

Response remove_push_device(const Call& call) {
    const auto devices = call.app.accounts.push_devices(call.account);
    const auto number = call.id("device");
    const bool known =
        std::any_of(devices.begin(), devices.end(), [&](const PushDevice& device) { return device.number == number; });
    if (!known) return problem(call.request.id, Problem::not_found);
    const auto row = outbox_of(call);
    const auto remove = [&](boost::json::object& reply, const Done&) {
        std::ignore = call.app.accounts.remove_push_device(call.account, number);
        reply["device"] = number;
    };
    const auto push = devices.size() > 1 ? row.push : std::nullopt;
    return run_command(call, ChooseChannels{row.email, push, row.follow_ups}, Object{}, 200, remove);
}

}  // namespace

void add_channel_routes(Router& router, App& app) {
    add_route(router, app, Method::get, "/notifications", Operation::read_channels, {}, read_channels);
    add_route(router, app, Method::put, "/notifications", Operation::choose_channels, {}, choose_channels);
    add_route(router, app, Method::post, "/push-devices", Operation::add_push_device, {}, add_push_device);
    add_route(router, app, Method::del, "/push-devices/{device}", Operation::remove_push_device, {},
              remove_push_device);
}

}  // namespace hometime::http
