// Everything that happened in a simulated year, as one digest: two runs that differ in a byte differ in it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "eventstore/file_digest.h"
#include "eventstore/log.h"

namespace hometime::simulation {

class Trace {
public:
    using Lines = std::function<void(std::string_view line)>;
    /// `lines`, if there is one, gets each line as it is added.
    explicit Trace(Lines lines) : tell_(std::move(lines)) {}

    /// Something happened at that instant of virtual time.
    void add(UtcTime at, std::string_view what);
    /// A fact: its header but for the log's own id, its clear members, and its texts as they are unsealed.
    void add(const EventLog& log, const LoggedRecord& fact);
    /// The decision state at the end, row by row.
    void add_rows(const EventLog& log);
    /// Ends it. Hexadecimal.
    [[nodiscard]] std::string digest();
    [[nodiscard]] std::uint64_t lines() const { return lines_; }

private:
    Lines tell_;
    Sha256 hash_;
    std::uint64_t lines_ = 0;
    std::string line_;
};

}  // namespace hometime::simulation
