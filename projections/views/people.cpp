#include "projections/views/people.h"

#include "projections/views/fold.h"

namespace hometime::views {

namespace {

template <class Row, class AnyId>
std::optional<Row> find(const ViewSource& source, SchoolId school, Kind kind, AnyId id) {
    return find_row<Row>(*source.read(kPeople), keys::of(school, kind, id));
}

template <class Row>
std::vector<Row> list(const ViewSource& source, SchoolId school, Kind kind, const Page& page) {
    std::vector<Row> found;
    each_of_page(*source.read(kPeople), keys::all(school, kind), page, [&](std::string_view, std::string_view value) {
        found.push_back(decode_row<Row>(value));
        return true;
    });
    return found;
}

}  // namespace

std::optional<ClassView> school_class(const ViewSource& source, SchoolId school, ClassId id) {
    return find<ClassView>(source, school, Kind::school_class, id);
}
std::optional<StaffView> staff(const ViewSource& source, SchoolId school, StaffId id) {
    return find<StaffView>(source, school, Kind::staff, id);
}
std::optional<PupilView> pupil(const ViewSource& source, SchoolId school, PupilId id) {
    return find<PupilView>(source, school, Kind::pupil, id);
}
std::optional<GuardianView> guardian(const ViewSource& source, SchoolId school, GuardianId id) {
    return find<GuardianView>(source, school, Kind::guardian, id);
}

std::vector<ClassView> classes(const ViewSource& source, SchoolId school, const Page& page) {
    return list<ClassView>(source, school, Kind::school_class, page);
}
std::vector<StaffView> all_staff(const ViewSource& source, SchoolId school, const Page& page) {
    return list<StaffView>(source, school, Kind::staff, page);
}
std::vector<PupilView> pupils(const ViewSource& source, SchoolId school, const Page& page) {
    return list<PupilView>(source, school, Kind::pupil, page);
}
std::vector<GuardianView> guardians(const ViewSource& source, SchoolId school, const Page& page) {
    return list<GuardianView>(source, school, Kind::guardian, page);
}

std::uint64_t by_external_id(const ViewSource& source, SchoolId school, ExternalKind kind,
                             std::string_view external_id) {
    const auto row = find_row<ExternalRow>(*source.read(kPeople), keys::external(school, kind, external_id));
    return row ? row->id : 0;
}

std::vector<ClassId> feeds_of(const ViewSource& source, SchoolId school, GuardianId guardian) {
    const auto rows = source.read(kPeople);
    const auto adult = find_row<GuardianView>(*rows, keys::of(school, Kind::guardian, guardian));
    if (!adult || adult->linked.empty()) return {};
    std::set<ClassId> feeds{ClassId{}};
    for (const auto id : adult->linked) {
        const auto pupil = find_row<PupilView>(*rows, keys::of(school, Kind::pupil, id));
        if (pupil && pupil->class_id) feeds.insert(pupil->class_id);
    }
    return {feeds.begin(), feeds.end()};
}

std::vector<ClassId> feeds_of(const ViewSource& source, SchoolId school, StaffId staff) {
    const auto member = find<StaffView>(source, school, Kind::staff, staff);
    if (!member || !member->active) return {};
    std::set<ClassId> feeds{ClassId{}};
    feeds.insert(member->teaches.begin(), member->teaches.end());
    feeds.insert(member->assists.begin(), member->assists.end());
    return {feeds.begin(), feeds.end()};
}

}  // namespace hometime::views
