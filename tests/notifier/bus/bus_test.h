// What tests of the bus with its sockets are written with: a log, its views, a publisher over loopback TCP, and peers.
#pragma once

#include <gtest/gtest.h>

#include <zmq.hpp>
#include <zmq_addon.hpp>

#include "notifier/bus/message.h"
#include "notifier/bus/publisher.h"
#include "projections/views/store.h"
#include "tests/projections/views/views_test.h"
#include "tests/support/temp_dir.h"

namespace hometime::bus {

/// Longest wait for something that must happen. Reached only by a test that fails.
inline constexpr std::chrono::seconds kBusPatience{20};

class BusTest : public testing::Test {
protected:
    void SetUp() override {
        auto opened = ViewStore::open({folder_ / "views", views::all_views(), ViewAccess::owner, {}});
        ASSERT_TRUE(opened) << opened.error().detail;
        views_ = std::move(*opened);
        folding_ = std::make_unique<ViewFolder>(log_, *views_, views::all_projections());
        for (const auto school : {test::kSchool, test::kOtherSchool}) {
            log_.append(LogOpened{school, test::log_of(school)}, school);
            log_.append(SchoolOpened{"Europe/London", {}}, school);
        }
        fold();
    }
    [[nodiscard]] static PublisherOptions quick() {
        PublisherOptions options;
        options.endpoint = "tcp://127.0.0.1:*";
        options.replay = "tcp://127.0.0.1:*";
        options.heartbeat = std::chrono::milliseconds{50};
        options.after_burst = std::chrono::milliseconds{10};
        return options;
    }
    void start(PublisherOptions options) {
        publisher_ = std::make_unique<Publisher>(std::move(options), log_, *views_, clock_);
        const auto started = publisher_->start();
        ASSERT_TRUE(started) << started.error().detail;
    }
    void fold() {
        const auto cursors = folding_->cursors();
        for (const auto& head : log_.heads()) {
            const auto from = cursors.contains(head.school) ? cursors.at(head.school) : Sequence{};
            ASSERT_TRUE(folding_->fold(log_.after(from, head.school)));
        }
    }
    void award(int times, SchoolId school = test::kSchool) {
        for (int i = 0; i < times; ++i)
            log_.append(PointAwarded{PupilId{7}, ClassId{5}, StaffId{6}, "kindness"}, school);
        fold();
        publisher_->wake();
    }
    /// Waits, without a deadline that a slow machine could miss, until something holds.
    template <class Holds>
    static bool eventually(Holds holds) {
        const auto until = std::chrono::steady_clock::now() + kBusPatience;
        while (!holds()) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return true;
    }

    test::TempDir folder_;
    test::FactLog log_;
    ManualClock clock_{test::instant("2026-11-24T11:10:00Z")};
    std::unique_ptr<ViewStore> views_;
    std::unique_ptr<ViewFolder> folding_;
    std::unique_ptr<Publisher> publisher_;
};

/// A subscriber's socket: SUB or DEALER, with keys or without.
class Peer {
public:
    Peer(zmq::socket_type type, const std::string& endpoint) : socket_(context_, type) { connect(endpoint); }
    Peer(zmq::socket_type type, const std::string& endpoint, const KeyPair& pair, const std::string& server_key)
        : socket_(context_, type) {
        socket_.set(zmq::sockopt::curve_serverkey, server_key);
        socket_.set(zmq::sockopt::curve_publickey, pair.public_key);
        socket_.set(zmq::sockopt::curve_secretkey, to_z85(pair.secret.view()));
        connect(endpoint);
    }
    void subscribe(const std::string& prefix) { socket_.set(zmq::sockopt::subscribe, prefix); }
    /// The next message's frames; empty: none in time.
    std::vector<std::string> receive(std::chrono::milliseconds patience = kBusPatience) {
        socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(patience.count()));
        std::vector<zmq::message_t> frames;
        if (!zmq::recv_multipart(socket_, std::back_inserter(frames))) return {};
        std::vector<std::string> texts;
        for (const auto& frame : frames) texts.push_back(frame.to_string());
        return texts;
    }
    void send(const std::vector<std::string>& frames) {
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const auto flags = i + 1 == frames.size() ? zmq::send_flags::none : zmq::send_flags::sndmore;
            socket_.send(zmq::buffer(frames[i]), flags);
        }
    }
    /// Sends a request and hands back the frames of the first reply.
    std::vector<std::string> ask(const std::string& verb, const std::string& body = "{}") {
        send({"R1", verb, "0123456789abcdef", body});
        return receive();
    }
    [[nodiscard]] zmq::socket_t& socket() { return socket_; }
    [[nodiscard]] zmq::context_t& context() { return context_; }

private:
    void connect(const std::string& endpoint) {
        socket_.set(zmq::sockopt::linger, 0);
        socket_.set(zmq::sockopt::ipv6, 1);
        socket_.set(zmq::sockopt::sndtimeo, 0);  // Whose key was denied has no connection any more to send to.
        socket_.connect(endpoint);
    }
    zmq::context_t context_{1};
    zmq::socket_t socket_;
};

}  // namespace hometime::bus
