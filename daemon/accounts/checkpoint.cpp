// The credential store as it stands at one moment, for a backup.
#include <memory>

#include "daemon/accounts/store.h"

namespace hometime {

Result<void> Accounts::checkpoint(const std::filesystem::path& folder) const {
    rocksdb::Checkpoint* made = nullptr;
    auto status = rocksdb::Checkpoint::Create(impl_->db.get(), &made);
    const std::unique_ptr<rocksdb::Checkpoint> owner(made);
    // 0: what is in memory is flushed first.
    if (status.ok()) status = made->CreateCheckpoint(folder.string(), 0);
    if (status.ok()) return {};
    return fail(ErrorCode::unavailable, "the credential store cannot be copied");
}

}  // namespace hometime
