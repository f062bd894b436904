// Printed letters: a page for each adult, nothing unescaped, and a square that holds the address.
#include "tools/hometime/letter.h"

#include <gtest/gtest.h>

#include "tools/common/exit.h"
#include "tools/hometime/qr.h"

namespace hometime::tools {
namespace {

const LetterHead kHead{"St <Mary> & Co", "https://school.example/", "office@s.example", "01632 960111", "8 to 4"};

Letter letter() {
    return {"Ann \"A\" O'Brien", "Pia <script>", "Oak", "ABC-DEFG-HJKM-NPQR-ST", "Tue 8 Dec, 15:30", "<svg></svg>"};
}

TEST(Letter, S19_NamesItsAdultAndEverythingIsEscapedButTheSquare) {
    const auto page = letter_page(kHead, letter());
    EXPECT_NE(page.find("Ann &quot;A&quot; O&#39;Brien"), std::string::npos);
    EXPECT_NE(page.find("Pia &lt;script&gt;"), std::string::npos);
    EXPECT_NE(page.find("St &lt;Mary&gt; &amp; Co"), std::string::npos);
    EXPECT_EQ(page.find("<script>"), std::string::npos);
    EXPECT_NE(page.find("<svg></svg>"), std::string::npos);
}

TEST(Letter, S10_GivesTheOfficesContactAndSaysThatTheCodeEnds) {
    const auto page = letter_page(kHead, letter());
    for (const auto* said :
         {"office@s.example", "01632 960111", "8 to 4", "ABC-DEFG-HJKM-NPQR-ST", "Tue 8 Dec, 15:30"}) {
        EXPECT_NE(page.find(said), std::string::npos) << said;
    }
}

TEST(Letter, TheCodeStandsBehindTheHashSoThatNoServerIsSentIt) {
    EXPECT_EQ(join_address("https://school.example/", "sch_7Q2K9DAB", "ABC-D"),
              "https://school.example/#join=ABC-D&school=sch_7Q2K9DAB");
    EXPECT_EQ(join_address("https://school.example", "s", "c"), "https://school.example/#join=c&school=s");
}

TEST(Letter, TheSquareIsAWholeCodeWithItsQuietZone) {
    const auto svg = qr_svg("https://school.example/#join=ABC-DEFG-HJKM-NPQR-ST&school=sch_7Q2K9DAB");
    // 71 bytes at level M are version 5: 37 modules and four on each side.
    EXPECT_NE(svg.find("viewBox=\"0 0 45 45\""), std::string::npos) << svg.substr(0, 120);
    // The three finder patterns begin with a row of seven dark modules.
    for (int x = 4; x < 11; ++x) {
        EXPECT_NE(svg.find("M" + std::to_string(x) + " 4h1v1h-1z"), std::string::npos) << x;
        EXPECT_NE(svg.find("M" + std::to_string(x + 30) + " 4h1v1h-1z"), std::string::npos) << x;
        EXPECT_NE(svg.find("M" + std::to_string(x) + " 34h1v1h-1z"), std::string::npos) << x;
    }
    EXPECT_EQ(svg.find("M3 "), std::string::npos);
    EXPECT_THROW(std::ignore = qr_svg(std::string(4000, 'x')), Failure);
}

}  // namespace
}  // namespace hometime::tools
