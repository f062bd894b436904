// What a tool prints: tables for people at a terminal, JSON for machines, a bar for long work.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hometime::tools {

/// Prints to standard output. `json`: exactly one JSON document a call, on a line of its own.
class Output {
public:
    explicit Output(bool json) : json_(json) {}
    [[nodiscard]] bool json() const { return json_; }

    /// A list of objects as a table with these members as columns, or as JSON.
    void table(const boost::json::value& rows, const std::vector<std::string>& columns) const;
    /// One object as "member: value" lines, what stands in a member indented below it, or as JSON.
    void object(const boost::json::value& object) const;
    /// A sentence for a person; nothing in JSON mode.
    void say(std::string_view sentence) const;

private:
    bool json_;
};

/// A document over several lines, two spaces a level, for people who edit it.
[[nodiscard]] std::string indented(const boost::json::value& value);
/// A value as a cell: text bare, lists with commas, null as "-".
[[nodiscard]] std::string cell(const boost::json::value& value);
/// Columns that a terminal shows for UTF-8 text (one a code point).
[[nodiscard]] std::size_t width(std::string_view text);

/// A bar on standard error while a terminal is there to see it; silent otherwise.
class Progress {
public:
    Progress(std::string label, std::uint64_t total);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    void at(std::uint64_t done);

private:
    std::string label_;
    std::uint64_t total_;
    int shown_ = -1;
    bool visible_;
};

}  // namespace hometime::tools
