// What FaultDisk's two kinds of files share.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "tests/support/fault_disk.h"

namespace hometime::test {

/// The calls so far, the names as they are now, and the fault that is due.
class DiskState {
public:
    explicit DiskState(std::filesystem::path root) : root_(std::move(root)), base_(read_image(root_)) {
        for (const auto& [name, bytes] : base_.files) names_[name] = ++files_;
    }

    /// Does `call` by `act`, which gets the bytes that are to be written, unless it is to fail. Returns how it failed.
    template <class Act>
    std::optional<DiskFault::What> change(DiskCall call, Act act) {
        std::unique_lock lock(mutex_);
        wait_until_noticed(lock);
        const bool first = !failed_;
        const auto failure = strikes(call.kind);
        if (failure && first) refused_to_ = std::this_thread::get_id();
        call.failed = failure.has_value();
        if (failure && call.kind == DiskCall::Kind::write) call.bytes.resize(call.bytes.size() / 2);
        const bool happens = !failure || (call.kind == DiskCall::Kind::write && !call.bytes.empty());
        const bool done = happens && act(call.bytes);
        if (!failure && !done) return std::nullopt;  // The system refused: `act` knows why.
        if (!failure) follow(call);
        calls_.push_back(std::move(call));
        return failure;
    }
    void mark(std::uint64_t number) {
        const std::scoped_lock lock(mutex_);
        calls_.push_back({DiskCall::Kind::mark, 0, {}, {}, number, {}, false});
    }

    [[nodiscard]] std::string name(const std::filesystem::path& path) const {
        const auto relative = path.lexically_normal().lexically_relative(root_).string();
        return relative == "." ? "" : relative.back() == '/' ? relative.substr(0, relative.size() - 1) : relative;
    }
    [[nodiscard]] std::uint64_t file(const std::string& name) const {
        const std::scoped_lock lock(mutex_);
        const auto found = names_.find(name);
        return found == names_.end() ? 0 : found->second;
    }

    void fail(std::optional<DiskFault> fault) {
        const std::scoped_lock lock(mutex_);
        fault_ = fault;
        failed_ = false;
    }
    [[nodiscard]] bool has_failed() const {
        const std::scoped_lock lock(mutex_);
        return failed_;
    }
    [[nodiscard]] const DiskImage& base() const { return base_; }
    [[nodiscard]] std::vector<DiskCall> calls() const {
        const std::scoped_lock lock(mutex_);
        return calls_;
    }

private:
    std::optional<DiskFault::What> strikes(DiskCall::Kind kind) {
        if (!fault_) return std::nullopt;
        if (fault_->call > 0) {
            --fault_->call;
            return std::nullopt;
        }
        const bool takes_space =
            kind == DiskCall::Kind::write || kind == DiskCall::Kind::create || kind == DiskCall::Kind::make_folder;
        if (fault_->what == DiskFault::What::no_space && !takes_space) return std::nullopt;
        const auto what = fault_->what;
        if (fault_->once) fault_.reset();
        failed_ = true;
        return what;
    }
    void follow(DiskCall& call) {
        const auto take = [&](bool keep) {
            const auto number = names_[call.path];
            if (!keep) names_.erase(call.path);
            names_[call.to] = number;
        };
        switch (call.kind) {
            case DiskCall::Kind::create: names_[call.path] = call.file = ++files_; return;
            case DiskCall::Kind::rename: return take(false);
            case DiskCall::Kind::link: return take(true);
            case DiskCall::Kind::remove: names_.erase(call.path); return;
            default: return;
        }
    }

    /// Whoever is refused first may be held up by the scheduler before anybody can know of it. Until then, but not for
    /// ever, the others' calls wait: what they did meanwhile would look as if they had gone on in spite of it.
    void wait_until_noticed(std::unique_lock<std::mutex>& lock) {
        if (refused_to_ == std::this_thread::get_id()) refused_to_ = std::thread::id();
        noticed_.notify_all();
        noticed_.wait_for(lock, std::chrono::milliseconds{200}, [this] { return refused_to_ == std::thread::id(); });
        refused_to_ = std::thread::id();
    }

    std::filesystem::path root_;
    DiskImage base_;
    mutable std::mutex mutex_;
    std::condition_variable noticed_;
    std::thread::id refused_to_;
    std::vector<DiskCall> calls_;
    std::map<std::string, std::uint64_t> names_;
    std::uint64_t files_ = 0;
    std::optional<DiskFault> fault_;
    bool failed_ = false;
};

/// The event store's files and RocksDB's, on the disk that `state` keeps.
[[nodiscard]] std::unique_ptr<FileSystem> watched_files(std::shared_ptr<DiskState> state);
[[nodiscard]] std::unique_ptr<rocksdb::Env> watched_env(std::shared_ptr<DiskState> state);

}  // namespace hometime::test
