#include "tools/audit/trusted_key.h"

#include "tools/audit/evidence/tiles.h"

namespace hometime::tools {

Result<evidence::NoteKey> trusted_key(const std::filesystem::path& file) {
    constexpr std::uint64_t kKeyFileMax = 64 * 1024;
    const auto text = evidence::read_whole(file, kKeyFileMax);
    if (!text) return fail(text.error().code, file.string() + ": " + text.error().detail);
    auto key = evidence::NoteKey::parse(*text);
    if (!key) return fail(ErrorCode::invalid, file.string() + ": " + key.error().detail);
    return key;
}

}  // namespace hometime::tools
