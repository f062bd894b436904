// Another key-encrypting key for a data folder, offline: for a credential that somebody may have seen.
#include "eventstore/folder_lock.h"
#include "eventstore/head_file.h"
#include "eventstore/kek.h"
#include "eventstore/key_generation.h"
#include "tools/hometime/erasures.h"

namespace hometime::tools {

namespace {

template <class T>
T value_or_fail(Result<T> result, const std::string& what) {
    if (result) return std::move(*result);
    const auto code = result.error().code;
    throw Failure(code == ErrorCode::busy          ? Exit::temporary
                  : code == ErrorCode::key_missing ? Exit::config
                  : code == ErrorCode::not_found   ? Exit::no_input
                  : code == ErrorCode::corrupt     ? Exit::data
                  : code == ErrorCode::permission  ? Exit::permission
                                                   : Exit::io,
                  what + ": " + result.error().detail);
}

}  // namespace

void keys_change_kek(const Shell& shell, const ChangeKekOptions& options) {
    const DataFolder folder{options.data};
    SystemRandom random;
    auto& files = posix_files();
    const auto lock = value_or_fail(FolderLock::take(folder.lock()), "the data folder");
    const auto old_kek = value_or_fail(load_kek(files, {options.old_kek, {}}, random, false), "the old key");
    const auto new_kek = value_or_fail(load_kek(files, {options.new_kek, {}}, random, false), "the new key");
    auto head_file = value_or_fail(HeadFile::open(files, folder.head(), OpenMode::write), "HEAD");
    auto head = value_or_fail(head_file.read(), "HEAD");
    const auto length = head.keys.length;
    const auto live = value_or_fail(open_key_store(files, folder, old_kek.key, length, false), "the key store");
    auto copy = value_or_fail(open_key_store(files, folder, old_kek.key, length, false), "the key store");
    auto rewrite =
        value_or_fail(KeyStoreRewrite::begin(files, folder, std::move(copy), new_kek.key, random), "the key store");
    const auto store = value_or_fail(rewrite.install(live, {}), "the key store");
    head.keys = {store.generation(), store.length()};
    if (const auto told = head_file.write(head); !told) throw Failure(Exit::io, "HEAD: " + told.error().detail);
    shell.out().object(boost::json::object{{"generation", store.generation()}});
    shell.out().say(
        "The new key opens this folder, and the old one does not. Hand it over as the credential, keep a copy "
        "where the old one's was, and make a backup of the keys.");
}

}  // namespace hometime::tools
