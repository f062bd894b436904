#include "notifier/webhooks/state.h"

#include "eventstore/base/json.h"

namespace hometime::webhook {

Result<ReceiverState> read_state(FileSystem& files, const std::filesystem::path& file) {
    const auto text = read_file(files, file, kStateBytesMax);
    if (!text) return tl::unexpected(text.error());
    auto state = json::decode<ReceiverState>(*text);
    if (!state) return fail(ErrorCode::corrupt, "it cannot be understood: " + state.error().detail);
    return state;
}

Result<void> write_state(FileSystem& files, const std::filesystem::path& file, const ReceiverState& state) {
    if (auto made = files.create_folders(file.parent_path()); !made) return made;
    return write_file_atomically(files, file, as_bytes(json::to_string(state) + '\n'));
}

}  // namespace hometime::webhook
