// What every test of webhooks is written with: a school that awards points, a clock that stands still, a way out that
// leads nowhere.
#pragma once

#include <boost/json.hpp>
#include <deque>

#include "notifier/bus/message.h"
#include "notifier/webhooks/webhooks.h"
#include "tests/projections/views/views_test.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {

/// Answers as it is told, from the front; then 204.
class ScriptedPoster final : public Poster {
public:
    [[nodiscard]] PostResult post(const PostRequest& request, UtcTime now, std::chrono::milliseconds) override {
        const std::scoped_lock lock(mutex_);
        Seen seen{request.url, {}, request.body, now};
        for (const auto& [name, value] : request.headers) {
            if (name == "webhook-id") seen.id = value;
        }
        seen_.push_back(std::move(seen));
        if (answers_.empty()) return PostAnswer{204};
        const auto answer = answers_.front();
        answers_.pop_front();
        return answer;
    }
    void answer(const std::vector<PostResult>& answers) {
        const std::scoped_lock lock(mutex_);
        answers_.insert(answers_.end(), answers.begin(), answers.end());
    }

    struct Seen {
        std::string url;
        std::string id;
        std::string body;
        UtcTime at;
        [[nodiscard]] boost::json::value event() const { return boost::json::parse(body); }
    };
    [[nodiscard]] std::vector<Seen> seen() const {
        const std::scoped_lock lock(mutex_);
        return seen_;
    }
    /// "points 3", in the order in which they came.
    [[nodiscard]] std::vector<std::string> numbers() const {
        std::vector<std::string> all;
        for (const auto& one : seen()) {
            const auto event = one.event();
            const std::string source(event.at("source").as_string());
            const auto stream = source.substr(source.rfind('/') + 1);
            const auto* sequence = event.as_object().if_contains("sequence");
            all.push_back(stream + " " +
                          (sequence != nullptr ? std::to_string(std::stoull(std::string(sequence->as_string())))
                                               : std::string(event.at("data").at("notice").as_string())));
        }
        return all;
    }

private:
    mutable std::mutex mutex_;
    std::deque<PostResult> answers_;
    std::vector<Seen> seen_;
};

class WebhooksTest : public ViewsTest {
protected:
    WebhooksTest() {
        log.append(LogOpened{kSchool, log_of(kSchool)});
        log.append(SchoolOpened{"Europe/London", {}});
        fold();
    }

    void award(int times) {
        for (int i = 0; i < times; ++i) log.append(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"});
        fold();
    }
    void link() {
        log.append(GuardianLinked{PupilId{7}, GuardianId{8}, {}, {}});
        fold();
    }
    webhook::Receiver receiver(const std::vector<Stream>& streams = {Stream::points}) {
        webhook::Receiver made;
        made.name = "mis";
        made.url = "https://mis.example/hooks/7f3a";
        made.secrets.push_back(webhook::WebhookSecret::generate(random));
        for (const auto stream : streams) made.streams.insert(bus::stream_prefix(kSchool, stream));
        made.until = *parse_local_date("2027-07-31");
        made.owner = "office@ashgrove.example, contract 114";
        return made;
    }
    webhook::WebhookParts parts() {
        return {log,
                views,
                poster,
                clock,
                random,
                posix_files(),
                temp / "webhooks",
                [this](SchoolId school) {
                    const auto head = log.head(school);
                    return head ? std::optional(head->log) : std::nullopt;
                },
                [this](const webhook::Receiver& to, const webhook::ReceiverOff& off) {
                    told.push_back(to.owner_email + ": " + off.why);
                    return telling;
                }};
    }

    ManualClock clock{instant("2026-11-24T11:10:00Z")};
    SeededRandom random{20261124};
    ScriptedPoster poster;
    TempDir temp;
    std::vector<std::string> told;
    Sent telling{SendResult::accepted, "250", {}};
};

}  // namespace hometime::test
