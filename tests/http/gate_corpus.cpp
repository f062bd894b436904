#include "tests/http/gate_pieces.h"

namespace hometime::test {

namespace {

using namespace std::string_literals;

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
    all.push_back({"an escape of an escape is plain text", get("/a%252e%252e/b"), "200", 1});
    all.push_back({"a host with an IPv6 address and a port", get("/", "Host: [::1]:8443\r\n"), "200", 1});
    all.push_back({"a name with an underscore is another field",
                   post("Transfer_Encoding: chunked\r\nContent-Length: 2\r\n", "{}"), "200", 1});
    all.push_back({"a method of no meaning", "BREW / HTTP/1.1\r\n" + kHost + "\r\n", "405", 1});
    all.push_back({"a method in lower case", "get / HTTP/1.1\r\n" + kHost + "\r\n", "405", 1});
    all.push_back({"a method for tracing", "TRACE / HTTP/1.1\r\n" + kHost + "\r\n", "405", 1});
    all.push_back({"nothing at all", "", "", 0});
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
    broken("a host with a blank", get("/", "Host: school evil\r\n"));
    broken("a host with markup", get("/", "Host: <b>\r\n"));
    broken("a host with an escape", get("/", "Host: school%2eevil\r\n"));
    broken("two hosts in one", get("/", "Host: school, evil\r\n"));
    broken("two fields that are no lists", get("/", kHost + "Authorization: Bearer a\r\nauthorization: Bearer b\r\n"));
    broken("a line feed as the end of a field", "GET / HTTP/1.1\r\nHost: school\nX: y\r\n\r\n");
    broken("a blank before the first field", "GET / HTTP/1.1\r\n Host: school\r\n\r\n");
    broken("a byte above ASCII in a name", get("/", kHost + "X\xc3\xa9: y\r\n"));
    broken("a DEL in a value", get("/", kHost + "X: a\x7f\r\n"));
    broken("a blank after the version", "GET / HTTP/1.1 \r\nHost: school\r\n\r\n");
    broken("a tab in the first line", "GET\t/ HTTP/1.1\r\nHost: school\r\n\r\n");
    broken("HTTP/1.10", "GET / HTTP/1.10\r\nHost: school\r\n\r\n");
    broken("a byte order mark", "\xef\xbb\xbfGET / HTTP/1.1\r\nHost: school\r\n\r\n");
    broken("a method of symbols", "G@T / HTTP/1.1\r\nHost: school\r\n\r\n");
    broken("nothing but line ends", "\r\n\r\n\r\n\r\n");
    broken("a NUL", "\0"s);
    broken("bytes of another protocol", "\x05\x01\x00\x00\x00\x00\x00\x00");
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
    refused("a step up in capitals", "/a/%2E%2E/b");
    refused("a step up at the end", "/a/..");
    refused("an encoded DEL", "/a%7f");
    refused("an encoded surrogate", "/a%ed%a0%80");
    refused("a code point beyond Unicode", "/a%f4%90%80%80");
    refused("a character cut short", "/a%e2%82");
    refused("half an escape in the query", "/a?x=%4");
    refused("bytes that are not UTF-8 in the query", "/a?x=%ff");
    refused("an encoded NUL in the query", "/a?x=%00");
    refused("one query name twice, once encoded", "/a?x=1&%78=2");
    refused("a target without its slash", "a");
    refused("a target of a query only", "?x=1");
    all.push_back({"connect", "CONNECT school:443 HTTP/1.1\r\n" + kHost + "\r\n" + kHidden, "400", 0});
    refused("a target over the limit", "/" + std::string(2100, 'a'), "414");
    refused("a target longer than a whole header", "/" + std::string(20'000, 'a'), "414");
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
    add_framings(all);
    add_lines(all);
    add_targets(all);
    return all;
}

}  // namespace hometime::test
