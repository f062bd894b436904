// I43: on a full disk people read, and a child's safety is still taken; everything else waits, and nothing is lost.
#include <gtest/gtest.h>

#include "tests/support/recipes.h"

namespace hometime::test {
namespace {

using boost::json::object;

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kPlenty = std::uint64_t{1} << 40;

class FullDisk : public testing::Test {
protected:
    static RunningOptions options(const std::shared_ptr<FakeDisk>& disk) {
        RunningOptions options;
        options.disk = disk;
        options.space.ballast = kMiB;
        options.follow_time = true;
        return options;
    }
    void set_free(std::uint64_t bytes) {
        disk_->set_free(bytes);
        daemon_.clock().advance(kEnough);  // Nobody asks the disk more often.
    }
    RawAnswer write() {
        return school_.client(Role::guardian)
            .send("POST", school_.path("/messages"),
                  object{{"pupil", school_.pupils[0]}, {"category", "attendance"}, {"text", "Ill."}});
    }
    RawAnswer worry() {
        return school_.client(Role::guardian)
            .send("POST", school_.path("/safety"), object{{"pupil", school_.pupils[0]}, {"text", "Left alone."}});
    }
    std::uint64_t records() { return daemon_.app().log.head(school_.school)->size; }
    std::string health() { return daemon_.nobody().send("GET", "/healthz").body; }
    double metric(const std::string& name) {
        const auto text = daemon_.daemon().metrics();
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? -1 : std::stod(text.substr(at + name.size() + 2));
    }

    static constexpr std::chrono::seconds kEnough{1};
    std::shared_ptr<FakeDisk> disk_ = std::make_shared<FakeDisk>(kPlenty, kPlenty);
    RunningDaemon daemon_{options(disk_)};
    SmallSchool school_{daemon_};
};

TEST_F(FullDisk, I43_CommandsGet507AndLeaveNothingWhileEverythingIsRead) {
    const auto before = write();
    EXPECT_EQ(before.status, 201);
    set_free(30 * kMiB);
    const auto size = records();
    const auto refused = write();
    EXPECT_EQ(refused.status, 507);
    EXPECT_EQ(refused.json().at("code"), "disk-full");
    EXPECT_EQ(refused.json().at("retryable"), true);
    EXPECT_EQ(refused.header("Retry-After"), "30");
    EXPECT_EQ(refused.header("X-Hometime-Mode"), "disk-full");
    EXPECT_EQ(records(), size);
    const auto guardian = school_.client(Role::guardian);
    const auto message = std::to_string(before.json().at("message").to_number<std::uint64_t>());
    EXPECT_EQ(guardian.send("GET", school_.path("/messages/" + message)).status, 200);
    EXPECT_EQ(guardian.send("GET", school_.path("/threads")).status, 200);
    EXPECT_EQ(school_.client(Role::office).send("GET", school_.path("/office-queue")).status, 200);
    EXPECT_FALSE(daemon_.failed());
}

TEST_F(FullDisk, I43_ASafetyMessageIsTakenAndTheTeamReadsIt) {
    set_free(30 * kMiB);
    const auto raised = worry();
    ASSERT_EQ(raised.status, 201) << raised.body;
    const auto concern = std::to_string(raised.json().at("concern").to_number<std::uint64_t>());
    const auto dsl = school_.client(Role::dsl);
    EXPECT_EQ(dsl.send("GET", school_.path("/concerns/" + concern)).status, 200) << "that it was read is a fact too";
    EXPECT_EQ(dsl.send("POST", school_.path("/concerns/" + concern + "/acknowledgement"), object{}).status, 201);
}

TEST_F(FullDisk, I43_TheBallastGoesToSafetyWhenThereIsNothingElse) {
    daemon_.daemon().look_at_disk();
    EXPECT_GT(metric("hometime_ballast_bytes"), 0);
    set_free(kMiB);
    EXPECT_EQ(write().status, 507);
    EXPECT_GT(metric("hometime_ballast_bytes"), 0);
    EXPECT_EQ(worry().status, 507) << "the fake disk gains nothing by it";
    EXPECT_EQ(metric("hometime_ballast_bytes"), 0);
    set_free(2 * kMiB);
    EXPECT_EQ(worry().status, 201);
    set_free(kPlenty);
    daemon_.daemon().look_at_disk();
    EXPECT_GT(metric("hometime_ballast_bytes"), 0);
}

TEST_F(FullDisk, I43_WithRoomAgainTheSameCommandIsTakenWithoutARestart) {
    set_free(0);
    const auto guardian = school_.client(Role::guardian);
    const object body{{"pupil", school_.pupils[0]}, {"category", "attendance"}, {"text", "Ill."}};
    const Headers id{{"Idempotency-Key", "11111111-1111-4111-8111-111111111111"}};
    EXPECT_EQ(guardian.send("POST", school_.path("/messages"), body, id).status, 507);
    set_free(kPlenty);
    const auto taken = guardian.send("POST", school_.path("/messages"), body, id);
    EXPECT_EQ(taken.status, 201);
    set_free(0);
    const auto again = guardian.send("POST", school_.path("/messages"), body, id);
    EXPECT_EQ(again.status, 201) << "what was taken is answered as it was";
    EXPECT_EQ(again.json().at("message"), taken.json().at("message"));
    EXPECT_FALSE(daemon_.failed());
}

TEST_F(FullDisk, SigningInIsRefusedOnlyWhenNothingFitsAnyMore) {
    set_free(4 * kMiB);
    EXPECT_FALSE(school_.fresh_token(Role::teacher).empty());
    set_free(4 * kMiB - 1);
    const object sign_in{{"school", to_string(school_.school)}, {"login", "tina@Lane"}, {"password", kPassword}};
    EXPECT_EQ(daemon_.nobody().send("POST", "/v1/sessions", sign_in).status, 507);
    daemon_.clock().advance(std::chrono::minutes(5));  // The use of a sign-in would be noted by now.
    EXPECT_EQ(school_.client(Role::teacher).send("GET", school_.path("/inbox")).status, 200);
    EXPECT_FALSE(daemon_.failed());
}

TEST_F(FullDisk, ACodeIsNotUsedUpByAnAccountThatCannotBeMade) {
    const auto code = school_.invite(school_.pupils[4], school_.adults[5]);
    set_free(0);
    EXPECT_EQ(school_.open_account(code, "adult-5@Lane").status, 507);
    set_free(kPlenty);
    EXPECT_EQ(school_.open_account(code, "adult-5@Lane").status, 201);
}

TEST_F(FullDisk, HealthAndMetricsSaySoAndTheAlarmComesBefore) {
    daemon_.daemon().look_at_disk();
    EXPECT_EQ(health(), R"({"status":"ok"})");
    EXPECT_EQ(metric("hometime_disk_low"), 0);
    set_free(kPlenty / 100 * 20 - 1);
    daemon_.daemon().look_at_disk();
    EXPECT_EQ(metric("hometime_disk_low"), 1);
    EXPECT_EQ(metric("hometime_disk_full"), 0);
    EXPECT_EQ(health(), R"({"status":"ok"})");
    set_free(0);
    daemon_.daemon().look_at_disk();
    EXPECT_EQ(metric("hometime_disk_full"), 1);
    EXPECT_EQ(health(), R"({"status":"disk-full"})");
    EXPECT_EQ(write().status, 507);
    EXPECT_GE(metric("hometime_disk_refused_total"), 1);
    EXPECT_NE(daemon_.daemon().status_line().find("disk-full"), std::string::npos);
}

TEST_F(FullDisk, WhatTheNotifierOwesIsDoneOnceThereIsRoom) {
    const auto sent = school_.client(Role::guardian)
                          .send("POST", school_.path("/messages"),
                                object{{"pupil", school_.pupils[0]}, {"category", "general"}, {"text", "A coat."}});
    ASSERT_EQ(sent.status, 201);
    EXPECT_EQ(sent.json().at("released"), true) << "the window is open";
    set_free(0);
    daemon_.restart();
    EXPECT_EQ(write().status, 507) << "a start on a full disk comes up";
    set_free(kPlenty);
    EXPECT_EQ(write().status, 201);
}

TEST_F(FullDisk, AThousandSafetyMessagesFitIntoTheBallastByFar) {
    const auto folder_bytes = [&] {
        std::uintmax_t bytes = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(daemon_.folder())) {
            const bool counts = entry.is_regular_file() && entry.path().filename() != "ballast";
            if (counts) bytes += entry.file_size();
        }
        return bytes;
    };
    const auto before = folder_bytes();
    constexpr int kSome = 50;
    const object body{{"pupil", school_.pupils[0]}, {"text", std::string(2'000, 'w')}};
    for (int i = 0; i < kSome; ++i) school_.client(Role::guardian).call("POST", school_.path("/safety"), body);
    // Once in the write-ahead log, and once more when that is flushed.
    const auto of_a_thousand = (folder_bytes() - before) / kSome * 1'000 * 2;
    EXPECT_LT(of_a_thousand, SpaceLimits{}.ballast / 2);
    EXPECT_GT(of_a_thousand, kMiB);
}

}  // namespace
}  // namespace hometime::test
