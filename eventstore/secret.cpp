#include "eventstore/secret.h"

#include <sodium.h>

namespace hometime {

void wipe(void* bytes, std::size_t length) noexcept {
    sodium_memzero(bytes, length);
}

Secret::Secret(Secret&& other) noexcept : bytes_(other.bytes_) {
    wipe(other.bytes_.data(), kBytes);
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this == &other) return *this;
    bytes_ = other.bytes_;
    wipe(other.bytes_.data(), kBytes);
    return *this;
}

Secret::~Secret() {
    wipe(bytes_.data(), kBytes);
}

}  // namespace hometime
