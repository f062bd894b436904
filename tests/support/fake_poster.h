// A way out that leads nowhere: keeps what was sent, and answers what the test says.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "notifier/channels/https_post.h"

namespace hometime::test {

class FakePoster final : public Poster {
public:
    [[nodiscard]] PostResult post(const PostRequest& request, UtcTime now,
                                  std::chrono::milliseconds patience) override {
        requests.push_back(request);
        nows.push_back(now);
        patiences.push_back(patience);
        return answer;
    }
    /// Of the last request; empty: it has no such header; "twice": more than one.
    [[nodiscard]] std::string header(std::string_view name) const {
        std::string found;
        for (const auto& [key, value] : requests.back().headers) {
            if (key == name) found = found.empty() ? value : "twice";
        }
        return found;
    }

    PostResult answer = PostAnswer{201};
    std::vector<PostRequest> requests;
    std::vector<UtcTime> nows;
    std::vector<std::chrono::milliseconds> patiences;
};

}  // namespace hometime::test
