// Reads a TOML file whole: every mistake with its place, misspelt keys with the one that was meant. For the few .cpp
// files that read one: it brings the whole parser along.
#pragma once

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// toml++ 3.3 asserts on some broken files, and assumes the same where assertions are off. A typing
// mistake must do neither: the parser is compiled here, header-only, and throws.
// In members that throw nothing this ends the process, which is what their own assertion would do.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wterminate"
#endif
#undef NDEBUG
#define TOML_HEADER_ONLY 1
#define TOML_ASSERT(expr)                                              \
    do {                                                               \
        if (!(expr)) throw std::runtime_error("the file is not TOML"); \
    } while (false)
#include <toml++/toml.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include "daemon/config.h"

namespace hometime::toml_reader {

using Errors = std::vector<ConfigError>;

inline void add(Errors& errors, const toml::source_region& where, std::string message) {
    if (errors.size() < kConfigErrorsMax) errors.push_back({where.begin.line, where.begin.column, std::move(message)});
}

/// Edits between two words: how close a misspelt key is to a known one.
inline std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

/// What one key of a table accepts: reads the node, reports into errors.
struct Key {
    std::string_view name;
    std::function<void(const toml::node&, Errors&)> read;
};

inline void read_table(const toml::table& table, const std::vector<Key>& keys, Errors& errors) {
    for (const auto& [name, node] : table) {
        const auto known =
            std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name.str(); });
        if (known != keys.end()) {
            known->read(node, errors);
            continue;
        }
        std::string message = "unknown key '" + std::string(name.str()) + "'";
        const auto near = std::min_element(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
            return distance(a.name, name.str()) < distance(b.name, name.str());
        });
        if (near != keys.end() && distance(near->name, name.str()) <= 3) {
            message += " (did you mean '" + std::string(near->name) + "'?)";
        }
        add(errors, name.source(), std::move(message));
    }
}

template <class Target>
std::function<void(const toml::node&, Errors&)> text(Target& target) {
    return [&target](const toml::node& node, Errors& errors) {
        if (const auto* value = node.as_string()) {
            target = value->get();
        } else {
            add(errors, node.source(), "must be text in quotes");
        }
    };
}

inline std::function<void(const toml::node&, Errors&)> table(std::vector<Key> keys) {
    return [keys = std::move(keys)](const toml::node& node, Errors& errors) {
        if (const auto* inner = node.as_table()) {
            read_table(*inner, keys, errors);
        } else {
            add(errors, node.source(), "must be a table: write it as [section]");
        }
    };
}

/// nullopt: the file is not TOML, and `errors` says where.
inline std::optional<toml::table> parse(std::string_view text, Errors& errors) try {
    return toml::parse(text);
} catch (const toml::parse_error& error) {
    add(errors, error.source(), std::string(error.description()));
    return std::nullopt;
} catch (const std::runtime_error& error) {
    errors.push_back({1, 1, error.what()});
    return std::nullopt;
}

/// Text of which `complaint` has nothing to say.
inline auto checked(std::string& target, std::function<std::string(const std::string&)> complaint) {
    return [&target, complaint = std::move(complaint)](const toml::node& node, Errors& errors) {
        const auto before = errors.size();
        text(target)(node, errors);
        if (errors.size() != before) return;
        if (auto message = complaint(target); !message.empty()) add(errors, node.source(), std::move(message));
    };
}

}  // namespace hometime::toml_reader
