// Server-sent events, taken apart as their bytes come (the HTML standard's text/event-stream).
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

namespace hometime::tools {

struct StreamEvent {
    std::string name;  ///< "message" when the server named none
    std::string id;    ///< where to come back to: the last one that the server gave, with this event or before it
    std::string data;
};

/// Bytes of one line, or of one event, that are kept. A stream with more of them is none of ours.
inline constexpr std::size_t kEventBytesMax = std::size_t{1024} * 1024;

class EventStreamReader {
public:
    using Visit = std::function<void(const StreamEvent&)>;

    /// Takes bytes as they come, cut anywhere; calls `visit` for each event that is whole, and has data. False: too
    /// large.
    [[nodiscard]] bool take(std::string_view bytes, const Visit& visit);
    /// A new connection: an event that was cut short is dropped. The last id and the wait are kept.
    void restart();

    /// The last id that the server gave; empty: none yet.
    [[nodiscard]] const std::string& last_id() const { return last_id_; }
    /// How long to wait before coming back.
    [[nodiscard]] std::chrono::milliseconds retry() const { return retry_; }

private:
    void line(std::string_view text, const Visit& visit);
    void field(std::string_view name, std::string_view value);

    std::string pending_;  ///< a line that is not whole yet
    StreamEvent event_;
    std::string id_;  ///< of the event under way; last_id_ once that is whole
    std::string last_id_;
    std::chrono::milliseconds retry_{3'000};
};

}  // namespace hometime::tools
