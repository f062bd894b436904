// A projection: one fold of the log into the rows of one view.
#pragma once

#include <memory>
#include <vector>

#include "eventstore/record.h"
#include "projections/views/rows.h"

namespace hometime {

class Projection {
public:
    virtual ~Projection() = default;
    /// Change the version when the same facts give other rows: the view is then built anew.
    [[nodiscard]] virtual ViewName view() const = 0;
    /// Folds one fact, in order within its school. The same facts give the same bytes, in any batches. Keys
    /// come from projections/views/keys.h and begin with the school. A fact that refers to something unknown
    /// changes nothing. Throws ViewError when the rows below cannot be read; this projection then stops.
    virtual void fold(const LoggedRecord& fact, ViewWriter& rows) const = 0;
};

using Projections = std::vector<std::unique_ptr<Projection>>;

namespace views {

inline constexpr ViewName kThreads{"threads", 2};
inline constexpr ViewName kInbox{"inbox", 1};
inline constexpr ViewName kOffice{"office", 2};
inline constexpr ViewName kHeld{"held", 1};
inline constexpr ViewName kReports{"reports", 1};
inline constexpr ViewName kFeed{"feed", 2};
inline constexpr ViewName kPoints{"points", 1};
inline constexpr ViewName kPeople{"people", 1};
inline constexpr ViewName kCalendar{"calendar", 1};
inline constexpr ViewName kMeetings{"meetings", 1};
inline constexpr ViewName kNotices{"notices", 2};
inline constexpr ViewName kAway{"away", 1};
inline constexpr ViewName kInspections{"inspections", 1};
inline constexpr ViewName kStreams{"streams", 2};
/// How far the publisher has come. No projection: where it is lost, the publisher begins at the end.
inline constexpr ViewName kPublisher{"publisher", 1};

[[nodiscard]] std::unique_ptr<Projection> threads_projection();
[[nodiscard]] std::unique_ptr<Projection> inbox_projection();
[[nodiscard]] std::unique_ptr<Projection> office_projection();
[[nodiscard]] std::unique_ptr<Projection> held_projection();
[[nodiscard]] std::unique_ptr<Projection> reports_projection();
[[nodiscard]] std::unique_ptr<Projection> feed_projection();
[[nodiscard]] std::unique_ptr<Projection> points_projection();
[[nodiscard]] std::unique_ptr<Projection> people_projection();
[[nodiscard]] std::unique_ptr<Projection> calendar_projection();
[[nodiscard]] std::unique_ptr<Projection> meetings_projection();
[[nodiscard]] std::unique_ptr<Projection> notices_projection();
[[nodiscard]] std::unique_ptr<Projection> away_projection();
[[nodiscard]] std::unique_ptr<Projection> inspections_projection();
[[nodiscard]] std::unique_ptr<Projection> streams_projection();

/// Every projection that the daemon serves from.
[[nodiscard]] Projections all_projections();
/// Their views, and the publisher's: what ViewStore::open keeps.
[[nodiscard]] std::vector<ViewName> all_views();
/// Older versions whose rows every query here still reads: they serve while the version above is built. A version is
/// named here only while its keys and kinds are the same and its rows lack nothing but optional members. None is at
/// present: after a change of a view's version, whoever asks waits until it is built (`views-behind`).
[[nodiscard]] std::vector<ViewName> readable_views();

}  // namespace views
}  // namespace hometime
