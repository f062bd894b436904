#include <iostream>

#include "notifier/bus/subscriber.h"
#include "tools/hometime/commands.h"

namespace hometime::tools {

namespace {

std::vector<std::string> prefixes(const Shell& shell, const SubscribeOptions& options) {
    constexpr std::string_view kPath = "/v1/schools/";
    const auto school = *parse_school_id(shell.path("").substr(kPath.size()));
    std::vector<std::string> list;
    for (const auto stream : kStreams) {
        const std::string name(to_string(stream));
        const bool wanted = options.streams.empty() ||
                            std::find(options.streams.begin(), options.streams.end(), name) != options.streams.end();
        if (wanted) list.push_back(bus::stream_prefix(school, stream));
    }
    if (list.empty()) throw Failure(Exit::usage, "--stream takes ops, calendar, flow, posts, points or links");
    return list;
}

}  // namespace

void subscribe(const Shell& shell, const SubscribeOptions& options) {
    const auto list = prefixes(shell, options);
    std::uint64_t heard_events = 0;
    std::size_t live = 0;
    const std::chrono::milliseconds idle(static_cast<std::int64_t>(options.idle_seconds * 1000));
    const auto done = bus::listen(options.endpoint, list, idle, [&](const bus::Heard& heard) {
        if (heard.missing > 0)
            std::cerr << "hometime: " << heard.missing << " events of " << heard.topic << " were missed\n";
        if (heard.header.kind == bus::FrameKind::heartbeat) {
            // The first heartbeat of each stream: the subscription is live.
            if (live < list.size() && ++live == list.size()) std::cerr << "hometime: listening\n";
            return true;
        }
        std::cout << heard.body << std::endl;
        return options.count == 0 || ++heard_events < options.count;
    });
    if (!done) throw Failure(Exit::unavailable, done.error().detail);
}

}  // namespace hometime::tools
