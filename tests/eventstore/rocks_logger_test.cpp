#include "eventstore/rocks_logger.h"

#include <gtest/gtest.h>

namespace hometime {
namespace {

TEST(RocksLogger, KeepsWhatSaysNothingOfARow) {
    EXPECT_EQ(without_keys("IO error: No space left on device: 000012.log"),
              "IO error: No space left on device: 000012.log");
}

TEST(RocksLogger, DropsEverythingAfterAKeyIsMentioned) {
    EXPECT_EQ(without_keys("Corruption: bad Key 'pupil-0042' seq 7"), "Corruption: bad Key");
}

TEST(RocksLogger, DropsWhatCannotBePrintedAndWhatIsTooLong) {
    EXPECT_EQ(without_keys("a\x01\xC3\xA9\nb"), "ab");
    EXPECT_EQ(without_keys(std::string(1000, 'x')).size(), 300U);
}

}  // namespace
}  // namespace hometime
