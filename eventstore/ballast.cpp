#include "eventstore/ballast.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace hometime {

namespace {

/// What stat counts blocks in. Bytes.
constexpr std::uint64_t kStatBlock = 512;

}  // namespace

std::uint64_t Ballast::held() const {
    struct stat status{};
    if (bytes_ == 0 || ::stat(path_.c_str(), &status) != 0) return 0;
    return std::min({static_cast<std::uint64_t>(status.st_blocks) * kStatBlock,
                     static_cast<std::uint64_t>(status.st_size), bytes_});
}

Result<void> Ballast::take() {
    const auto before = held();
    if (before == bytes_) return {};
    const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return fail(ErrorCode::unavailable, "the ballast file cannot be made");
    const int error = ::posix_fallocate(file, 0, static_cast<off_t>(bytes_));
    ::close(file);
    if (error == 0) return {};
    shrink(before);
    return fail(ErrorCode::unavailable, std::string("the ballast file: ") + std::strerror(error));
}

bool Ballast::shrink(std::uint64_t bytes) {
    if (bytes == 0) return ::unlink(path_.c_str()) == 0;
    return ::truncate(path_.c_str(), static_cast<off_t>(bytes)) == 0;
}

void Ballast::trim() {
    std::error_code none;
    const auto size = std::filesystem::file_size(path_, none);
    if (bytes_ != 0 && !none && size > bytes_) std::filesystem::resize_file(path_, bytes_, none);
}

bool Ballast::give(std::uint64_t bytes) {
    const auto before = held();
    return before > 0 && shrink(before - std::min(bytes, before));
}

}  // namespace hometime
