// Everything about one person, read from the log in order, for whoever was allowed to ask for it (S65).
#pragma once

#include "daemon/http/app.h"
#include "projections/subjects.h"

namespace hometime::http {

/// For so long an export may be read by the person who made it, and by nobody else.
inline constexpr std::chrono::hours kExportReadable{24};
/// One page: bytes of JSON at most (one record always fits), facts looked at most. At either, as at the records that
/// were asked for, it ends and says where the next one begins.
inline constexpr std::size_t kExportBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kExportLookedMax = 20'000;

/// The export named by the path; 0 when the actor did not make it, may no longer make such a one, or a day has passed.
[[nodiscard]] Object the_export(const Call& call);

/// The records of that export behind `after`, oldest first, with their texts unsealed. Every record up to the export's
/// own end that names its person, and none that does not. Throws when a record is damaged.
[[nodiscard]] boost::json::object export_page(const Call& call, Sequence subject_export, Sequence after,
                                              std::size_t limit);

/// One record as it is exported for `subject`.
class RecordWriter {
public:
    RecordWriter(App& app, const School& school, Person subject) : app_(app), school_(school), subject_(subject) {}
    [[nodiscard]] boost::json::object write(const Record& record, const std::set<Person>& named);

private:
    [[nodiscard]] boost::json::object person_json(const Person& person);
    [[nodiscard]] boost::json::object actor_json(const RecordHeader& header);
    [[nodiscard]] boost::json::array texts_json(const Record& record);

    App& app_;
    const School& school_;
    Person subject_;
    std::map<Person, std::string> names_;
};

}  // namespace hometime::http
