// Effects as lines of a file. Each line is one write: what happened, and how far its stream is.
#pragma once

#include <map>

#include "tools/subscribers/cpp/subscriber.h"

namespace hometime_subscriber {

class Ledger final : public Effects {
public:
    /// Opens or makes the file. A last line that a crash left torn goes. Throws std::runtime_error.
    explicit Ledger(const std::string& path);
    ~Ledger() override;
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    [[nodiscard]] std::optional<Position> position(const std::string& stream) override;
    void reset(const std::string& stream, const Position& position, const boost::json::array& items) override;
    void event(const std::string& stream, const Position& position, const boost::json::object& event,
               bool tombstone) override;
    void dead(const std::string& stream, const Position& position, const std::vector<std::string>& frames) override;

private:
    void write(const std::string& stream, const Position& position, boost::json::object what);

    int file_;
    std::map<std::string, Position> positions_;
};

}  // namespace hometime_subscriber
