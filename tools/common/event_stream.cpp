#include "tools/common/event_stream.h"

#include <charconv>
#include <utility>

namespace hometime::tools {

bool EventStreamReader::take(std::string_view bytes, const Visit& visit) {
    pending_ += bytes;
    std::size_t begin = 0;
    for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n', begin)) {
        auto text = std::string_view(pending_).substr(begin, end - begin);
        if (text.ends_with('\r')) text.remove_suffix(1);
        line(text, visit);
        begin = end + 1;
    }
    pending_.erase(0, begin);
    return pending_.size() + event_.data.size() <= kEventBytesMax;
}

void EventStreamReader::restart() {
    pending_.clear();
    event_ = {};
    id_ = last_id_;
}

void EventStreamReader::line(std::string_view text, const Visit& visit) {
    if (!text.empty()) {
        const auto colon = text.find(':');
        auto value = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
        if (value.starts_with(' ')) value.remove_prefix(1);
        return field(text.substr(0, colon), value);
    }
    last_id_ = id_;
    auto whole = std::exchange(event_, {});
    if (whole.data.empty()) return;
    whole.data.pop_back();  // The last line's end.
    whole.id = last_id_;
    if (whole.name.empty()) whole.name = "message";
    visit(whole);
}

/// A line that begins with a colon is a comment: its name is empty.
void EventStreamReader::field(std::string_view name, std::string_view value) {
    if (name == "event") event_.name = value;
    if (name == "data") event_.data.append(value).append("\n");
    if (name == "id") id_ = value;
    if (name != "retry") return;
    std::int64_t wait = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), wait);
    if (error == std::errc{} && end == value.data() + value.size() && wait >= 0)
        retry_ = std::chrono::milliseconds(wait);
}

}  // namespace hometime::tools
