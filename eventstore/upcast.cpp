#include "eventstore/upcast.h"

#include <algorithm>
#include <string>

namespace hometime {

namespace {

/// No fact has changed its fields yet. The first that does adds its step here, for ever: docs/contributing.md.
constexpr std::span<const UpcastStep> kSteps{};

}  // namespace

const Upcasts& upcasts() {
    static constexpr Upcasts all(kSteps);
    return all;
}

const UpcastStep* Upcasts::find(EventTag tag, std::uint16_t from) const {
    const auto found =
        std::find_if(steps_.begin(), steps_.end(), [&](const UpcastStep& s) { return s.tag == tag && s.from == from; });
    return found == steps_.end() ? nullptr : &*found;
}

bool Upcasts::covers(EventTag tag, std::uint16_t today) const {
    std::uint16_t from = 1;
    while (from < today && find(tag, from) != nullptr) ++from;
    return from == today && find(tag, today) == nullptr;
}

Result<boost::json::object> Upcasts::bring_up(EventTag tag, std::uint16_t from, std::uint16_t today,
                                              std::string_view clear) const {
    const auto wrong = [&](std::uint16_t schema) {
        return fail(ErrorCode::corrupt, std::string(name_of(tag)) + ": its clear part is not as schema " +
                                            std::to_string(schema) + " wrote it");
    };
    auto members = json::parse(clear);
    if (!members || !members->is_object()) return wrong(from);
    for (auto schema = from; schema < today; ++schema) {
        const auto* step = find(tag, schema);
        if (step == nullptr) {
            return fail(ErrorCode::corrupt, std::string(name_of(tag)) + ": schema " + std::to_string(schema) +
                                                " is one that this program has no step for");
        }
        if (!step->change(members->get_object())) return wrong(schema);
    }
    return std::move(members->get_object());
}

std::size_t Upcasts::part_count(EventTag tag, std::uint16_t from, std::size_t now) const {
    const auto* step = find(tag, from);
    return step == nullptr ? now : step->parts.count;
}

/// From the newest schema back: who became `part`, and who became that.
std::optional<std::uint8_t> Upcasts::stored_part(EventTag tag, std::uint16_t from, std::uint8_t part) const {
    std::uint16_t today = from;
    while (find(tag, today) != nullptr) ++today;
    for (auto schema = today; schema > from; --schema) {
        const auto& parts = find(tag, static_cast<std::uint16_t>(schema - 1))->parts;
        const auto end = parts.to.begin() + parts.count;
        const auto was = std::find(parts.to.begin(), end, part);
        if (was == end) return std::nullopt;
        part = static_cast<std::uint8_t>(was - parts.to.begin() + 1);
    }
    return part;
}

}  // namespace hometime
