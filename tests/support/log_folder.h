// A data folder with a log in it that can be opened, compared, and opened again.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "eventstore/frame.h"
#include "eventstore/open.h"
#include "tests/support/log_maker.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {

/// Everything that a log acknowledged, as bytes and texts.
struct Acknowledged {
    std::vector<LogHead> heads;
    std::map<Position, std::string> frames;
    std::map<Position, std::string> texts;
};

inline Acknowledged acknowledged(const RocksReader& log, bool with_texts = true) {
    Acknowledged all{log.heads(), {}, {}};
    for (const auto& head : all.heads) {
        for (std::uint64_t at = 1; at <= head.size; ++at) {
            const Position position{head.school, Sequence{at}};
            all.frames[position] = log.frame(position).value();
            const auto record = log.read(position).value();
            if (with_texts && !record.sealed.empty()) all.texts[position] = log.unseal(head.school, record).value();
        }
    }
    return all;
}

inline Result<OpenOutcome> open_folder(const std::filesystem::path& folder, Random& random) {
    return open_log({folder, {}, nullptr, nullptr}, random);
}

}  // namespace hometime::test
