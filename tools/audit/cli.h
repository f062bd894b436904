// The commands of hometime-audit, by subject. Internal to the tool.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "eventstore/base/ids.h"
#include "tools/audit/verify.h"
#include "tools/common/exit.h"
#include "tools/common/output.h"

namespace CLI {
class App;
}

namespace hometime::tools::audit {

/// Each adds its commands to `app`; one that was asked for runs while the command line is parsed, and throws Failure.
void add_verify(CLI::App& app);
void add_replay(CLI::App& app);  ///< replay, dump, diff
void add_export(CLI::App& app);
void add_proof(CLI::App& app);  ///< proof, check-proof
void add_witness(CLI::App& app);

/// How a command ends that a library function refused.
[[nodiscard]] Failure failure(const Error& error);
/// The value, or the end of the command.
template <class T>
[[nodiscard]] T value_or_end(Result<T> result) {
    if (!result) throw failure(result.error());
    return std::move(*result);
}
/// Throws Failure when `text` is no school's id. nullopt: it is empty.
[[nodiscard]] std::optional<SchoolId> school_if_named(const std::string& text);
/// The same where one must be named.
[[nodiscard]] SchoolId school_of(const std::string& text);

/// A bar that appears with the first step.
class Bar {
public:
    explicit Bar(std::string label) : label_(std::move(label)) {}
    void operator()(std::uint64_t done, std::uint64_t total) {
        if (!bar_) bar_ = std::make_unique<Progress>(label_, total);
        bar_->at(done);
    }
    /// Where it was told from, with its end.
    [[nodiscard]] VerifyProgress progress() {
        return [this](std::uint64_t done, std::uint64_t total) { (*this)(done, total); };
    }

private:
    std::string label_;
    std::unique_ptr<Progress> bar_;
};

/// Writes `text` to a new file, or to standard output when `path` is empty. Throws Failure.
void give_out(const std::string& path, const std::string& text);
/// A file's bytes. Throws Failure.
[[nodiscard]] std::string take_in(const std::string& path);

}  // namespace hometime::tools::audit
