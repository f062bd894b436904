// Which devices an account was used on (S14).
#include "tests/daemon/accounts/accounts_fixture.h"

#include <set>

namespace hometime {
namespace {

using std::chrono::seconds;
using test::kNow;

class Devices : public test::AccountsTest {
protected:
    void SetUp() override {
        AccountsTest::SetUp();
        account_ = make(PersonKind::guardian, "ada@example.org").account;
    }
    [[nodiscard]] DeviceStanding standing(const std::string& device) const {
        return accounts_->device_standing(account_, device);
    }

    std::uint64_t account_ = 0;
};

TEST_F(Devices, S14_TheFirstIsNoNewsAndEveryOtherIsStrangeUntilItIsRemembered) {
    EXPECT_EQ(standing("phone"), DeviceStanding::first);
    accounts_->remember_device(account_, "phone", kNow);
    EXPECT_EQ(standing("phone"), DeviceStanding::known);
    EXPECT_EQ(standing("tablet"), DeviceStanding::strange);
    EXPECT_EQ(standing("tablet"), DeviceStanding::strange) << "looking remembers nothing";
    accounts_->remember_device(account_, "tablet", kNow);
    open();  // It is in the store, not in memory.
    EXPECT_EQ(standing("tablet"), DeviceStanding::known);
    EXPECT_EQ(standing("phone"), DeviceStanding::known);
}

TEST_F(Devices, OneAccountsDevicesAreNotAnothers) {
    const auto other = make(PersonKind::guardian, "bob@example.org").account;
    accounts_->remember_device(account_, "phone", kNow);
    EXPECT_EQ(accounts_->device_standing(other, "phone"), DeviceStanding::first);
}

TEST_F(Devices, TheOneThatWasNotUsedForLongestIsForgottenFirst) {
    for (std::size_t i = 0; i < kKnownDevicesMax; ++i)
        accounts_->remember_device(account_, "device-" + std::to_string(i), kNow + seconds{i});
    EXPECT_EQ(standing("device-0"), DeviceStanding::known);
    accounts_->remember_device(account_, "device-0", kNow + seconds{100});
    accounts_->remember_device(account_, "one more", kNow + seconds{101});
    EXPECT_EQ(standing("device-0"), DeviceStanding::known) << "it was used again";
    EXPECT_EQ(standing("device-1"), DeviceStanding::strange);
    EXPECT_EQ(standing("device-2"), DeviceStanding::known);
}

TEST_F(Devices, AreForgottenWithTheirAccount) {
    accounts_->remember_device(account_, "phone", kNow);
    accounts_->erase(account_);
    EXPECT_EQ(standing("phone"), DeviceStanding::first);
}

TEST_F(Devices, TheirSecretsAre128BitsAndAllDifferent) {
    std::set<std::string> drawn;
    for (int i = 0; i < 100; ++i) {
        drawn.insert(accounts_->draw_device());
        EXPECT_EQ(drawn.begin()->size(), 22U);
    }
    EXPECT_EQ(drawn.size(), 100U);
}

TEST_F(Devices, S12_APupilsSignInEndsAsSoonAsOneOfStaffForTheDeviceIsTheSchools) {
    const auto pupil = make(PersonKind::pupil, "pia");
    const auto session = accounts_->start_session(pupil, SessionKind::cookie, kNow, SignInMethod::code);
    EXPECT_TRUE(holds(session.token, std::chrono::minutes{15} - seconds{1}));
    const auto idle = accounts_->start_session(pupil, SessionKind::cookie, kNow);
    EXPECT_FALSE(holds(idle.token, std::chrono::minutes{15}));
}

TEST_F(Devices, S15_ASignInRemembersByWhatAndWhenItWasVerified) {
    const auto account = *accounts_->find(account_);
    const auto session = accounts_->start_session(account, SessionKind::cookie, kNow, SignInMethod::code);
    EXPECT_EQ(session.session.method, SignInMethod::code);
    EXPECT_EQ(session.session.verified_at, kNow);
    const auto used = accounts_->find_session(session.token, kNow + seconds{300});
    EXPECT_EQ(used->verified_at, kNow) << "using it proves nothing";
    const auto renewed = accounts_->renew_session(account_, session.session.number, kNow + seconds{400});
    EXPECT_EQ(renewed->session.method, SignInMethod::password);
    EXPECT_EQ(renewed->session.verified_at, kNow + seconds{400});
    EXPECT_EQ(renewed->session.number, session.session.number);
}

}  // namespace
}  // namespace hometime
