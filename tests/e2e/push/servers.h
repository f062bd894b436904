// The servers of these tests: each a Node.js program with a certificate that the test made, on loopback.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "eventstore/base/clock.h"
#include "eventstore/base/random.h"
#include "notifier/channels/https_post.h"
#include "tests/support/certificate.h"
#include "tests/support/node_program.h"
#include "tests/support/temp_dir.h"

namespace hometime::test {

/// For an answer that comes: far more than it takes.
inline constexpr std::chrono::milliseconds kPatience{20'000};
/// For one that never comes.
inline constexpr std::chrono::milliseconds kShortPatience{400};

/// A test that needs npm's `package`: skipped, and why, where it is not installed.
class Servers : public testing::Test {
protected:
    explicit Servers(std::string package) : package_(std::move(package)) {}

    void SetUp() override {
        if (!has_node()) GTEST_SKIP() << "Node.js is not installed: run tools/setup";
        if (!std::filesystem::exists(folder_ / "node_modules" / package_)) {
            GTEST_SKIP() << "npm's " << package_ << " is not installed: run npm ci in tests/e2e/push";
        }
        make_certificate(certificate(), temp_ / "key.pem");
    }

    [[nodiscard]] std::unique_ptr<NodeProgram> start(const char* script, std::vector<std::string> more = {}) const {
        std::vector<std::string> arguments{certificate(), temp_ / "key.pem"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return std::make_unique<NodeProgram>(folder_ / script, arguments);
    }
    [[nodiscard]] std::filesystem::path certificate() const { return temp_ / "certificate.pem"; }
    /// The way to these servers.
    [[nodiscard]] PostSettings to_here() const { return {.public_only = false, .ca_file = certificate()}; }
    /// Certificates and statements hold by the computer's clock.
    [[nodiscard]] static UtcTime now() { return SystemClock().now(); }
    [[nodiscard]] static std::string text(const boost::json::value& value) { return std::string(value.as_string()); }

    SystemRandom random_;

private:
    std::filesystem::path folder_ = HOMETIME_SOURCE_DIR "/tests/e2e/push";
    std::string package_;
    TempDir temp_;
};

}  // namespace hometime::test
