#include "eventstore/zeros.h"

#include <string>

#include "eventstore/base/encoding.h"

namespace hometime {

Result<void> overwrite_with_zeros(FileSystem& files, const std::filesystem::path& path) {
    const auto file = files.open(path, OpenMode::write);
    if (!file) return tl::unexpected(file.error());
    const auto size = (*file)->size();
    if (!size) return tl::unexpected(size.error());
    const std::string zeros(*size, '\0');
    return (*file)->write_at(0, as_bytes(zeros)).and_then([&] { return (*file)->sync(); });
}

}  // namespace hometime
