#include "tools/hometime/closure_preview.h"

#include <map>
#include <stdexcept>

namespace hometime::tools {

namespace {

using boost::json::value;

std::string text(const value& object, const char* member) {
    return std::string(object.at(member).as_string());
}

LocalDate day(const value& object, const char* member) {
    const auto date = parse_local_date(text(object, member));
    if (!date) throw std::runtime_error("the daemon answered with something that is no date");
    return *date;
}

struct Stretch {
    explicit Stretch(const value& object)
        : from(day(object, "from")), to(day(object, "to")), kind(text(object, "kind")) {}

    [[nodiscard]] bool has(LocalDate date) const { return from <= date && date <= to; }
    template <class Visit>
    void each(Visit visit) const {
        for (auto date = from; date <= to; date += std::chrono::days{1}) visit(date);
    }

    LocalDate from;
    LocalDate to;
    std::string kind;
};

}  // namespace

std::vector<DayChange> day_by_day(const boost::json::array& closures, const value& reply) {
    std::multimap<LocalDate, DayChange> days;  // Of one day, in the order in which they come.
    const auto add = [&](LocalDate date, const char* change, const std::string& kind, const std::string& label) {
        days.emplace(date, DayChange{date, change, kind, label});
    };
    const auto& changes = reply.at("changes").as_array();
    for (std::size_t i = 0; i < closures.size(); ++i) {
        const Stretch now(closures[i]);
        const auto label = text(closures[i], "label");
        const auto* known = changes.at(i).as_object().if_contains("was");
        if (known == nullptr) {
            now.each([&](LocalDate date) { add(date, "closes", now.kind, label); });
            continue;
        }
        const Stretch was(*known);
        const auto* same = was.kind == now.kind ? "unchanged" : "other kind";
        now.each([&](LocalDate date) { add(date, was.has(date) ? same : "closes", now.kind, label); });
        was.each([&](LocalDate date) {
            if (!now.has(date)) add(date, "opens again", was.kind, label);
        });
    }
    for (const auto& one : reply.at("gone").as_array()) {
        const Stretch gone(one);
        gone.each([&](LocalDate date) { add(date, "not in the file", gone.kind, {}); });
    }
    std::vector<DayChange> list;
    for (auto& [date, change] : days) list.push_back(std::move(change));
    return list;
}

}  // namespace hometime::tools
