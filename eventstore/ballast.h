// A file that holds nothing but room: it is given up when the disk is full, so that what must not wait still goes in.
#pragma once

#include <cstdint>
#include <filesystem>

#include "eventstore/base/result.h"

namespace hometime {

/// One thread. Nobody reads the file, and no backup needs it.
class Ballast {
public:
    /// `bytes` 0: there is none, and all of this does nothing.
    Ballast(std::filesystem::path path, std::uint64_t bytes) : path_(std::move(path)), bytes_(bytes) {}

    /// Whether the disk's blocks for all of it are taken.
    [[nodiscard]] bool held() const;
    /// Takes the blocks, where they are not taken yet. Nothing is written into them.
    /// Errors: `unavailable` the disk has no room, or refused: then nothing is held.
    [[nodiscard]] Result<void> take();
    /// Gives back what an earlier configuration took beyond bytes().
    void trim();
    /// Gives all of it back. False: it was not held, or the system refused.
    bool give_up();
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    std::filesystem::path path_;
    std::uint64_t bytes_;
};

}  // namespace hometime
