// How views are read and written: ordered rows of bytes behind plain interfaces. Views hold ids and clear
// facts only; a text is read from the log when a permitted person asks for it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "eventstore/base/json.h"

namespace hometime {

/// One projection's rows, by version: another version is built anew, beside it.
struct ViewName {
    std::string_view name;
    std::uint32_t version = 1;
    friend bool operator==(const ViewName&, const ViewName&) = default;
};
/// "inbox@1": the column family, and the name in status and metrics.
[[nodiscard]] inline std::string to_string(const ViewName& view) {
    return std::string(view.name) + "@" + std::to_string(view.version);
}

/// A view cannot be read or folded. what() is a reason code, never a row. A fold that throws it stops that
/// projection alone; a request that meets it is answered 503.
struct ViewError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class Direction : std::uint8_t { forward, backward };

/// The rows of one view at one moment. Throws ViewError when they cannot be read.
class ViewRows {
public:
    using Visit = std::function<bool(std::string_view key, std::string_view value)>;
    virtual ~ViewRows() = default;
    [[nodiscard]] virtual std::optional<std::string> get(std::string_view key) const = 0;
    /// Rows with keys in [begin, end) in order, or from the end backwards, until `visit` returns false.
    /// An empty `end` is the end of the view.
    virtual void scan(std::string_view begin, std::string_view end, Direction direction, const Visit& visit) const = 0;
};

/// Rows that a fold may change; it sees its own changes at once.
class ViewWriter : public ViewRows {
public:
    virtual void put(std::string key, std::string value) = 0;
    virtual void erase(std::string key) = 0;
};

/// Where queries read from: the store, or rows in memory. Any thread.
class ViewSource {
public:
    virtual ~ViewSource() = default;
    /// One moment of one view; it does not change while it is held. Must end before its source does.
    [[nodiscard]] virtual std::unique_ptr<ViewRows> read(const ViewName& view) const = 0;
};

namespace views {

/// A row by its key. Throws ViewError `row_unreadable`.
template <class Row>
[[nodiscard]] Row decode_row(std::string_view text) {
    auto row = json::decode<Row>(text);
    if (!row) throw ViewError("row_unreadable");
    return std::move(*row);
}
template <class Row>
[[nodiscard]] std::optional<Row> find_row(const ViewRows& rows, std::string_view key) {
    const auto text = rows.get(key);
    if (!text) return std::nullopt;
    return decode_row<Row>(*text);
}
template <class Row>
void put_row(ViewWriter& rows, std::string key, const Row& row) {
    rows.put(std::move(key), json::to_string(row));
}

}  // namespace views
}  // namespace hometime
