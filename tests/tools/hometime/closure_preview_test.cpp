#include "tools/hometime/closure_preview.h"

#include <gtest/gtest.h>

namespace hometime::tools {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

object stretch(const char* from, const char* to, const char* kind, const char* label = "") {
    return {{"from", from}, {"to", to}, {"kind", kind}, {"label", label}};
}

std::string lines(const array& closures, const object& reply) {
    std::string all;
    for (const auto& one : day_by_day(closures, reply)) {
        all +=
            to_string(one.date) + " " + one.change + " " + one.kind + (one.label.empty() ? "" : " " + one.label) + "\n";
    }
    return all;
}

TEST(ClosurePreview, ANewOneClosesEachOfItsDays) {
    EXPECT_EQ(lines({stretch("2026-12-31", "2027-01-01", "holiday", "Christmas")},
                    {{"changes", array{object{{"change", "new"}}}}, {"gone", array{}}}),
              "2026-12-31 closes holiday Christmas\n2027-01-01 closes holiday Christmas\n");
}

TEST(ClosurePreview, OneThatMovedClosesAndOpensDays) {
    const object moved{{"change", "changed"}, {"was", stretch("2026-10-26", "2026-10-28", "holiday")}};
    EXPECT_EQ(lines({stretch("2026-10-27", "2026-10-29", "holiday", "Half term")},
                    {{"changes", array{moved}}, {"gone", array{}}}),
              "2026-10-26 opens again holiday Half term\n2026-10-27 unchanged holiday Half term\n"
              "2026-10-28 unchanged holiday Half term\n2026-10-29 closes holiday Half term\n");
}

TEST(ClosurePreview, OneOfAnotherKindStaysClosed) {
    const object moved{{"change", "changed"}, {"was", stretch("2026-11-02", "2026-11-02", "holiday")}};
    EXPECT_EQ(
        lines({stretch("2026-11-02", "2026-11-02", "inset", "INSET")}, {{"changes", array{moved}}, {"gone", array{}}}),
        "2026-11-02 other kind inset INSET\n");
}

TEST(ClosurePreview, WhatTheFileDoesNotHaveAnyMoreIsNamedInItsPlace) {
    const object same{{"change", "unchanged"}, {"was", stretch("2026-11-04", "2026-11-04", "closure")}};
    EXPECT_EQ(lines({stretch("2026-11-04", "2026-11-04", "closure", "Works")},
                    {{"changes", array{same}}, {"gone", array{stretch("2026-11-03", "2026-11-05", "inset")}}}),
              "2026-11-03 not in the file inset\n2026-11-04 unchanged closure Works\n"
              "2026-11-04 not in the file inset\n2026-11-05 not in the file inset\n");
}

}  // namespace
}  // namespace hometime::tools
