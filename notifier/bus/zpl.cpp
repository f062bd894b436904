#include "notifier/bus/zpl.h"

#include <algorithm>

namespace hometime::bus {

namespace {

constexpr std::size_t kIndent = 4;

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("$-_@.&+/").find(c) != std::string_view::npos;
}

/// One line after another; remembers which section it is in.
class Parser {
public:
    ZplFile take(std::string_view text) {
        if (text.size() > kZplBytesMax) {
            complain(0, "is larger than 16 KiB");
            return std::move(file_);
        }
        while (!text.empty()) {
            ++line_;
            const auto end = text.find('\n');
            take_line(text.substr(0, end));
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        return std::move(file_);
    }

private:
    void complain(std::size_t at, std::string message) {
        file_.errors.push_back({line_, line_ == 0 ? 0 : static_cast<std::uint32_t>(at + 1), std::move(message)});
    }

    void take_line(std::string_view line) {
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.size() > kZplLineMax) return complain(kZplLineMax, "the line is longer than 8 KiB");
        for (std::size_t i = 0; i < line.size(); ++i) {
            const auto c = static_cast<unsigned char>(line[i]);
            if (c < 0x20 || c > 0x7E) return complain(i, "only printable ASCII, indented by spaces, is understood");
        }
        const auto begin = line.find_first_not_of(' ');
        if (begin == std::string_view::npos || line[begin] == '#') return;
        const auto depth = begin / kIndent;
        if (begin % kIndent != 0 || depth > sections_.size()) {
            return complain(begin, "is indented by " + std::to_string(begin) + " spaces: each level is four more");
        }
        sections_.resize(depth);
        take_entry(line, begin);
    }

    void take_entry(std::string_view line, std::size_t begin) {
        auto end = begin;
        while (end < line.size() && is_name_character(line[end])) ++end;
        if (end == begin) return complain(begin, "a name is expected here");
        const std::string name(line.substr(begin, end - begin));
        auto at = line.find_first_not_of(' ', end);
        if (at == std::string_view::npos || line[at] == '#') return open(name, begin);
        if (line[at] != '=') return complain(at, "'=' is expected here");
        at = line.find_first_not_of(' ', at + 1);
        if (at == std::string_view::npos) return complain(line.size(), "a value is expected here");
        if (line[at] == '"' || line[at] == '\'') return take_quoted(line, name, at);
        auto last = line.find('#', at);
        if (last == std::string_view::npos) last = line.size();
        while (last > at && line[last - 1] == ' ') --last;
        add(name, line.substr(at, last - at), at);
    }

    void take_quoted(std::string_view line, const std::string& name, std::size_t at) {
        const auto close = line.find(line[at], at + 1);
        if (close == std::string_view::npos) return complain(at, "the quote does not end on this line");
        const auto rest = line.find_first_not_of(' ', close + 1);
        if (rest != std::string_view::npos && line[rest] != '#') return complain(rest, "nothing may follow the value");
        add(name, line.substr(at + 1, close - at - 1), at);
    }

    void open(const std::string& name, std::size_t begin) {
        if (sections_.size() == kZplDepthMax) return complain(begin, "is nested too deep");
        sections_.push_back(name);
    }
    void add(const std::string& name, std::string_view value, std::size_t at) {
        std::string path;
        for (const auto& section : sections_) path += section + '/';
        path += name;
        const bool known = std::any_of(file_.entries.begin(), file_.entries.end(),
                                       [&](const ZplEntry& entry) { return entry.path == path; });
        if (known) return complain(at, "'" + path + "' is there twice");
        file_.entries.push_back({path, std::string(value), line_, static_cast<std::uint32_t>(at + 1)});
        sections_.push_back(name);  // What is indented below it belongs to it.
    }

    ZplFile file_;
    std::vector<std::string> sections_;
    std::uint32_t line_ = 0;
};

}  // namespace

ZplFile parse_zpl(std::string_view text) {
    return Parser().take(text);
}

}  // namespace hometime::bus
