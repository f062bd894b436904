#include "tests/http/gate_pieces.h"

namespace hometime::test {

namespace {

using namespace std::string_literals;

void add_lengths(std::vector<GateVector>& all) {
    const auto with = [&](const char* name, const std::string& fields, const std::string& status = "400") {
        all.push_back({name, post(fields, "{}" + kHidden), status, 0});
    };
    with("two equal lengths", "Content-Length: 2\r\nContent-Length: 2\r\n");
    with("two different lengths", "Content-Length: 2\r\nContent-Length: 40\r\n");
    with("a list of lengths", "Content-Length: 2, 2\r\n");
    with("a length with a plus", "Content-Length: +2\r\n");
    with("a negative length", "Content-Length: -2\r\n");
    with("a length in hexadecimal", "Content-Length: 0x2\r\n");
    with("a length with a fraction", "Content-Length: 2.0\r\n");
    with("a length with a blank inside", "Content-Length: 2 2\r\n");
    with("an empty length", "Content-Length: \r\n");
    with("a length of words", "Content-Length: two\r\n");
    with("a length beyond 64 bits", "Content-Length: 18446744073709551618\r\n");
    with("a length of 30 digits", "Content-Length: 000000000000000000000000000002\r\n");
    with("a length over the limit", "Content-Length: 262145\r\n", "413");
    with("a length far over the limit", "Content-Length: 99999999999999999\r\n", "413");
    with("a blank before the colon of the length", "Content-Length : 2\r\n");
    with("a tab before the colon of the length", "Content-Length\t: 2\r\n");
    with("a folded length", "Content-Length:\r\n 2\r\n");
    with("a length in a list that begins empty", "Content-Length: , 2\r\n");
    with("a length with a line feed before it", "Content-Length:\n 2\r\n");
    with("a length with a vertical tab", "Content-Length: \v2\r\n");
    with("a length with a NUL", "Content-Length: 2\0\r\n"s);
    with("a length in Arabic digits", "Content-Length: \xd9\xa2\r\n");
    with("a length hidden behind a bare carriage return", "X: y\rContent-Length: 2\r\n");
    with("a length in quotes", "Content-Length: \"2\"\r\n");
    all.push_back(
        {"a head with a body", "HEAD / HTTP/1.1\r\n" + kHost + kJson + "Content-Length: 2\r\n\r\n{}", "400", 0});
    all.push_back({"a body of which more comes than its length says", post("Content-Length: 2\r\n", "{}{}\r\n\r\n"),
                   "200 400", 1});
    all.push_back({"a get with a body", get("/", kHost + kJson + "Content-Length: 2\r\n") + "{}", "400", 0});
    all.push_back({"a body that ends early", post("Content-Length: 10\r\n", "{}"), "", 0});
}

void add_encodings(std::vector<GateVector>& all) {
    const std::string chunked = "2\r\n{}\r\n0\r\n\r\n" + kHidden;
    for (const auto* value : {"chunked", "Chunked", "identity", "gzip, chunked", "chunked, identity", "xchunked",
                              "\tchunked", "chunked, chunked", "\"chunked\""}) {
        all.push_back(
            {"transfer-encoding "s + value, post("Transfer-Encoding: "s + value + "\r\n", chunked), "501", 0});
    }
    all.push_back(
        {"length, then encoding", post("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", chunked), "400", 0});
    all.push_back(
        {"encoding, then length", post("Transfer-Encoding: chunked\r\nContent-Length: 2\r\n", chunked), "400", 0});
    all.push_back({"two encodings", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", chunked), "400", 0});
    all.push_back(
        {"encoding with a blank before its colon", post("Transfer-Encoding : chunked\r\n", chunked), "400", 0});
    all.push_back({"a folded encoding", post("Transfer-Encoding:\r\n chunked\r\n", chunked), "400", 0});
    all.push_back({"encoding in HTTP/1.0",
                   "POST / HTTP/1.0\r\n" + kHost + kJson + "Transfer-Encoding: chunked\r\n\r\n" + chunked, "501", 0});
    all.push_back({"an empty encoding", post("Transfer-Encoding:\r\nContent-Length: 2\r\n", "{}" + kHidden), "501", 0});
    all.push_back({"encoding with a vertical tab", post("Transfer-Encoding: \vchunked\r\n", chunked), "400", 0});
    all.push_back({"encoding in a get", get("/", kHost + "Transfer-Encoding: chunked\r\n") + chunked, "501", 0});
    all.push_back(
        {"a trailer of 64 KB", post("Transfer-Encoding: chunked\r\n", "0\r\nX: " + std::string(65536, 'x')), "501", 0});
    all.push_back({"a chunk whose size is beyond 64 bits",
                   post("Transfer-Encoding: chunked\r\n", "10000000000000002\r\n{}"), "501", 0});
    all.push_back({"a chunk extension of 16 KB",
                   post("Transfer-Encoding: chunked\r\n", "2;x=" + std::string(16384, 'y') + "\r\n{}\r\n0\r\n\r\n"),
                   "501", 0});
    all.push_back({"a trailer that names a length",
                   post("Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\nContent-Length: 40\r\n\r\n" + kHidden),
                   "501", 0});
    all.push_back({"a trailer", post("Trailer: X\r\n", ""), "400", 0});
    all.push_back({"expect", post("Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"), "417", 0});
    all.push_back({"upgrade", get("/", kHost + "Connection: upgrade\r\nUpgrade: h2c\r\n") + kHidden, "400", 0});
    all.push_back({"upgrade to a web socket",
                   get("/", kHost + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"),
                   "400", 0});
}

}  // namespace

void add_framings(std::vector<GateVector>& all) {
    add_lengths(all);
    add_encodings(all);
}

}  // namespace hometime::test
