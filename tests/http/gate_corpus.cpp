#include "tests/http/gate_corpus.h"

namespace hometime::test {

namespace {

using namespace std::string_literals;

const std::string kHost = "Host: school\r\n";
const std::string kJson = "Content-Type: application/json\r\n";
/// What an attacker hopes is taken for a request of its own.
const std::string kHidden = "GET /hidden HTTP/1.1\r\nHost: school\r\n\r\n";

std::string get(const std::string& target, const std::string& fields = kHost) {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}
std::string post(const std::string& fields, const std::string& body) {
    return "POST /v1 HTTP/1.1\r\n" + kHost + kJson + fields + "\r\n" + body;
}

void add_good(std::vector<GateVector>& all) {
    all.push_back({"a get", get("/v1"), "200", 1});
    all.push_back({"a post with its length", post("Content-Length: 2\r\n", "{}"), "200", 1});
    all.push_back({"a post without a body", post("", ""), "200", 1});
    all.push_back({"two requests in one write", get("/a") + get("/b"), "200 200", 2});
    all.push_back(
        {"a charset beside the media type",
         "POST / HTTP/1.1\r\n" + kHost + "Content-Type: application/json; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}",
         "200", 1});
    all.push_back({"HTTP/1.0", "GET / HTTP/1.0\r\n" + kHost + "\r\n", "200", 1});
    all.push_back({"percent-encoded UTF-8", get("/caf%C3%A9?q=%C3%A9"), "200", 1});
    all.push_back(
        {"two accept fields", get("/", kHost + "Accept: text/html\r\nAccept: application/json\r\n"), "200", 1});
    all.push_back({"nothing at all", "", "", 0});
}

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
    all.push_back({"a trailer", post("Trailer: X\r\n", ""), "400", 0});
    all.push_back({"expect", post("Expect: 100-continue\r\nContent-Length: 2\r\n", "{}"), "417", 0});
    all.push_back({"upgrade", get("/", kHost + "Connection: upgrade\r\nUpgrade: h2c\r\n"), "400", 0});
}

void add_lines(std::vector<GateVector>& all) {
    const auto broken = [&](const char* name, const std::string& bytes, const std::string& status = "400") {
        all.push_back({name, bytes + kHidden, status, 0});
    };
    broken("bare line feeds", "GET / HTTP/1.1\nHost: school\n\n");
    broken("a bare carriage return", "GET / HTTP/1.1\r\nHost: school\rX: y\r\n\r\n");
    broken("a NUL in a value", "GET / HTTP/1.1\r\nHost: school\0x\r\n\r\n"s);
    broken("a control character in a value", "GET / HTTP/1.1\r\nHost: school\r\nX: a\x01z\r\n\r\n");
    broken("an empty line first", "\r\nGET / HTTP/1.1\r\nHost: school\r\n\r\n");
    broken("a folded line", get("/", kHost + "X: a\r\n b\r\n"));
    broken("a field without a colon", get("/", kHost + "X\r\n"));
    broken("a field without a name", get("/", kHost + ": x\r\n"));
    broken("a blank in a name", get("/", kHost + "X Y: z\r\n"));
    broken("no host", get("/", "Accept: */*\r\n"));
    broken("two hosts", get("/", kHost + kHost));
    broken("an empty host", get("/", "Host:\r\n"));
    broken("a host with a path", get("/", "Host: school/x\r\n"));
    broken("a host with a user", get("/", "Host: me@school\r\n"));
    broken("no version", "GET /\r\nHost: school\r\n\r\n");
    broken("HTTP/2.0", "GET / HTTP/2.0\r\nHost: school\r\n\r\n");
    broken("HTTP/0.9", "GET / HTTP/0.9\r\nHost: school\r\n\r\n");
    broken("HTTP/1.2", "GET / HTTP/1.2\r\nHost: school\r\n\r\n");
    broken("a lower-case protocol", "GET / http/1.1\r\nHost: school\r\n\r\n");
    broken("two blanks after the method", "GET  / HTTP/1.1\r\nHost: school\r\n\r\n");
    broken("no method", " / HTTP/1.1\r\nHost: school\r\n\r\n");
    broken("the beginning of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    broken("a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s);
    broken("a header over the limit", get("/", kHost + "X: " + std::string(9000, 'x') + "\r\n"), "431");
    std::string fields = kHost;
    for (int i = 0; i < 70; ++i) fields += "X" + std::to_string(i) + ": y\r\n";
    broken("too many fields", get("/", fields), "431");
}

void add_targets(std::vector<GateVector>& all) {
    const auto refused = [&](const char* name, const std::string& target, const std::string& status = "400") {
        all.push_back({name, get(target), status, 0});
    };
    refused("absolute form", "http://school/");
    refused("authority form", "school:443");
    refused("asterisk form", "*");
    refused("a step up", "/a/../b");
    refused("an encoded step up", "/a/%2e%2e/b");
    refused("a step in place", "/a/./b");
    refused("an encoded slash", "/a%2Fb");
    refused("an encoded NUL", "/a%00b");
    refused("an encoded line feed", "/a%0Ab");
    refused("half an escape", "/a%2");
    refused("an escape of no digits", "/a%zz");
    refused("bytes that are not UTF-8", "/a%ff");
    refused("an overlong escape", "/a%c0%ae");
    refused("a fragment", "/a#b");
    refused("a byte above ASCII", "/caf\xc3\xa9");
    refused("one query name twice", "/a?x=1&x=2");
    refused("a target over the limit", "/" + std::string(2100, 'a'), "414");
    all.push_back({"text as a body",
                   "POST / HTTP/1.1\r\n" + kHost + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}", "415",
                   0});
    all.push_back({"a body of no type", "POST / HTTP/1.1\r\n" + kHost + "Content-Length: 2\r\n\r\n{}", "415", 0});
    all.push_back({"wants only HTML", get("/", kHost + "Accept: text/html\r\n"), "406", 0});
}

}  // namespace

std::vector<GateVector> gate_corpus() {
    std::vector<GateVector> all;
    add_good(all);
    add_lengths(all);
    add_encodings(all);
    add_lines(all);
    add_targets(all);
    return all;
}

}  // namespace hometime::test
