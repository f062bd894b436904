// The body of a request that says everything by its address.
#pragma once

#include <boost/describe.hpp>

namespace hometime::http {

struct EmptyBody {};
BOOST_DESCRIBE_STRUCT(EmptyBody, (), ())

}  // namespace hometime::http
