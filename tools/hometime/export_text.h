// An export of everything about one person, for people to read: one list in order, what other people's is marked for
// somebody to decide whether it is blacked out. Pure text: escapes whatever it is given.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

namespace hometime::tools {

enum class ReadableFormat { html, text };

/// What stands behind everything that is another person's, or was written by one.
inline constexpr std::string_view kRedact = "\u00abredact?\u00bb";

/// `page`: any page of the export, as the daemon answers it.
[[nodiscard]] std::string export_begin(const boost::json::value& page, ReadableFormat format);
[[nodiscard]] std::string export_record(const boost::json::value& record, ReadableFormat format);
[[nodiscard]] std::string export_end(std::uint64_t records, ReadableFormat format);

}  // namespace hometime::tools
