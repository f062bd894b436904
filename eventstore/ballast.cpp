#include "eventstore/ballast.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace hometime {

namespace {

/// What stat counts blocks in. Bytes.
constexpr std::uint64_t kStatBlock = 512;

}  // namespace

bool Ballast::held() const {
    struct stat status{};
    if (bytes_ == 0 || ::stat(path_.c_str(), &status) != 0) return false;
    return static_cast<std::uint64_t>(status.st_blocks) * kStatBlock >= bytes_;
}

Result<void> Ballast::take() {
    if (bytes_ == 0 || held()) return {};
    const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return fail(ErrorCode::unavailable, "the ballast file cannot be made");
    const int error = ::posix_fallocate(file, 0, static_cast<off_t>(bytes_));
    ::close(file);
    if (error == 0) return {};
    ::unlink(path_.c_str());  // Half of it helps nobody.
    return fail(ErrorCode::unavailable, std::string("the ballast file: ") + std::strerror(error));
}

void Ballast::trim() {
    std::error_code none;
    const auto size = std::filesystem::file_size(path_, none);
    if (bytes_ != 0 && !none && size > bytes_) std::filesystem::resize_file(path_, bytes_, none);
}

bool Ballast::give_up() {
    return bytes_ != 0 && ::unlink(path_.c_str()) == 0;
}

}  // namespace hometime
