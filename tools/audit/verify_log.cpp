#include "tools/audit/verify_log.h"

#include "eventstore/codec.h"
#include "eventstore/frame.h"
#include "eventstore/log_rows.h"
#include "eventstore/merkle.h"

namespace hometime::tools {

namespace {

class Reader {
public:
    Reader(const AuditLog& audit, const LogHead& head, const std::set<std::uint64_t>& sizes, ReadLog& into,
           const std::function<void()>& on_record)
        : audit_(audit), head_(head), sizes_(sizes), into_(into), on_record_(on_record) {}

    Result<std::string> run() {
        const auto scanned =
            audit_.log->scan_frames(head_.school, Sequence{1}, [&](Sequence sequence, std::string_view bytes) {
                if (sequence.value > head_.size) return false;
                if (auto wrong = one(sequence, bytes); !wrong.empty()) difference_ = at(sequence) + wrong;
                return difference_.empty();
            });
        if (!difference_.empty()) return difference_;
        if (!scanned) return scanned.error().detail;  // It names the record.
        if (into_.size != head_.size) return at(Sequence{into_.size + 1}) + "is missing";
        if (group_left_ != 0) return at(Sequence{into_.size}) + "the facts of its command are not all there";
        into_.root = tree_.root();
        if (into_.root != head_.root) return name() + ": the tree over the records is not the one that was recorded";
        return std::string();
    }

private:
    std::string name() const { return to_string(head_.school); }
    std::string at(Sequence sequence) const { return name() + " record " + std::to_string(sequence.value) + ": "; }

    /// Empty: as it should be.
    std::string one(Sequence sequence, std::string_view bytes) {
        const auto record = decode_record(bytes);
        if (!record) return record.error().detail;
        const auto& header = record->header;
        if (header.sequence != sequence || header.log != head_.log) return "stands where another record belongs";
        if (header.recorded_at < last_) return "was recorded before the record ahead of it";
        last_ = header.recorded_at;
        if (auto wrong = check_group(header); !wrong.empty()) return wrong;
        for (const auto& part : record->sealed) {
            if (!audit_.keys.has(part.key))
                return "names a key that is neither in the key store nor known to be destroyed";
        }
        evolve(into_.rows, head_.school, header, record->event);
        return add_leaf(bytes);
    }

    /// The facts of one command stand together, whole.
    std::string check_group(const RecordHeader& header) {
        if (group_left_ == 0) {
            if (header.group_index != 0 || header.group_size == 0) return "its command's first facts are missing";
            group_left_ = header.group_size;
        } else if (header.group_index != group_size_ - group_left_ || header.group_size != group_size_) {
            return "the facts of the command before it are not all there";
        }
        group_size_ = header.group_size;
        --group_left_;
        return {};
    }

    std::string add_leaf(std::string_view bytes) {
        tree_.append(leaf_hash(leaf_bytes(bytes)));
        ++into_.size;
        if (sizes_.contains(into_.size)) into_.root_at[into_.size] = tree_.root();
        for (const auto& [id, hashes] : tree_.take_tiles()) {
            if (hashes.size() != kTileHashes * kHashBytes) continue;
            const auto stored =
                std::as_const(*audit_.log).database().get(Table::meta, rows::tile_key(head_.school, id));
            if (!stored || !*stored || **stored != hashes) return "a tile of the tree is not what its records hash to";
        }
        on_record_();
        return {};
    }

    const AuditLog& audit_;
    const LogHead& head_;
    const std::set<std::uint64_t>& sizes_;
    ReadLog& into_;
    const std::function<void()>& on_record_;
    MerkleTree tree_;
    UtcTime last_{};
    std::uint32_t group_left_ = 0;
    std::uint32_t group_size_ = 0;
    std::string difference_;
};

}  // namespace

Result<std::string> read_log(const AuditLog& audit, const LogHead& head, const std::set<std::uint64_t>& sizes,
                             ReadLog& into, const std::function<void()>& on_record) {
    return Reader(audit, head, sizes, into, on_record).run();
}

}  // namespace hometime::tools
