#include "daemon/accounts/push_devices.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "daemon/accounts/store.h"

namespace hometime {

namespace {

struct PushDevicesRow {
    std::vector<PushDevice> devices;
};
BOOST_DESCRIBE_STRUCT(PushDevicesRow, (), (devices))

}  // namespace

std::uint64_t push_device_number(std::string_view endpoint) {
    constexpr int kJsonBits = 53;
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), as_bytes(endpoint).data(), endpoint.size());
    return load_be<std::uint64_t>(digest.data()) >> (64 - kJsonBits);
}

std::string Accounts::Impl::push_devices_key(std::uint64_t account) {
    std::string key = "w";
    append_be(key, account);
    return key;
}

std::vector<PushDevice> Accounts::push_devices(std::uint64_t account) const {
    return impl_->row<PushDevicesRow>(Impl::push_devices_key(account)).value_or(PushDevicesRow{}).devices;
}

std::uint64_t Accounts::add_push_device(std::uint64_t account, PushDevice device) {
    const std::scoped_lock lock(impl_->writing);
    auto row = impl_->row<PushDevicesRow>(Impl::push_devices_key(account)).value_or(PushDevicesRow{});
    std::erase_if(row.devices, [&](const PushDevice& one) { return one.endpoint == device.endpoint; });
    if (row.devices.size() >= kPushDevicesMax) row.devices.erase(row.devices.begin());
    device.number = push_device_number(device.endpoint);
    const auto number = device.number;
    row.devices.push_back(std::move(device));
    rocksdb::WriteBatch batch;
    batch.Put(Impl::push_devices_key(account), json::to_string(row));
    impl_->write(batch, true);
    return number;
}

bool Accounts::remove_push_device(std::uint64_t account, std::uint64_t number) {
    const std::scoped_lock lock(impl_->writing);
    auto row = impl_->row<PushDevicesRow>(Impl::push_devices_key(account)).value_or(PushDevicesRow{});
    const auto removed = std::erase_if(row.devices, [&](const PushDevice& one) { return one.number == number; });
    if (removed == 0) return false;
    rocksdb::WriteBatch batch;
    batch.Put(Impl::push_devices_key(account), json::to_string(row));
    impl_->write(batch, true);
    return true;
}

/// How it went is worth no sync: the next push says it again.
void Accounts::note_pushed(std::uint64_t account, std::uint64_t number, UtcTime now) {
    const std::scoped_lock lock(impl_->writing);
    if (!impl_->may_write()) return;
    auto row = impl_->row<PushDevicesRow>(Impl::push_devices_key(account)).value_or(PushDevicesRow{});
    for (auto& device : row.devices) {
        if (device.number == number) device.last_success = now;
    }
    rocksdb::WriteBatch batch;
    batch.Put(Impl::push_devices_key(account), json::to_string(row));
    impl_->write(batch, false);
}

}  // namespace hometime
