// An export for people to read: what is other people's is marked, and nothing in it is more than text.
#include "tools/hometime/export_text.h"

#include <gtest/gtest.h>

namespace hometime::tools {
namespace {

using boost::json::parse;

constexpr const char* kRecord = R"({"position": 12, "at": "2026-11-24T15:35:00Z", "kind": "reply_sent",
    "actor": {"kind": "staff", "id": 4, "name": "Tess <b>Moss</b>"}, "fact": {"thread": 11, "from_office": false},
    "texts": [{"name": "text", "written_by_other": true, "text": "One\n<script>two</script>"}],
    "third_parties": [{"kind": "staff", "id": 4, "name": "Tess <b>Moss</b>"},
                      {"kind": "guardian", "id": 5, "name": "Mara"}]})";

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

TEST(ExportText, EveryThirdPartyAndEveryTextOfAnotherIsMarked) {
    for (const auto format : {ReadableFormat::html, ReadableFormat::text}) {
        const auto page = export_record(parse(kRecord), format);
        EXPECT_EQ(count(page, kRedact), 4U) << page;  // Who wrote it, the text, and the two people named.
        EXPECT_NE(page.find("2026-11-24T15:35:00Z, reply sent (record 12)"), std::string::npos) << page;
        EXPECT_NE(page.find("[Mara (guardian 5)]"), std::string::npos) << page;
        EXPECT_NE(page.find("from office: false"), std::string::npos) << page;
    }
}

TEST(ExportText, NothingInItIsMarkup) {
    const auto html = export_record(parse(kRecord), ReadableFormat::html);
    EXPECT_EQ(html.find("<script>"), std::string::npos);
    EXPECT_EQ(html.find("<b>"), std::string::npos);
    EXPECT_NE(html.find("One\n&lt;script&gt;two"), std::string::npos);
    const auto text = export_record(parse(kRecord), ReadableFormat::text);
    EXPECT_NE(text.find("    One\n    <script>two</script>\n"), std::string::npos) << text;
}

TEST(ExportText, TheirOwnWordsAreNotMarkedAndWhatIsErasedIsSaid) {
    const auto page = export_record(
        parse(R"({"position": 9, "at": "2026-11-24T15:35:00Z", "kind": "guardian_recorded", "actor": {"kind": "system"},
                  "fact": {}, "texts": [{"name": "details", "written_by_other": false, "fields": {"email": "a@b.example"}},
                  {"name": "note", "written_by_other": false, "erased": true}], "third_parties": []})"),
        ReadableFormat::text);
    EXPECT_EQ(count(page, kRedact), 0U) << page;
    EXPECT_NE(page.find("By Hometime itself"), std::string::npos) << page;
    EXPECT_NE(page.find("email: a@b.example"), std::string::npos) << page;
    EXPECT_NE(page.find("(erased)"), std::string::npos) << page;
}

TEST(ExportText, ItSaysWhatItIsAndHowManyRecordsItHolds) {
    const auto page = parse(R"({"export": 40, "person_kind": "pupil", "person": 17, "safeguarding": true,
                                "made_at": "2026-11-24T16:00:00Z", "up_to": 39})");
    const auto begin = export_begin(page, ReadableFormat::html);
    EXPECT_TRUE(begin.starts_with("<!doctype html>"));
    EXPECT_NE(begin.find("Safeguarding records that name pupil 17"), std::string::npos);
    EXPECT_TRUE(export_end(3, ReadableFormat::html).ends_with("</html>\n"));
    EXPECT_NE(export_end(3, ReadableFormat::text).find("3 records"), std::string::npos);
    EXPECT_EQ(export_begin(page, ReadableFormat::text).find('<'), std::string::npos);
}

}  // namespace
}  // namespace hometime::tools
