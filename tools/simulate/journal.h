// What the program writes into its journal while this lives, instead of where it went before.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace hometime::simulation {

/// One at a time in a process; one thread.
class Journal {
public:
    /// `unwanted`: what no line may hold.
    explicit Journal(std::string unwanted);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    [[nodiscard]] std::uint64_t lines() const;
    /// Lines that held what they must not.
    [[nodiscard]] std::uint64_t unwanted() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace hometime::simulation
