#include "eventstore/keyring.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>

#include "eventstore/key_generation.h"

namespace hometime {

namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::string_view kDerivation = "hometime derived key 1: ";
constexpr std::string_view kPublicKeyName = "hometime";

Hash keyed_hash(const std::uint8_t* key, ByteView message) {
    Hash hash{};
    crypto_generichash(hash.data(), hash.size(), message.data(), message.size(), key, Secret::kBytes);
    return hash;
}

}  // namespace

std::uint16_t school_year_of(UtcTime instant) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(instant)};
    const int year = static_cast<int>(date.year()) - (date.month() < std::chrono::September ? 1 : 0);
    return static_cast<std::uint16_t>(std::clamp(year, 0, 65535));
}

Hash keyed_mac(const Hash& key, ByteView message) {
    return keyed_hash(key.data(), message);
}

KeyRing::KeyRing(KeyStore store, Random& random, std::size_t keys_in_memory)
    : store_(std::move(store)), random_(random), keys_in_memory_(keys_in_memory) {
    std::uint64_t id = 0;
    for (const auto& scope : store_.scopes()) {
        if (!store_.destroyed(++id)) ids_[scope] = id;
    }
}

std::uint64_t KeyRing::key_for(const KeyScope& scope) {
    const std::scoped_lock lock(mutex_);
    const auto [at, is_new] = ids_.try_emplace(scope, store_.key_count() + pending_.size() + 1);
    if (is_new) {
        auto bytes = random_.bytes<Secret::kBytes>();
        pending_.push_back({at->second, scope, Secret(bytes)});
        wipe(bytes.data(), bytes.size());
    }
    return at->second;
}

Result<void> KeyRing::store_pending() {
    const std::scoped_lock lock(mutex_);
    retired_now_.clear();
    if (pending_.empty()) return {};
    if (auto stored = store_.append(pending_, random_); !stored) return stored;
    for (auto& key : pending_) remember(key.id, std::move(key.key));
    pending_.clear();
    return {};
}

void KeyRing::drop_pending() {
    const std::scoped_lock lock(mutex_);
    for (const auto& key : pending_) ids_.erase(key.scope);
    pending_.clear();
    for (const auto key : retired_now_) {
        retired_.erase(key);
        ids_[store_.scopes()[key - 1]] = key;
    }
    retired_now_.clear();
}

void KeyRing::retire(std::uint64_t key) {
    const std::scoped_lock lock(mutex_);
    if (key == 0 || key > store_.key_count() || store_.destroyed(key)) return;
    if (!retired_.insert(key).second) return;
    retired_now_.push_back(key);
    const auto id = ids_.find(store_.scopes()[key - 1]);
    if (id != ids_.end() && id->second == key) ids_.erase(id);
    if (const auto at = cached_.find(key); at != cached_.end()) {
        recent_.erase(at->second);
        cached_.erase(at);
    }
}

std::vector<std::pair<std::uint64_t, KeyScope>> KeyRing::keys(
    const std::function<bool(const KeyScope&)>& wanted) const {
    const std::scoped_lock lock(mutex_);
    std::vector<std::pair<std::uint64_t, KeyScope>> found;
    std::uint64_t id = 0;
    for (const auto& scope : store_.scopes()) {
        ++id;
        if (!store_.destroyed(id) && !retired_.contains(id) && wanted(scope)) found.emplace_back(id, scope);
    }
    return found;
}

bool KeyRing::holds_retired() const {
    const std::scoped_lock lock(mutex_);
    return !retired_.empty();
}

KeyCounts KeyRing::counts() const {
    const std::scoped_lock lock(mutex_);
    return {store_.generation(), store_.key_count(), store_.destroyed_count(), retired_.size()};
}

Result<std::uint64_t> KeyRing::rotate(FileSystem& files, const DataFolder& folder, const Secret& kek, Random& random) {
    std::set<std::uint64_t> gone;
    std::uint64_t length = 0;
    {
        const std::scoped_lock lock(mutex_);
        gone = retired_;
        length = store_.length();
    }
    auto now = open_key_store(files, folder, kek, length, false);
    if (!now) return tl::unexpected(now.error());
    auto rewrite = KeyStoreRewrite::begin(files, folder, std::move(*now), kek, random);
    if (!rewrite) return tl::unexpected(rewrite.error());
    if (auto copied = rewrite->copy(gone); !copied) return tl::unexpected(copied.error());
    const std::scoped_lock lock(mutex_);
    auto store = rewrite->install(store_, retired_);
    if (!store) return fail(ErrorCode::unavailable, "the key store: " + store.error().detail);
    store_ = std::move(*store);
    retired_.clear();
    retired_now_.clear();
    return store_.generation();
}

Result<Bytes> KeyRing::seal(std::uint64_t key, ByteView associated, std::string_view text) {
    const std::scoped_lock lock(mutex_);
    const auto secret = find(key);
    if (!secret) return tl::unexpected(secret.error());
    Bytes box(kNonceBytes + text.size() + kTagBytes);
    random_.fill(std::span(box).first(kNonceBytes));
    crypto_aead_xchacha20poly1305_ietf_encrypt(box.data() + kNonceBytes, nullptr, as_bytes(text).data(), text.size(),
                                               associated.data(), associated.size(), nullptr, box.data(),
                                               (*secret)->data());
    return box;
}

Result<std::string> KeyRing::open(std::uint64_t key, ByteView associated, ByteView box) {
    if (box.size() < kNonceBytes + kTagBytes) return fail(ErrorCode::corrupt, "a sealed text is too short");
    const std::scoped_lock lock(mutex_);
    const auto secret = find(key);
    if (!secret) return tl::unexpected(secret.error());
    std::string text(box.size() - kNonceBytes - kTagBytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<std::uint8_t*>(text.data()), nullptr, nullptr, box.data() + kNonceBytes,
            box.size() - kNonceBytes, associated.data(), associated.size(), box.data(), (*secret)->data()) != 0) {
        return fail(ErrorCode::corrupt, "a sealed text does not open with key " + std::to_string(key));
    }
    return text;
}

Hash KeyRing::derived_key(std::string_view purpose) const {
    const std::scoped_lock lock(mutex_);
    return keyed_hash(store_.store_secret().data(), as_bytes(std::string(kDerivation) + std::string(purpose)));
}

NoteSigner KeyRing::signer(SchoolId school) const {
    const std::scoped_lock lock(mutex_);
    return NoteSigner(log_origin(school), store_.signing_seed());
}

std::string KeyRing::public_key_file() const {
    const std::scoped_lock lock(mutex_);
    return NoteSigner(std::string(kPublicKeyName), store_.signing_seed()).verifier().to_string() + '\n';
}

std::uint64_t KeyRing::generation() const {
    const std::scoped_lock lock(mutex_);
    return store_.generation();
}

std::uint64_t KeyRing::length() const {
    const std::scoped_lock lock(mutex_);
    return store_.length();
}

Result<const Secret*> KeyRing::find(std::uint64_t key) {
    if (retired_.contains(key)) return fail(ErrorCode::key_missing, "key " + std::to_string(key) + " was destroyed");
    if (const auto at = cached_.find(key); at != cached_.end()) {
        recent_.splice(recent_.begin(), recent_, at->second);
        return &at->second->second;
    }
    if (key > store_.key_count() && key <= store_.key_count() + pending_.size()) {
        return &pending_[key - store_.key_count() - 1].key;
    }
    auto secret = store_.unwrap(key);
    if (!secret) return tl::unexpected(secret.error());
    return &remember(key, std::move(*secret));
}

const Secret& KeyRing::remember(std::uint64_t key, Secret secret) {
    recent_.emplace_front(key, std::move(secret));
    cached_[key] = recent_.begin();
    if (recent_.size() > keys_in_memory_) {
        cached_.erase(recent_.back().first);
        recent_.pop_back();
    }
    return recent_.front().second;
}

}  // namespace hometime
