#include "tools/simulate/journal.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <mutex>

namespace hometime::simulation {

namespace {

class CountingSink final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit CountingSink(std::string without) : unwanted(std::move(without)) {}
    std::string unwanted;
    std::atomic<std::uint64_t> lines = 0;
    std::atomic<std::uint64_t> found = 0;

protected:
    void sink_it_(const spdlog::details::log_msg& line) override {
        ++lines;
        const std::string_view text(line.payload.data(), line.payload.size());
        if (text.find(unwanted) != std::string_view::npos) ++found;
    }
    void flush_() override {}
};

}  // namespace

struct Journal::Impl {
    std::shared_ptr<CountingSink> sink;
    std::shared_ptr<spdlog::logger> before;
};

Journal::Journal(std::string unwanted) : impl_(std::make_unique<Impl>()) {
    impl_->sink = std::make_shared<CountingSink>(std::move(unwanted));
    impl_->before = spdlog::default_logger();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("simulated", impl_->sink));
}

Journal::~Journal() {
    spdlog::set_default_logger(impl_->before);
}

std::uint64_t Journal::lines() const {
    return impl_->sink->lines;
}

std::uint64_t Journal::unwanted() const {
    return impl_->sink->found;
}

}  // namespace hometime::simulation
