// A roster of a small school, as the import route takes it.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace hometime::test {

/// The roster that is imported: classes "oak" and "elm"; pupils 0-2 in oak, 3-5 in elm; eight adults.
/// `mark` stands in every name, title and address, so that a test can look for it elsewhere.
[[nodiscard]] boost::json::object small_roster(const std::string& mark, bool dry_run = false);

}  // namespace hometime::test
