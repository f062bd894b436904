#include "tests/support/small_roster.h"

namespace hometime::test {

namespace {

using boost::json::array;
using boost::json::object;

object staff_member(const std::string& mark, const std::string& id, array teaches, array assists) {
    return {{"external_id", id},
            {"given_name", id},
            {"family_name", mark},
            {"email", id + "@" + mark + ".example"},
            {"teaches", std::move(teaches)},
            {"assists", std::move(assists)}};
}

object pupil(const std::string& mark, int number) {
    return {{"external_id", "pupil-" + std::to_string(number)},
            {"given_name", "pupil-" + std::to_string(number)},
            {"family_name", mark},
            {"class_external_id", number < 3 ? "oak" : "elm"}};
}

object adult(const std::string& mark, int number, int pupil, const char* relationship) {
    return {{"external_id", "adult-" + std::to_string(number)},
            {"given_name", "adult-" + std::to_string(number)},
            {"family_name", mark},
            {"email", "adult-" + std::to_string(number) + "@" + mark + ".example"},
            {"phone", "01632 960" + std::to_string(number) + " " + mark},
            {"ties", array{{{"pupil_external_id", "pupil-" + std::to_string(pupil)}, {"relationship", relationship}}}}};
}

}  // namespace

object small_roster(const std::string& mark, bool dry_run) {
    const array staff{
        staff_member(mark, "tina", {"oak"}, {}), staff_member(mark, "theo", {"elm"}, {}),
        staff_member(mark, "asha", {}, {"oak"}), staff_member(mark, "otis", {}, {}),
        staff_member(mark, "sue", {}, {}),       staff_member(mark, "dee", {}, {}),
        staff_member(mark, "newt", {}, {}),      staff_member(mark, "lou", {}, {}),
    };
    array pupils;
    for (int i = 0; i < 6; ++i) pupils.push_back(pupil(mark, i));
    const array adults{adult(mark, 0, 0, "mother"), adult(mark, 1, 0, "father"),  adult(mark, 2, 1, "mother"),
                       adult(mark, 3, 3, "mother"), adult(mark, 4, 3, "father"),  adult(mark, 5, 4, "foster_carer"),
                       adult(mark, 6, 5, "parent"), adult(mark, 7, 2, "guardian")};
    return {{"classes", array{{{"external_id", "oak"}, {"title", "Oak " + mark}},
                              {{"external_id", "elm"}, {"title", "Elm " + mark}}}},
            {"staff", staff},
            {"pupils", pupils},
            {"adults", adults},
            {"terms", array{{{"from", "2026-09-01"}, {"to", "2027-07-21"}}}},
            {"dry_run", dry_run},
            {"confirm_removals", false}};
}

}  // namespace hometime::test
