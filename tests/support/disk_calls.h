// What a program did to a disk, call by call, and the disks that a power cut at any moment could have left behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace hometime::test {

/// A call that changes something. Paths are relative to the folder that is watched.
struct DiskCall {
    enum class Kind : std::uint8_t {
        create,       ///< `path` is made as `file`; a file of that name that was there is another one from now on
        write,        ///< `bytes` into `file` at `offset`
        truncate,     ///< `file` to `offset` bytes
        sync,         ///< of `file`
        rename,       ///< `path` to `to`
        link,         ///< `path` also as `to`
        remove,       ///< `path`
        make_folder,  ///< `path`
        sync_folder,  ///< `path`
        mark,         ///< no call at all: something happened outside the disk, numbered `offset`
    };
    Kind kind{};
    std::uint64_t file = 0;
    std::string path;
    std::string to;
    std::uint64_t offset = 0;
    std::string bytes;
    bool failed = false;  ///< the disk refused; of a write, `bytes` are those that got there all the same
};
[[nodiscard]] std::string to_string(const DiskCall& call);

/// A folder's content. Names end in '/' where they are folders.
struct DiskImage {
    std::map<std::string, std::shared_ptr<const std::string>> files;
    std::set<std::string> folders;
    [[nodiscard]] std::size_t fingerprint() const;
};
[[nodiscard]] DiskImage read_image(const std::filesystem::path& folder);
/// Makes `folder` hold exactly `image`.
void write_image(const DiskImage& image, const std::filesystem::path& folder);

/// What a power cut leaves of names (files made, renamed, removed) that no sync of their folder covers.
enum class Names : std::uint8_t { kept, lost, some };
/// What it leaves of bytes that no sync of their file covers. `torn`: some, by sectors. `zeros`, `garbage`: the file
/// has its length, and other bytes than were written.
enum class Contents : std::uint8_t { kept, lost, torn, zeros, garbage };
struct PowerCut {
    Names names = Names::kept;
    Contents contents = Contents::kept;
};
[[nodiscard]] std::string to_string(PowerCut cut);

/// Sectors are written whole or not at all. Bytes.
inline constexpr std::uint64_t kSectorBytes = 512;

/// A disk: what its caches hold, and what is on the platter. Stricter than most real ones: the sync of a new file does
/// not make its name durable, and names are durable by their folder's sync alone.
class DiskModel {
public:
    /// `base` is all durable.
    explicit DiskModel(const DiskImage& base);
    void apply(const DiskCall& call);
    /// The disk after a power cut now. `chance` decides what `some`, `torn` and `garbage` leave.
    [[nodiscard]] DiskImage image(PowerCut cut, std::mt19937_64& chance) const;

private:
    struct Change {
        bool is_write = true;
        std::uint64_t offset = 0;
        std::string bytes;
    };
    struct File {
        std::shared_ptr<const std::string> now = std::make_shared<const std::string>();
        std::shared_ptr<const std::string> synced = now;
        std::vector<Change> unsynced;
    };
    struct NameChange {
        DiskCall::Kind kind{};
        std::string path;
        std::string to;
        std::uint64_t file = 0;
    };
    using Tree = std::map<std::string, std::uint64_t>;  ///< 0: a folder

    void change_name(NameChange change);
    void change_file(std::uint64_t file, Change change);
    static void apply(Tree& tree, const NameChange& change);
    [[nodiscard]] Tree tree_after(Names names, std::mt19937_64& chance) const;
    [[nodiscard]] static std::shared_ptr<const std::string> content(const File& file, Contents contents,
                                                                    std::mt19937_64& chance);

    std::map<std::uint64_t, File> files_;
    Tree now_;
    Tree durable_;
    std::vector<NameChange> unsynced_;
};

}  // namespace hometime::test
