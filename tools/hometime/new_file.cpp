#include "tools/hometime/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tools/common/exit.h"

namespace hometime::tools {

void write_new(const std::filesystem::path& path, std::string_view text, mode_t mode) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        throw Failure(Exit::cannot_create, path.string() + (errno == EEXIST ? " is there already" : " cannot be made"));
    }
    const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         fchmod(file, mode) == 0 && fsync(file) == 0;
    close(file);
    if (written) return;
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    throw Failure(Exit::io, path.string() + " cannot be written");
}

}  // namespace hometime::tools
