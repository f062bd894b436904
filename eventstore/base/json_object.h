// A JSON object that is written member by member, in the order in which it is told, without a tree in between.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "eventstore/base/json.h"

namespace hometime::json {

/// Names are literals of ours: they are not escaped, and who puts one twice has it twice. One thread.
class Object {
public:
    /// `bytes`: about as long as it will be, so that it need not grow.
    explicit Object(std::size_t bytes = 0) { text_.reserve(bytes); }

    /// Texts, and everything that write() takes.
    template <class T>
    Object& put(std::string_view name, const T& value) {
        begin(name);
        if constexpr (std::is_convertible_v<const T&, std::string_view>) {
            detail::append_quoted(text_, value);
        } else {
            write(text_, value);
        }
        return *this;
    }
    /// "{…}". Ends the object.
    [[nodiscard]] std::string take() && {
        text_ += text_.empty() ? "{}" : "}";
        return std::move(text_);
    }

private:
    void begin(std::string_view name) {
        text_ += text_.empty() ? "{\"" : ",\"";
        text_ += name;
        text_ += "\":";
    }

    std::string text_;
};

}  // namespace hometime::json
