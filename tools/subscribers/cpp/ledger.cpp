#include "tools/subscribers/cpp/ledger.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace hometime_subscriber {

namespace {

namespace js = boost::json;

std::string hex(const std::string& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char byte : bytes) {
        out += kDigits[static_cast<unsigned char>(byte) >> 4];
        out += kDigits[static_cast<unsigned char>(byte) & 15];
    }
    return out;
}

[[noreturn]] void fail(const std::string& path) {
    throw std::runtime_error(path + ": " + std::strerror(errno));
}

}  // namespace

Ledger::Ledger(const std::string& path) : file_(open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (file_ < 0) fail(path);
    std::ifstream in(path, std::ios::binary);
    const std::string data{std::istreambuf_iterator<char>(in), {}};
    const auto whole = data.rfind('\n') + 1;  // npos + 1 is 0
    if (whole < data.size() && ftruncate(file_, static_cast<off_t>(whole)) != 0) fail(path);
    for (std::size_t at = 0; at < whole;) {
        const auto end = data.find('\n', at);
        const auto line = js::parse(std::string_view(data).substr(at, end - at));
        positions_[std::string(line.at("stream").as_string())] = {std::string(line.at("epoch").as_string()),
                                                                  line.at("applied").to_number<std::uint64_t>()};
        at = end + 1;
    }
}

Ledger::~Ledger() {
    close(file_);
}

std::optional<Position> Ledger::position(const std::string& stream) {
    const auto found = positions_.find(stream);
    return found == positions_.end() ? std::nullopt : std::optional(found->second);
}

void Ledger::write(const std::string& stream, const Position& position, js::object what) {
    what["stream"] = stream;
    what["epoch"] = position.epoch;
    what["applied"] = position.applied;
    const auto line = js::serialize(what) + '\n';
    const auto written = ::write(file_, line.data(), line.size());
    if (written != static_cast<ssize_t>(line.size())) throw std::runtime_error("the ledger could not be written");
    positions_[stream] = position;
}

void Ledger::reset(const std::string& stream, const Position& position, const js::array& items) {
    write(stream, position, {{"op", "reset"}, {"items", items}});
}

void Ledger::event(const std::string& stream, const Position& position, const js::object& event, bool tombstone) {
    write(stream, position, {{"op", tombstone ? "tombstone" : "event"}, {"event", event}});
}

void Ledger::dead(const std::string& stream, const Position& position, const std::vector<std::string>& frames) {
    js::array raw;
    for (const auto& frame : frames) raw.emplace_back(hex(frame));
    write(stream, position, {{"op", "dead"}, {"frames", std::move(raw)}});
}

}  // namespace hometime_subscriber
