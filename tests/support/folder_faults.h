// What can happen to the files of a data folder: copies, flipped bits, cuts.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace hometime::test {

inline std::string slurp(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.filename().string());
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void spill(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) throw std::runtime_error("cannot write " + path.filename().string());
}

/// Makes `to` a copy of `from`, whatever it was before.
inline void copy_folder(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

/// The files below `folder`, relative to it, in order of their names.
inline std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) files.push_back(std::filesystem::relative(entry.path(), folder));
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Those of them that hold `bytes`.
inline std::vector<std::filesystem::path> files_with(const std::filesystem::path& folder, std::string_view bytes) {
    auto files = files_below(folder);
    std::erase_if(files, [&](const auto& file) { return slurp(folder / file).find(bytes) == std::string::npos; });
    return files;
}

inline void flip_bit(const std::filesystem::path& path, std::uint64_t bit) {
    auto bytes = slurp(path);
    bytes.at(bit / 8) = static_cast<char>(static_cast<unsigned char>(bytes.at(bit / 8)) ^ (1U << (bit % 8)));
    spill(path, bytes);
}

inline void cut_to(const std::filesystem::path& path, std::uint64_t length) {
    std::filesystem::resize_file(path, length);
}

}  // namespace hometime::test
