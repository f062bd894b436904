#include "eventstore/checkpoint_writer.h"

#include "eventstore/base/mutants.h"
#include "eventstore/checkpoint.h"

namespace hometime {

Result<std::size_t> CheckpointWriter::write_changed() {
    std::size_t count = 0;
    for (const auto& head : log_.heads()) {
        if (written_[head.school] == head.size) continue;
        if (auto done = write(head); !done) return tl::unexpected(done.error());
        written_[head.school] = head.size;
        ++count;
    }
    return count;
}

Result<void> CheckpointWriter::write(const LogHead& head) {
    if (auto made = files_.create_folders(folder_.checkpoints()); !made) return made;
    Checkpoint checkpoint{log_origin(head.school), head.size, head.root};
    if (mutant(Mutant::checkpoint_ahead)) ++checkpoint.size;
    if (mutant(Mutant::checkpoint_old_root) && written_[head.school] > 0) checkpoint.root = empty_root();
    const auto note = sign_checkpoint(checkpoint, log_.signer(head.school));
    if (!note) return tl::unexpected(note.error());
    return write_file_atomically(files_, folder_.checkpoint(head.school), as_bytes(*note));
}

}  // namespace hometime
