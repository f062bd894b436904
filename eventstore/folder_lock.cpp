#include "eventstore/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace hometime {

namespace {

tl::unexpected<Error> refused(int error) {
    if (error == EWOULDBLOCK) {
        return fail(ErrorCode::busy, "another process has the data folder open: one owner at a time. Stop it first");
    }
    const bool denied = error == EACCES || error == EPERM || error == EROFS;
    return fail(denied ? ErrorCode::permission : ErrorCode::unavailable,
                std::string("the data folder's LOCK: ") + std::strerror(error));
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& file) {
    FolderLock lock(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.descriptor_ < 0 || ::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) return refused(errno);
    return lock;
}

Result<FolderLock> FolderLock::share(const std::filesystem::path& file) {
    FolderLock lock(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (lock.descriptor_ < 0 && errno == ENOENT) return lock;
    if (lock.descriptor_ < 0 || ::flock(lock.descriptor_, LOCK_SH | LOCK_NB) != 0) return refused(errno);
    return lock;
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

bool is_locked(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool locked = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return locked;
}

}  // namespace hometime
