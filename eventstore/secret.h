// Thirty-two secret bytes that are wiped when they go.
#pragma once

#include <array>
#include <cstdint>

#include "eventstore/base/encoding.h"

namespace hometime {

/// A key or a seed. Copies are made on purpose only, and each is wiped at its end.
class Secret {
public:
    static constexpr std::size_t kBytes = 32;
    Secret() = default;
    explicit Secret(const std::array<std::uint8_t, kBytes>& bytes) : bytes_(bytes) {}
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] Secret copy() const { return Secret(bytes_); }
    [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }
    [[nodiscard]] std::uint8_t* data() { return bytes_.data(); }
    [[nodiscard]] ByteView view() const { return bytes_; }

private:
    std::array<std::uint8_t, kBytes> bytes_{};
};

/// Overwrites memory that held a secret; never optimised away.
void wipe(void* bytes, std::size_t length) noexcept;

}  // namespace hometime
