#include "eventstore/file_digest.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <functional>
#include <utility>
#include <vector>

namespace hometime {

struct Sha256::Impl {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~Impl() { EVP_MD_CTX_free(context); }
};

namespace {

/// Without SHA-256 nothing here can be told from anything else.
void require(int good) {
    if (good != 1) std::abort();
}

/// Gives the bytes of `file` to `take`, part by part.
Result<std::uint64_t> each_part(const File& file, const std::function<Result<void>(std::uint64_t, ByteView)>& take) {
    std::vector<std::uint8_t> buffer(kDigestReadBytes);
    std::uint64_t offset = 0;
    for (;;) {
        const auto count = file.read_at(offset, buffer);
        if (!count) return tl::unexpected(count.error());
        if (*count == 0) return offset;
        if (auto taken = take(offset, ByteView(buffer).first(*count)); !taken) return tl::unexpected(taken.error());
        offset += *count;
    }
}

}  // namespace

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
    require(impl_->context == nullptr ? 0 : EVP_DigestInit_ex(impl_->context, EVP_sha256(), nullptr));
}
Sha256::~Sha256() = default;

void Sha256::add(ByteView bytes) {
    require(EVP_DigestUpdate(impl_->context, bytes.data(), bytes.size()));
}

Hash Sha256::finish() {
    Hash hash{};
    require(EVP_DigestFinal_ex(impl_->context, hash.data(), nullptr));
    return hash;
}

Hash sha256_of(ByteView bytes) {
    Sha256 sum;
    sum.add(bytes);
    return sum.finish();
}

Result<FileDigest> digest_of(FileSystem& files, const std::filesystem::path& path) {
    const auto file = files.open(path, OpenMode::read);
    if (!file) return tl::unexpected(file.error());
    Sha256 sum;
    const auto bytes = each_part(**file, [&](std::uint64_t, ByteView part) -> Result<void> {
        sum.add(part);
        return {};
    });
    if (!bytes) return tl::unexpected(bytes.error());
    return FileDigest{*bytes, sum.finish()};
}

Result<FileDigest> copy_and_sync(FileSystem& files, const std::filesystem::path& from,
                                 const std::filesystem::path& to) {
    const auto source = files.open(from, OpenMode::read);
    if (!source) return tl::unexpected(source.error());
    const auto copy = files.open(to, OpenMode::create);
    if (!copy) return tl::unexpected(copy.error());
    Sha256 sum;
    const auto bytes = each_part(**source, [&](std::uint64_t offset, ByteView part) {
        sum.add(part);
        return (*copy)->write_at(offset, part);
    });
    if (!bytes) return tl::unexpected(bytes.error());
    if (auto synced = (*copy)->sync(); !synced) return tl::unexpected(synced.error());
    return FileDigest{*bytes, sum.finish()};
}

}  // namespace hometime
