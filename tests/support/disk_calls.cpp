#include "tests/support/disk_calls.h"

#include <algorithm>
#include <functional>

#include "tests/support/folder_faults.h"

namespace hometime::test {

namespace {

std::string parent_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

void change(std::string& bytes, bool is_write, std::uint64_t offset, std::string_view with) {
    if (!is_write) return bytes.resize(offset);
    if (bytes.size() < offset + with.size()) bytes.resize(offset + with.size());
    bytes.replace(offset, with.size(), with);
}

std::uint64_t below(std::mt19937_64& chance, std::uint64_t bound) {
    return bound == 0 ? 0 : chance() % bound;
}

}  // namespace

std::string to_string(const DiskCall& call) {
    static constexpr const char* kNames[] = {"create", "write",  "truncate",    "sync",        "rename",
                                             "link",   "remove", "make folder", "sync folder", "mark"};
    std::string out = kNames[static_cast<std::size_t>(call.kind)];
    if (call.kind == DiskCall::Kind::mark) return out + " " + std::to_string(call.offset);
    out += " " + call.path;
    if (!call.to.empty()) out += " to " + call.to;
    if (call.kind == DiskCall::Kind::write) {
        out += " [" + std::to_string(call.offset) + ", +" + std::to_string(call.bytes.size()) + ")";
    }
    return call.failed ? out + " (refused)" : out;
}

std::string to_string(PowerCut cut) {
    static constexpr const char* kNames[] = {"kept", "lost", "some"};
    static constexpr const char* kContents[] = {"kept", "lost", "torn", "zeros", "garbage"};
    return std::string("names ") + kNames[static_cast<std::size_t>(cut.names)] + ", contents " +
           kContents[static_cast<std::size_t>(cut.contents)];
}

std::size_t DiskImage::fingerprint() const {
    std::size_t print = folders.size();
    const auto mix = [&](std::size_t more) { print = print * 1'000'003 ^ more; };
    for (const auto& [name, bytes] : files) {
        mix(std::hash<std::string>{}(name));
        mix(std::hash<std::string>{}(*bytes));
    }
    for (const auto& folder : folders) mix(std::hash<std::string>{}(folder));
    return print;
}

DiskImage read_image(const std::filesystem::path& folder) {
    DiskImage image;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto name = std::filesystem::relative(entry.path(), folder).string();
        if (entry.is_directory()) image.folders.insert(name);
        if (entry.is_regular_file()) image.files[name] = std::make_shared<const std::string>(slurp(entry.path()));
    }
    return image;
}

void write_image(const DiskImage& image, const std::filesystem::path& folder) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    for (const auto& name : image.folders) std::filesystem::create_directories(folder / name);
    for (const auto& [name, bytes] : image.files) {
        spill(folder / name, *bytes);
        std::filesystem::permissions(folder / name, std::filesystem::perms(0600));
    }
}

DiskModel::DiskModel(const DiskImage& base) {
    for (const auto& folder : base.folders) now_[folder] = 0;
    std::uint64_t number = 0;
    for (const auto& [name, bytes] : base.files) {
        now_[name] = ++number;  // The numbers that FaultDisk gives to what it finds.
        files_[number] = {bytes, bytes, {}};
    }
    durable_ = now_;
}

void DiskModel::apply(const DiskCall& call) {
    using Kind = DiskCall::Kind;
    switch (call.kind) {
        case Kind::write: return change_file(call.file, {true, call.offset, call.bytes});
        case Kind::truncate:
            if (!call.failed) change_file(call.file, {false, call.offset, {}});
            return;
        case Kind::sync: {
            auto& file = files_[call.file];
            if (call.failed) {
                file.now = file.synced;  // The page is gone: a second sync would find nothing to do and say so.
            } else {
                file.synced = file.now;
            }
            file.unsynced.clear();
            return;
        }
        case Kind::create:
        case Kind::rename:
        case Kind::link:
        case Kind::remove:
        case Kind::make_folder:
            if (!call.failed) change_name({call.kind, call.path, call.to, call.file});
            return;
        case Kind::sync_folder:
            if (call.failed) return;
            std::erase_if(unsynced_, [&](const NameChange& change) {
                const auto& name = change.to.empty() ? change.path : change.to;
                if (parent_of(name) != call.path) return false;
                apply(durable_, change);
                return true;
            });
            return;
        case Kind::mark: return;
    }
}

void DiskModel::change_name(NameChange change) {
    if (change.kind == DiskCall::Kind::create) files_.try_emplace(change.file);
    apply(now_, change);
    unsynced_.push_back(std::move(change));
}

void DiskModel::change_file(std::uint64_t number, Change changed) {
    auto& file = files_[number];
    auto bytes = *file.now;
    change(bytes, changed.is_write, changed.offset, changed.bytes);
    file.now = std::make_shared<const std::string>(std::move(bytes));
    file.unsynced.push_back(std::move(changed));
}

void DiskModel::apply(Tree& tree, const NameChange& change) {
    const auto move = [&](bool keep_old) {
        const auto from = tree.find(change.path);
        if (from == tree.end()) return;  // What it depends on was lost.
        const auto file = from->second;
        if (!keep_old) tree.erase(from);
        tree[change.to] = file;
    };
    switch (change.kind) {
        case DiskCall::Kind::create: tree[change.path] = change.file; return;
        case DiskCall::Kind::make_folder: tree[change.path] = 0; return;
        case DiskCall::Kind::remove: tree.erase(change.path); return;
        case DiskCall::Kind::rename: return move(false);
        case DiskCall::Kind::link: return move(true);
        default: return;
    }
}

/// Within a folder names become durable in the order of the calls, as a journal keeps them; between folders in any.
DiskModel::Tree DiskModel::tree_after(Names names, std::mt19937_64& chance) const {
    if (names == Names::kept) return now_;
    auto tree = durable_;
    if (names == Names::lost) return tree;
    std::map<std::string, std::uint64_t> waiting;
    for (const auto& change : unsynced_) ++waiting[parent_of(change.to.empty() ? change.path : change.to)];
    for (auto& [folder, count] : waiting) count = below(chance, count + 1);
    for (const auto& change : unsynced_) {
        auto& left = waiting[parent_of(change.to.empty() ? change.path : change.to)];
        if (left == 0) continue;
        --left;
        apply(tree, change);
    }
    return tree;
}

std::shared_ptr<const std::string> DiskModel::content(const File& file, Contents contents, std::mt19937_64& chance) {
    if (contents == Contents::kept || file.unsynced.empty()) return file.now;
    if (contents == Contents::lost) return file.synced;
    auto bytes = *file.synced;
    for (const auto& one : file.unsynced) {
        if (!one.is_write) {
            if (below(chance, 2) == 0) change(bytes, false, one.offset, {});
            continue;
        }
        for (std::uint64_t at = 0; at < one.bytes.size();) {  // Each sector of its own, in any order.
            const auto end = std::min<std::uint64_t>((one.offset + at) / kSectorBytes * kSectorBytes + kSectorBytes,
                                                     one.offset + one.bytes.size()) -
                             one.offset;
            auto sector = one.bytes.substr(at, end - at);
            const bool there = below(chance, 2) == 0;
            if (!there && contents == Contents::torn) break;  // And what follows did not get there either.
            if (!there && contents == Contents::zeros) sector.assign(sector.size(), '\0');
            if (!there && contents == Contents::garbage) {
                for (auto& byte : sector) byte = static_cast<char>(chance());
            }
            change(bytes, true, one.offset + at, sector);
            at = end;
        }
        if (contents == Contents::torn && below(chance, 2) == 0) break;
    }
    return std::make_shared<const std::string>(std::move(bytes));
}

DiskImage DiskModel::image(PowerCut cut, std::mt19937_64& chance) const {
    DiskImage image;
    const auto tree = tree_after(cut.names, chance);
    const auto is_reachable = [&](const std::string& name) {
        const auto folder = parent_of(name);
        return folder.empty() || image.folders.contains(folder);
    };
    for (const auto& [name, number] : tree) {  // Folders come before what is in them.
        if (!is_reachable(name)) continue;
        if (number == 0) {
            image.folders.insert(name);
        } else {
            image.files[name] = content(files_.at(number), cut.contents, chance);
        }
    }
    return image;
}

}  // namespace hometime::test
