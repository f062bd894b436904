// A credential store in a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include "daemon/accounts/accounts.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {

inline constexpr SchoolId kSchool{11};
inline constexpr SchoolId kOtherSchool{12};
inline const UtcTime kNow = parse_utc_time("2026-11-24T08:00:00Z").value();

class AccountsTest : public testing::Test {
protected:
    void SetUp() override { open(); }
    void open() {
        accounts_.reset();
        auto opened = Accounts::open(folder_ / "accounts", Hash{7}, random_);
        ASSERT_TRUE(opened) << opened.error().detail;
        accounts_ = std::move(*opened);
    }
    Account make(PersonKind kind, const std::string& login, SchoolId school = kSchool) {
        const auto number = accounts_->draw_account();
        EXPECT_TRUE(accounts_->create(school, number, kind, 5, login, "$argon2id$hash", kNow));
        return accounts_->find(number).value();
    }
    [[nodiscard]] bool holds(const std::string& token, std::chrono::microseconds after) {
        return accounts_->find_session(token, kNow + after).has_value();
    }

    TempDir folder_;
    SeededRandom random_{1};
    std::unique_ptr<Accounts> accounts_;
};

}  // namespace hometime::test
