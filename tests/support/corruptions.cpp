#include "tests/support/corruptions.h"

#include <algorithm>

#include "tests/support/corruption_truth.h"
#include "tests/support/crash_points.h"
#include "tests/support/folder_faults.h"

namespace hometime::test {

namespace {

std::uint64_t below(std::mt19937_64& chance, std::uint64_t bound) {
    return bound == 0 ? 0 : chance() % bound;
}

void swap_sectors(std::string& bytes, std::uint64_t a, std::uint64_t b) {
    const auto length = std::min({kSectorBytes, bytes.size() - a, bytes.size() - b});
    for (std::uint64_t i = 0; i < length; ++i) std::swap(bytes[a + i], bytes[b + i]);
}

/// A write-ahead log is blocks of 32 KiB of records with headers of 7 bytes: crc (4), length (2), type (1).
std::vector<std::uint64_t> ends_of_wal_records(std::string_view bytes) {
    constexpr std::uint64_t kBlock = 32768;
    constexpr std::uint64_t kHeader = 7;
    std::vector<std::uint64_t> ends{0};
    std::uint64_t at = 0;
    while (at + kHeader <= bytes.size()) {
        if (kBlock - at % kBlock < kHeader) {
            at += kBlock - at % kBlock;
            continue;
        }
        const auto low = static_cast<unsigned char>(bytes[at + 4]);
        const auto high = static_cast<unsigned char>(bytes[at + 5]);
        at += kHeader + low + 256U * high;
        if (at <= bytes.size()) ends.push_back(at);
    }
    return ends;
}

}  // namespace

std::string to_string(Damage damage) {
    static constexpr const char* kNames[] = {"bit flip",    "byte swap", "block swap", "misdirected",
                                             "stale block", "cut",       "deleted",    "old copy"};
    return kNames[static_cast<std::size_t>(damage)];
}

std::string to_string(Fate fate) {
    static constexpr const char* kNames[] = {"refused", "failed read", "identical", "silent"};
    return kNames[static_cast<std::size_t>(fate)];
}

std::string kind_of(const std::string& path) {
    const auto slash = path.find('/');
    const auto folder = path.substr(0, slash);
    const auto name = slash == std::string::npos ? path : path.substr(slash + 1);
    if (folder == "views" || folder == "accounts" || folder == "checkpoints") return folder;
    if (folder == "keys") return name == "kek" ? "kek" : "key store";
    if (folder != "log") return path;
    if (name.ends_with(".log")) return "WAL";
    if (name.ends_with(".sst")) return "SST";
    return name.substr(0, name.find('-'));
}

std::size_t CorruptFigures::total() const {
    std::size_t sum = 0;
    for (const auto fate : kAllFates) sum += count(fate);
    return sum;
}
std::size_t CorruptFigures::count(Fate fate) const {
    std::size_t sum = 0;
    for (const auto& [row, fates] : table) sum += fates[static_cast<std::size_t>(fate)];
    return sum;
}

std::string to_string(const CorruptFigures& figures) {
    std::string out;
    const auto pad = [](std::string text, std::size_t width) {
        text.resize(std::max(width, text.size()), ' ');
        return text;
    };
    for (const auto& [row, fates] : figures.table) {
        out += "corrupt: " + pad(row.first, 16) + pad(to_string(row.second), 14);
        for (const auto fate : kAllFates) {
            out += pad(to_string(fate) + " " + std::to_string(fates[static_cast<std::size_t>(fate)]), 18);
        }
        out += "\n";
    }
    return out;
}

CorruptionLab::CorruptionLab(std::uint64_t seed) : chance_(seed), truth_(std::make_shared<FolderTruth>()) {
    const LivedDay lived;
    std::mt19937_64 chance(1);
    DiskModel model(lived.disk.base());
    const auto calls = lived.disk.calls();
    const auto noon = calls.size() * 6 / 10;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (i == noon) older_ = model.image({}, chance);
        model.apply(calls[i]);
    }
    write_image(model.image({}, chance), work_);
    truth_->fill(work_, random_, lived.day.ledger());
    now_ = read_image(work_);
}

CorruptFigures CorruptionLab::run(std::size_t count) {
    CorruptFigures figures;
    std::map<std::string, std::vector<std::string>> kinds;
    for (const auto& [path, bytes] : now_.files) {
        if (!path.ends_with("LOCK")) kinds[kind_of(path)].push_back(path);
    }
    // Damages that fit no file of a kind are passed over: a bound keeps the loop finite all the same.
    for (std::size_t round = 0; figures.total() < count && round < 2 * count; ++round) {
        for (const auto& [kind, paths] : kinds) {
            const auto& path = paths[below(chance_, paths.size())];
            try_one(path, kAllDamages[round % kAllDamages.size()], figures);
            if (figures.total() >= count) break;
        }
    }
    return figures;
}

CorruptFigures CorruptionLab::run(std::size_t count, const std::string& kind, Damage damage) {
    CorruptFigures figures;
    std::vector<std::string> paths;
    for (const auto& [path, bytes] : now_.files) {
        if (kind_of(path) == kind) paths.push_back(path);
    }
    for (std::size_t i = 0; i < count && figures.silent.empty(); ++i) {
        try_one(paths[below(chance_, paths.size())], damage, figures);
    }
    return figures;
}

std::string CorruptionLab::cut_at_record(const std::string& path, const std::string& bytes) {
    std::vector<std::uint64_t> ends{0};
    if (kind_of(path) == "WAL" || kind_of(path) == "MANIFEST") {
        ends = ends_of_wal_records(bytes);
    } else if (kind_of(path) == "key store") {
        for (auto at = kKeyStoreHeaderBytes; at < bytes.size(); at += kKeyEntryBytes) ends.push_back(at);
    } else {
        ends = {0, below(chance_, bytes.size()), bytes.size() / kSectorBytes * kSectorBytes};
    }
    std::erase_if(ends, [&](std::uint64_t end) { return end >= bytes.size(); });
    return bytes.substr(0, ends.empty() ? 0 : ends[below(chance_, ends.size())]);
}

/// The folder with one file damaged. nullopt: this damage changes nothing in this file.
std::optional<DiskImage> CorruptionLab::damaged(const std::string& path, Damage damage) {
    auto image = now_;
    const auto& whole = *image.files.at(path);
    auto bytes = whole;
    const auto old = older_.files.find(path);
    const auto sectors = (bytes.size() + kSectorBytes - 1) / kSectorBytes;
    const auto sector = below(chance_, sectors) * kSectorBytes;
    switch (damage) {
        case Damage::bit_flip:
            if (!bytes.empty()) bytes[below(chance_, bytes.size())] ^= static_cast<char>(1U << below(chance_, 8));
            break;
        case Damage::byte_swap:
            if (!bytes.empty()) std::swap(bytes[below(chance_, bytes.size())], bytes[below(chance_, bytes.size())]);
            break;
        case Damage::block_swap:
            if (sectors > 1) swap_sectors(bytes, sector, below(chance_, sectors) * kSectorBytes);
            break;
        case Damage::misdirected: {
            const auto other = std::next(now_.files.begin(), static_cast<long>(below(chance_, now_.files.size())));
            const auto from = below(chance_, other->second->size()) / kSectorBytes * kSectorBytes;
            bytes.replace(std::min<std::size_t>(sector, bytes.size()), kSectorBytes,
                          other->second->substr(from, kSectorBytes));
            break;
        }
        case Damage::stale_block:
            if (old != older_.files.end() && sector < old->second->size()) {
                bytes.replace(sector, kSectorBytes, old->second->substr(sector, kSectorBytes));
            }
            break;
        case Damage::cut: bytes = cut_at_record(path, bytes); break;
        case Damage::deleted: image.files.erase(path); return image;
        case Damage::old_copy:
            if (old != older_.files.end()) bytes = *old->second;
            break;
    }
    if (bytes == whole) return std::nullopt;
    image.files[path] = std::make_shared<const std::string>(std::move(bytes));
    return image;
}

void CorruptionLab::try_one(const std::string& path, Damage damage, CorruptFigures& figures) {
    const auto image = damaged(path, damage);
    if (!image) return;
    write_image(*image, work_);
    std::string why;
    const auto fate = truth_->fate_of(kind_of(path), work_, random_, why);
    ++figures.table[{kind_of(path), damage}][static_cast<std::size_t>(fate)];
    const auto what = path + ": " + to_string(damage) + ": " + why;
    if (fate == Fate::silent) figures.silent.push_back(what);
    if (fate == Fate::refused && why.empty()) figures.wordless.push_back(what);
}

}  // namespace hometime::test
