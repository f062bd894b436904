#include <iostream>
#include <thread>

#include "tools/common/event_stream.h"
#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

std::string address(const WatchOptions& options) {
    std::string address = "/updates";
    if (options.after) address += "?after=" + std::to_string(*options.after);
    if (options.once) address += options.after ? "&follow=false" : "?follow=false";
    return address;
}

/// {"event": "thread", "id": 10455, "data": {…}}; no id when the server gave none.
void print(const StreamEvent& event) {
    boost::json::error_code ec;
    auto data = boost::json::parse(event.data, ec);
    boost::json::object line{{"event", event.name}};
    if (!event.id.empty()) line["id"] = std::strtoull(event.id.c_str(), nullptr, 10);
    line["data"] = ec ? boost::json::value(event.data) : std::move(data);
    std::cout << boost::json::serialize(line) << std::endl;
}

}  // namespace

void watch(const Shell& shell, const WatchOptions& options) {
    EventStreamReader reader;
    std::uint64_t heard = 0;
    const auto is_enough = [&] { return options.count != 0 && heard >= options.count; };
    const auto take = [&](std::string_view bytes) {
        const bool sound = reader.take(bytes, [&](const StreamEvent& event) {
            if (!is_enough()) print(event), ++heard;
        });
        return sound && !is_enough();
    };
    for (bool first = true;; first = false) {
        try {
            shell.follow(address(options), reader.last_id(), take);
        } catch (const Failure& failure) {
            const bool passes = failure.code() == Exit::unavailable || failure.code() == Exit::temporary;
            if (first || !passes) throw;
        }
        if (options.once || is_enough()) return;
        reader.restart();
        std::this_thread::sleep_for(reader.retry());
    }
}

}  // namespace hometime::tools
