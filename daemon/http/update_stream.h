// One person's event stream: what they may hear of, from a position of the school's log on.
#pragma once

#include <map>

#include "daemon/http/app.h"
#include "daemon/http/event_source.h"
#include "daemon/http/recent_facts.h"
#include "daemon/http/stream_places.h"

namespace hometime::http {

/// Facts looked at before others have their turn.
inline constexpr std::size_t kFactsAtOnce = 256;
/// Bytes of events handed over at once, but for the last event.
inline constexpr std::size_t kEventBytesAtOnce = 16 * 1024;
/// A reader who is further behind is told to fetch everything anew, and goes on from here.
inline constexpr std::uint64_t kCatchUpMax = 100'000;
/// Posts that wait for the morning, of one reader. At the bound the others are there to be read, and not told of.
inline constexpr std::size_t kWaitingMax = 1'000;
/// After so many facts of which none was for the reader, their position is moved on all the same.
inline constexpr std::uint64_t kSilentMax = 1'000;

/// What all open streams share. Any thread.
struct Watchers {
    explicit Watchers(App& of) : app(of), views(of.served()), facts(of.log, views) {}
    App& app;
    ServedViews views;
    RecentFacts facts;
    StreamPlaces places;
};

/// Who looks on, by which sign-in, from where, and for how long.
struct Watching {
    SchoolId school;
    Actor actor;
    std::string token;
    std::optional<Sequence> after;  ///< empty: from now on
    bool follow = true;             ///< false: ends once it has said what there is
};

class UpdateStream final : public EventSource {
public:
    UpdateStream(std::shared_ptr<Watchers> watchers, std::shared_ptr<StreamPlaces::Place> place, Watching what);

    [[nodiscard]] bool ready() const override;
    /// Ends when the sign-in or the right to look on has ended: both are looked at anew each time.
    [[nodiscard]] Chunk next() override;

private:
    [[nodiscard]] std::string greeting(bool keeps_place);
    [[nodiscard]] Chunk events(const Onlooker& who, Sequence seen);
    void tell_what_waited(const Onlooker& who, std::string& bytes);
    [[nodiscard]] bool keeps_place(const Onlooker& who) const { return who.unverified || !waiting_.empty(); }

    std::shared_ptr<Watchers> watchers_;
    std::shared_ptr<StreamPlaces::Place> place_;
    Watching what_;
    Sequence at_;                               ///< everything up to here has been looked at
    Sequence told_;                             ///< the last position that the reader was given
    std::multimap<UtcTime, Sequence> waiting_;  ///< what the reader will hear of, and when
    bool begun_ = false;
};

}  // namespace hometime::http
