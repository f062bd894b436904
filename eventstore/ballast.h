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

    /// Bytes for which the disk's blocks are taken, of the file's beginning.
    [[nodiscard]] std::uint64_t held() const;
    /// Takes the blocks for all of it, where they are not taken yet. Nothing is written into them.
    /// Errors: `unavailable` the disk has no room, or refused: then as much is held as before.
    [[nodiscard]] Result<void> take();
    /// Gives back what an earlier configuration took beyond bytes().
    void trim();
    /// Gives `bytes` of it back, or what is left: the rest stays, for whoever else fills the disk takes what is given.
    /// False: nothing was held, or the system refused.
    bool give(std::uint64_t bytes);
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    bool shrink(std::uint64_t bytes);

    std::filesystem::path path_;
    std::uint64_t bytes_;
};

}  // namespace hometime
