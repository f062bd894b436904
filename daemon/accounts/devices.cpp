// The devices that an account was used on (S14): what tells a sign-in on a new one.
#include <sodium.h>

#include <algorithm>
#include <array>

#include "daemon/accounts/store.h"

namespace hometime {

namespace {

struct DevicesRow {
    std::vector<KnownDevice> devices;
};
BOOST_DESCRIBE_STRUCT(DevicesRow, (), (devices))

/// Another hash for each account: the store does not show who shares a device.
std::string device_hash(std::uint64_t account, std::string_view device) {
    std::string text;
    append_be(text, account);
    text.append(device);
    std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), as_bytes(text).data(), text.size());
    return hex(digest);
}

auto find_device(std::vector<KnownDevice>& devices, const std::string& hash) {
    return std::find_if(devices.begin(), devices.end(), [&](const KnownDevice& one) { return one.hash == hash; });
}

bool earlier(const KnownDevice& a, const KnownDevice& b) {
    return a.last_used_at < b.last_used_at;
}

}  // namespace

std::string Accounts::Impl::devices_key(std::uint64_t account) {
    std::string key = "d";
    append_be(key, account);
    return key;
}

std::string Accounts::draw_device() {
    return url_token(impl_->random->bytes<16>());
}

DeviceStanding Accounts::device_standing(std::uint64_t account, std::string_view device) const {
    auto row = impl_->row<DevicesRow>(Impl::devices_key(account)).value_or(DevicesRow{});
    if (row.devices.empty()) return DeviceStanding::first;
    const bool known = find_device(row.devices, device_hash(account, device)) != row.devices.end();
    return known ? DeviceStanding::known : DeviceStanding::strange;
}

void Accounts::remember_device(std::uint64_t account, std::string_view device, UtcTime now) {
    const std::scoped_lock lock(impl_->writing);
    auto row = impl_->row<DevicesRow>(Impl::devices_key(account)).value_or(DevicesRow{});
    auto& devices = row.devices;
    const auto hash = device_hash(account, device);
    if (const auto found = find_device(devices, hash); found != devices.end()) devices.erase(found);
    if (devices.size() >= kKnownDevicesMax) devices.erase(std::min_element(devices.begin(), devices.end(), earlier));
    devices.push_back({hash, now});
    rocksdb::WriteBatch batch;
    batch.Put(Impl::devices_key(account), json::to_string(row));
    impl_->write(batch, true);
}

}  // namespace hometime
