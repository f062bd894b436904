#include "tools/audit/evidence/frames.h"

namespace hometime::evidence {

std::string FrameCheck::next(Sequence sequence, std::string_view bytes, FramedRecord& record) {
    auto framed = decode_frame(bytes);
    if (!framed) return framed.error().detail;
    record = *framed;
    const auto& header = record.header;
    if (!log_) log_ = header.log;
    if (header.sequence != sequence || header.log != *log_) return "stands where another record belongs";
    if (any_ && header.recorded_at < last_) return "was recorded before the record ahead of it";
    last_ = header.recorded_at;
    if (auto wrong = group(header); !wrong.empty()) return wrong;
    if (!has_key_) return {};
    for (const auto& part : record.sealed()) {
        if (!has_key_(part.key)) missing_.try_emplace(part.key, sequence);
    }
    return {};
}

std::string FrameCheck::group(const RecordHeader& header) {
    const bool begins = header.group_index == 0;
    const bool before_is_whole = !any_ || index_ + 1 == size_;
    const bool goes_on = any_ && header.group_index == index_ + 1 && header.group_size == size_;
    const bool cut_off_before = !any_ && !whole_;
    any_ = true;
    index_ = header.group_index;
    size_ = header.group_size;
    if (cut_off_before || goes_on) return {};
    if (!before_is_whole) return "the facts of the command before it are not all there";
    return begins ? std::string() : "its command's first facts are missing";
}

std::string FrameCheck::end() const {
    return whole_ && any_ && index_ + 1 != size_ ? "the facts of its command are not all there" : std::string();
}

}  // namespace hometime::evidence
