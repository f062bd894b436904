#include "tools/hometime/export_text.h"

#include "eventstore/base/html.h"
#include "tools/common/output.h"

namespace hometime::tools {

namespace {

constexpr std::string_view kStyle =
    "body{font:11pt/1.5 Georgia,serif;max-width:170mm;margin:10mm auto;color:#000}"
    "h2{font-size:11pt;margin:8mm 0 1mm;border-top:1px solid #000;padding-top:2mm}"
    "p{margin:0}blockquote{margin:1mm 0 1mm 8mm;white-space:pre-wrap}";

enum class Style { title, heading, plain, quote };
struct Line {
    Style style{};
    std::string text;
};

std::string html_of(const Line& line) {
    const auto text = html_escaped(line.text);
    switch (line.style) {
        case Style::title: return "<h1>" + text + "</h1>\n";
        case Style::heading: return "<h2>" + text + "</h2>\n";
        case Style::plain: return "<p>" + text + "</p>\n";
        case Style::quote: return "<blockquote>" + text + "</blockquote>\n";
    }
    return text;
}

std::string text_of(const Line& line) {
    switch (line.style) {
        case Style::title: return line.text + "\n\n";
        case Style::heading: return '\n' + line.text + '\n';
        case Style::plain: return line.text + '\n';
        case Style::quote: break;
    }
    std::string quoted = "    ";
    for (const char c : line.text) quoted += c == '\n' ? std::string("\n    ") : std::string(1, c);
    return quoted + '\n';
}

std::string shown(const std::vector<Line>& lines, ReadableFormat format) {
    std::string out;
    for (const auto& line : lines) out += format == ReadableFormat::html ? html_of(line) : text_of(line);
    return out;
}

std::string spaced(std::string words) {
    for (auto& c : words) c = c == '_' ? ' ' : c;
    return words;
}

std::string marked(std::string words) {
    return words + ' ' + std::string(kRedact);
}

bool same_person(const boost::json::value& a, const boost::json::value& b) {
    const auto* id = a.as_object().if_contains("id");
    return id != nullptr && a.at("kind") == b.at("kind") && *id == b.at("id");
}

std::string person(const boost::json::value& who) {
    return cell(who.at("name")) + " (" + cell(who.at("kind")) + ' ' + cell(who.at("id")) + ')';
}

std::string by(const boost::json::value& record) {
    const auto& actor = record.at("actor");
    if (!actor.as_object().contains("id")) {
        return actor.at("kind") == "system" ? "By Hometime itself" : "By " + cell(actor.at("kind"));
    }
    for (const auto& other : record.at("third_parties").as_array()) {
        if (same_person(actor, other)) return marked("By [" + person(actor) + ']');
    }
    return "By " + person(actor);
}

std::string facts(const boost::json::object& fact) {
    std::string words;
    for (const auto& member : fact) {
        words += (words.empty() ? "" : "; ") + spaced(member.key()) + ": " +
                 (member.value().is_string() ? cell(member.value()) : boost::json::serialize(member.value()));
    }
    return words;
}

void add_text(const boost::json::object& text, std::vector<Line>& lines) {
    auto label = spaced(cell(text.at("name")));
    const bool by_other = text.at("written_by_other").as_bool();
    label += by_other ? marked(", written by somebody else") + ':' : ":";
    lines.push_back({Style::plain, label});
    if (text.contains("erased")) return lines.push_back({Style::quote, "(erased)"});
    if (text.contains("text")) return lines.push_back({Style::quote, cell(text.at("text"))});
    for (const auto& field : text.at("fields").as_object()) {
        if (cell(field.value()).empty()) continue;
        lines.push_back({Style::quote, spaced(field.key()) + ": " + cell(field.value())});
    }
}

}  // namespace

std::string export_begin(const boost::json::value& page, ReadableFormat format) {
    const bool safeguarding = page.at("safeguarding").as_bool();
    const auto who = cell(page.at("person_kind")) + ' ' + cell(page.at("person"));
    const std::vector<Line> lines{
        {Style::title, (safeguarding ? "Safeguarding records that name " : "Records that name ") + who},
        {Style::plain, "Export " + cell(page.at("export")) + ", made " + cell(page.at("made_at")) +
                           " (UTC, as all times here), up to record " + cell(page.at("up_to")) + "."},
        {Style::plain, "Other people stand in [brackets]. Before it is handed over, somebody decides at each " +
                           std::string(kRedact) + " whether that part is blacked out."}};
    const auto head =
        format == ReadableFormat::html
            ? "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Export</title>\n"
              "<style>" +
                  std::string(kStyle) + "</style>\n</head>\n<body>\n"
            : std::string();
    return head + shown(lines, format);
}

std::string export_record(const boost::json::value& record, ReadableFormat format) {
    std::vector<Line> lines{{Style::heading, cell(record.at("at")) + ", " + spaced(cell(record.at("kind"))) +
                                                 " (record " + cell(record.at("position")) + ')'},
                            {Style::plain, by(record)}};
    const auto& fact = record.at("fact").as_object();
    if (!fact.empty()) lines.push_back({Style::plain, facts(fact)});
    for (const auto& text : record.at("texts").as_array()) add_text(text.as_object(), lines);
    std::string others;
    for (const auto& other : record.at("third_parties").as_array()) {
        others += (others.empty() ? "Names also " : ", ") + marked('[' + person(other) + ']');
    }
    if (!others.empty()) lines.push_back({Style::plain, others});
    return shown(lines, format);
}

std::string export_end(std::uint64_t records, ReadableFormat format) {
    const auto last = shown({{Style::heading, "End: " + std::to_string(records) + " records."}}, format);
    return last + (format == ReadableFormat::html ? "</body>\n</html>\n" : "");
}

}  // namespace hometime::tools
