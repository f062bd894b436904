// A folder that exists as long as the test does.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace hometime::test {

/// An empty folder below the system's temporary folder, removed with all it holds at the end.
/// Throws std::runtime_error where it cannot be made.
class TempDir {
public:
    explicit TempDir(std::string_view stem = "hometime-test") {
        auto name = (std::filesystem::temp_directory_path() / (std::string(stem) + "-XXXXXX")).string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder could be made");
        path_ = name;
    }
    ~TempDir() {
        std::error_code ignored;  // A folder that stays behind breaks no test.
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

}  // namespace hometime::test
