// How many event streams there may be: of one person, and in all.
#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

namespace hometime::http {

/// Streams of one person: a few devices, a few windows each. At the bound the oldest one makes room.
inline constexpr std::size_t kStreamsOfPerson = 6;
/// Streams in all: fewer than half of the connections that a server takes. At the bound a new one is refused.
inline constexpr std::size_t kStreamsMax = 1000;

/// Any thread.
class StreamPlaces {
public:
    explicit StreamPlaces(std::size_t of_person = kStreamsOfPerson, std::size_t in_all = kStreamsMax)
        : of_person_(of_person), in_all_(in_all), taken_(std::make_shared<std::atomic<std::size_t>>(0)) {}

    /// One stream's; it is free again when nobody holds it.
    class Place {
    public:
        explicit Place(std::shared_ptr<std::atomic<std::size_t>> taken) : taken_(std::move(taken)) {}
        ~Place() { taken_->fetch_sub(1); }
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;
        /// A newer stream of the same person needs it.
        [[nodiscard]] bool is_wanted() const { return wanted_.load(); }

    private:
        friend class StreamPlaces;
        std::shared_ptr<std::atomic<std::size_t>> taken_;
        std::atomic<bool> wanted_ = false;
    };

    /// nullptr: no place is free.
    [[nodiscard]] std::shared_ptr<Place> take(std::uint64_t account);

private:
    std::size_t of_person_;
    std::size_t in_all_;
    std::shared_ptr<std::atomic<std::size_t>> taken_;
    std::mutex mutex_;
    std::map<std::uint64_t, std::deque<std::weak_ptr<Place>>> of_account_;  ///< oldest first
};

}  // namespace hometime::http
