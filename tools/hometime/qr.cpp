#include "tools/hometime/qr.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

#include "tools/common/exit.h"

namespace hometime::tools {

namespace {

constexpr int kQuietZone = 4;

}  // namespace

std::string qr_svg(const std::string& text) {
    // Medium error correction: a letter is folded and lies in school bags.
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                               &QRcode_free);
    if (!code) throw Failure(Exit::data, "the address is too long for a QR code; use a shorter one");
    const auto side = code->width + 2 * kQuietZone;
    auto svg = fmt::format(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" shape-rendering="crispEdges" role="img">)"
        R"(<title>QR code</title><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d=")",
        side);
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            const bool dark = (code->data[y * code->width + x] & 1U) != 0;
            if (dark) svg += fmt::format("M{} {}h1v1h-1z", x + kQuietZone, y + kQuietZone);
        }
    }
    return svg + "\"/></svg>";
}

}  // namespace hometime::tools
