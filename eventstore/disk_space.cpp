#include "eventstore/disk_space.h"

#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace hometime {

namespace {

class FolderSpace final : public DiskSpace {
public:
    explicit FolderSpace(std::filesystem::path folder) : folder_(std::move(folder)) {}
    [[nodiscard]] Result<SpaceLeft> left() const override {
        struct statvfs status{};
        if (::statvfs(folder_.c_str(), &status) != 0) {
            return fail(ErrorCode::unavailable, std::string("statvfs: ") + std::strerror(errno));
        }
        const std::uint64_t block = status.f_frsize;
        return SpaceLeft{status.f_bavail * block, status.f_blocks * block};
    }

private:
    std::filesystem::path folder_;
};

}  // namespace

std::shared_ptr<const DiskSpace> disk_space_of(const std::filesystem::path& folder) {
    return std::make_shared<FolderSpace>(folder);
}

bool says_no_space(const Error& error) {
    static const std::array<std::string, 2> words{std::strerror(ENOSPC), std::strerror(EDQUOT)};
    for (const auto& word : words) {
        if (error.detail.find(word) != std::string::npos) return true;
    }
    return false;
}

}  // namespace hometime
