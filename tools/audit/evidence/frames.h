// The rules that a log's records keep among each other, whatever their content.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "eventstore/frame.h"

namespace hometime::evidence {

/// Takes records in order and says of each what is wrong with it. One thread at a time.
class FrameCheck {
public:
    /// Whether the key store holds this key now.
    using HasKey = std::function<bool(std::uint64_t key)>;
    /// `log` empty: the first record says which log it is. `has_key` null: keys are not looked for.
    /// `whole`: the records begin and end with whole commands; a part of a log may not.
    FrameCheck(std::optional<Uuid> log, HasKey has_key, bool whole)
        : log_(log), has_key_(std::move(has_key)), whole_(whole) {}

    /// The record that must be number `sequence`: its layout and crc, its place, time never going back, the facts of
    /// one command adjacent. Fills `record`, whose views point into `bytes`. Empty: as it should be.
    [[nodiscard]] std::string next(Sequence sequence, std::string_view bytes, FramedRecord& record);
    /// After the last one. Empty: nothing is open.
    [[nodiscard]] std::string end() const;

    /// Keys that a sealed part names and the key store does not hold, with the first record that names each.
    [[nodiscard]] const std::map<std::uint64_t, Sequence>& missing_keys() const { return missing_; }

private:
    [[nodiscard]] std::string group(const RecordHeader& header);

    std::optional<Uuid> log_;
    HasKey has_key_;
    bool whole_;
    bool any_ = false;
    UtcTime last_{};
    std::uint32_t index_ = 0;  ///< of the newest record in its group,
    std::uint32_t size_ = 1;   ///< which has so many
    std::map<std::uint64_t, Sequence> missing_;
};

}  // namespace hometime::evidence
