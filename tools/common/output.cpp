#include "tools/common/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>

namespace hometime::tools {

namespace {

constexpr int kBarWidth = 40;

const boost::json::value& member(const boost::json::value& row, const std::string& name) {
    static const boost::json::value kNull;
    const auto* found = row.is_object() ? row.get_object().if_contains(name) : nullptr;
    return found != nullptr ? *found : kNull;
}

}  // namespace

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string cell(const boost::json::value& value) {
    if (value.is_null()) return "-";
    if (value.is_bool()) return value.get_bool() ? "yes" : "no";
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_double()) return fmt::format("{:g}", value.get_double());
    if (!value.is_array()) return boost::json::serialize(value);
    std::string joined;
    for (const auto& item : value.get_array()) joined += (joined.empty() ? "" : ", ") + cell(item);
    return joined.empty() ? "-" : joined;
}

namespace {

void indent(const boost::json::value& value, std::size_t depth, std::string& out) {
    const std::string inner(2 * (depth + 1), ' ');
    const std::string outer(2 * depth, ' ');
    const auto* separator = "\n";
    if (value.is_object() && !value.get_object().empty()) {
        out += '{';
        for (const auto& entry : value.get_object()) {
            out += separator + inner + boost::json::serialize(boost::json::value(entry.key())) + ": ";
            indent(entry.value(), depth + 1, out);
            separator = ",\n";
        }
        out += '\n' + outer + '}';
    } else if (value.is_array() && !value.get_array().empty()) {
        out += '[';
        for (const auto& item : value.get_array()) {
            out += separator + inner;
            indent(item, depth + 1, out);
            separator = ",\n";
        }
        out += '\n' + outer + ']';
    } else {
        out += boost::json::serialize(value);
    }
}

}  // namespace

std::string indented(const boost::json::value& value) {
    std::string out;
    indent(value, 0, out);
    return out;
}

namespace {

/// The rows under a line of column names, each aligned by what a terminal shows.
std::vector<std::string> lines_of(const boost::json::array& rows, const std::vector<std::string>& columns) {
    std::vector<std::size_t> widths;
    for (const auto& column : columns) widths.push_back(column.size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            widths[i] = std::max(widths[i], width(cell(member(row, columns[i]))));
        }
    }
    std::vector<std::string> lines;
    const auto add = [&](const auto& text_of) {
        std::string line;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const std::string text = text_of(i);
            line += text;
            if (i + 1 < columns.size()) line += std::string(widths[i] - width(text) + 2, ' ');
        }
        lines.push_back(std::move(line));
    };
    add([&](std::size_t i) { return columns[i]; });
    for (const auto& row : rows) add([&](std::size_t i) { return cell(member(row, columns[i])); });
    return lines;
}

std::vector<std::string> lines_of(const boost::json::object& object) {
    std::vector<std::string> lines;
    for (const auto& entry : object) {
        const auto& value = entry.value();
        const auto* rows = value.if_array();
        const bool of_objects = rows != nullptr && !rows->empty() && rows->front().is_object();
        if (!of_objects && !value.is_object()) {
            lines.push_back(std::string(entry.key()) + ": " + cell(value));
            continue;
        }
        std::vector<std::string> columns;
        if (of_objects) {
            for (const auto& column : rows->front().get_object()) columns.emplace_back(column.key());
        }
        lines.push_back(std::string(entry.key()) + ':');
        for (const auto& line : of_objects ? lines_of(*rows, columns) : lines_of(value.get_object())) {
            lines.push_back("  " + line);
        }
    }
    return lines;
}

}  // namespace

void Output::table(const boost::json::value& rows, const std::vector<std::string>& columns) const {
    if (json_) {
        std::cout << boost::json::serialize(rows) << '\n';
        return;
    }
    for (const auto& line : lines_of(rows.as_array(), columns)) std::cout << line << '\n';
    if (rows.as_array().empty()) std::cout << "(none)\n";
}

void Output::object(const boost::json::value& object) const {
    if (json_ || !object.is_object()) {
        std::cout << boost::json::serialize(object) << '\n';
        return;
    }
    for (const auto& line : lines_of(object.get_object())) std::cout << line << '\n';
}

void Output::say(std::string_view sentence) const {
    if (!json_) std::cout << sentence << '\n';
}

Progress::Progress(std::string label, std::uint64_t total)
    : label_(std::move(label)), total_(std::max<std::uint64_t>(1, total)), visible_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
    if (visible_ && shown_ >= 0) std::fputc('\n', stderr);
}

void Progress::at(std::uint64_t done) {
    const int filled = static_cast<int>(std::min(done, total_) * kBarWidth / total_);
    if (!visible_ || filled == shown_) return;
    shown_ = filled;
    const std::string bar = std::string(static_cast<std::size_t>(filled), '#') +
                            std::string(static_cast<std::size_t>(kBarWidth - filled), '.');
    std::fprintf(stderr, "\r%s [%s] %3d %%", label_.c_str(), bar.c_str(), filled * 100 / kBarWidth);
    std::fflush(stderr);
}

}  // namespace hometime::tools
