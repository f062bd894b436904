#include "eventstore/backup/known.h"

#include <algorithm>

#include "eventstore/checkpoint.h"
#include "eventstore/head_file.h"

namespace hometime {

namespace {

/// A checkpoint is a few lines; more than this is none. Bytes.
constexpr std::uint64_t kNoteBytesMax = 16 * 1024;

void add_head(FileSystem& files, const DataFolder& folder, std::vector<KnownSize>& known) {
    const auto file = HeadFile::open(files, folder.head(), OpenMode::read);
    const auto head = file ? file->read() : Result<Head>(tl::unexpected(file.error()));
    if (!head) return;
    for (const auto& school : head->schools) known.push_back({school.school, school.size, school.root, "HEAD"});
}

/// A note names its log in its first line.
std::optional<SchoolId> school_named_by(std::string_view note) {
    const auto origin = note.substr(0, note.find('\n'));
    const auto school = parse_school_id(origin.substr(0, origin.find('.')));
    return school && log_origin(*school) == origin ? school : std::nullopt;
}

void add_note(FileSystem& files, const std::filesystem::path& path, const NoteVerifier& key,
              std::vector<KnownSize>& known) {
    const auto note = read_file(files, path, kNoteBytesMax);
    const auto school = note ? school_named_by(*note) : std::nullopt;
    if (!school) return;
    const auto checkpoint = open_checkpoint(*note, key.named(log_origin(*school)));
    if (checkpoint) known.push_back({*school, checkpoint->size, checkpoint->root, path.filename().string()});
}

void add_notes(FileSystem& files, const std::filesystem::path& folder, const NoteVerifier& key,
               std::vector<KnownSize>& known) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        if (entry.is_regular_file(none)) add_note(files, entry.path(), key, known);
    }
}

}  // namespace

Result<std::vector<KnownSize>> known_sizes(FileSystem& files, const std::filesystem::path& place,
                                           std::string_view public_key) {
    const auto key = NoteVerifier::parse(public_key.substr(0, public_key.find('\n')));
    if (!key) return fail(ErrorCode::corrupt, "checkpoint.pub holds no key");
    const auto there = files.exists(place);
    if (!there) return tl::unexpected(there.error());
    if (!*there) return fail(ErrorCode::not_found, "there is no " + place.filename().string());
    std::vector<KnownSize> known;
    std::error_code none;
    if (std::filesystem::is_directory(place, none)) {
        const DataFolder folder{place};
        add_head(files, folder, known);
        add_notes(files, folder.checkpoints(), *key, known);
        add_notes(files, place, *key, known);
    } else {
        add_note(files, place, *key, known);
    }
    if (!known.empty()) return known;
    return fail(
        ErrorCode::corrupt,
        place.filename().string() + " holds neither a HEAD that can be read nor a note that checkpoint.pub verifies");
}

std::vector<KnownSize> known_of(const std::vector<KnownSize>& all, SchoolId school) {
    std::vector<KnownSize> known;
    std::ranges::copy_if(all, std::back_inserter(known), [&](const auto& one) { return one.school == school; });
    std::ranges::sort(known, {}, &KnownSize::size);
    return known;
}

}  // namespace hometime
