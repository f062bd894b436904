#include "tests/support/fault_disk.h"

#include <rocksdb/env.h>

#include <utility>

#include "tests/support/disk_state.h"

namespace hometime::test {

FaultDisk::FaultDisk(std::filesystem::path root)
    : state_(std::make_shared<DiskState>(std::move(root))), files_(watched_files(state_)), env_(watched_env(state_)) {}
FaultDisk::~FaultDisk() = default;

FileSystem& FaultDisk::files() {
    return *files_;
}
rocksdb::Env* FaultDisk::env() {
    return env_.get();
}
void FaultDisk::fail(DiskFault fault) {
    state_->fail(fault);
}
void FaultDisk::heal() {
    state_->fail(std::nullopt);
}
bool FaultDisk::has_failed() const {
    return state_->has_failed();
}
void FaultDisk::mark(std::uint64_t number) {
    state_->mark(number);
}
const DiskImage& FaultDisk::base() const {
    return state_->base();
}
std::vector<DiskCall> FaultDisk::calls() const {
    return state_->calls();
}

}  // namespace hometime::test
