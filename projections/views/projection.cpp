#include "projections/views/projection.h"

namespace hometime::views {

Projections all_projections() {
    Projections all;
    all.push_back(threads_projection());
    all.push_back(inbox_projection());
    all.push_back(office_projection());
    all.push_back(held_projection());
    all.push_back(reports_projection());
    all.push_back(feed_projection());
    all.push_back(points_projection());
    all.push_back(people_projection());
    all.push_back(calendar_projection());
    all.push_back(meetings_projection());
    all.push_back(notices_projection());
    all.push_back(away_projection());
    all.push_back(inspections_projection());
    all.push_back(streams_projection());
    return all;
}

std::vector<ViewName> all_views() {
    return {kThreads,  kInbox,    kOffice,  kHeld, kReports,     kFeed,    kPoints,   kPeople,
            kCalendar, kMeetings, kNotices, kAway, kInspections, kStreams, kPublisher};
}

std::vector<ViewName> readable_views() {
    return {};
}

}  // namespace hometime::views
