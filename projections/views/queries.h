// Everything that can be asked of the views, by subject. Queries are free functions in hometime::views over a
// ViewSource (the store), safe from any thread; they throw ViewError when a view cannot be read.
#pragma once

#include "projections/views/away.h"             // IWYU pragma: export
#include "projections/views/calendar.h"         // IWYU pragma: export
#include "projections/views/feed.h"             // IWYU pragma: export
#include "projections/views/held.h"             // IWYU pragma: export
#include "projections/views/inbox.h"            // IWYU pragma: export
#include "projections/views/inspections.h"      // IWYU pragma: export
#include "projections/views/meetings.h"         // IWYU pragma: export
#include "projections/views/notices.h"          // IWYU pragma: export
#include "projections/views/office.h"           // IWYU pragma: export
#include "projections/views/people.h"           // IWYU pragma: export
#include "projections/views/points.h"           // IWYU pragma: export
#include "projections/views/reports.h"          // IWYU pragma: export
#include "projections/views/store.h"            // IWYU pragma: export
#include "projections/views/stream_erasures.h"  // IWYU pragma: export
#include "projections/views/stream_items.h"     // IWYU pragma: export
#include "projections/views/streams.h"          // IWYU pragma: export
#include "projections/views/threads.h"          // IWYU pragma: export
