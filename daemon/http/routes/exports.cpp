// Everything about one person: asked for with a purpose, which is recorded first, and then read page by page.
#include "daemon/http/paging.h"
#include "daemon/http/subject_export.h"

namespace hometime::http {

namespace {

struct ExportBody {
    PersonKind person_kind{};
    std::uint64_t person = 0;
    std::string purpose;
};
BOOST_DESCRIBE_STRUCT(ExportBody, (), (person_kind, person, purpose))

Response make_export(const Call& call, bool safeguarding) {
    Response refused;
    const auto body = parse_body<ExportBody>(call.request, refused);
    if (!body) return refused;
    return run_command(call, ExportSubject{body->person_kind, body->person, safeguarding, body->purpose}, Object{});
}

Response export_subject(const Call& call) {
    return make_export(call, false);
}

Response export_safeguarding(const Call& call) {
    return make_export(call, true);
}

Response read_export(const Call& call) {
    Response refused;
    const auto page = page_of(call.request, refused);
    if (!page) return refused;
    if (page->direction != Direction::forward) return problem(call.request.id, Problem::invalid_query);
    return ok(export_page(call, Sequence{call.id("export")}, Sequence{page->after}, page->limit));
}

}  // namespace

void add_export_routes(Router& router, App& app) {
    add_route(router, app, Method::post, "/exports", Operation::export_subject, {}, export_subject);
    add_route(router, app, Method::post, "/safeguarding-exports", Operation::export_safeguarding, {},
              export_safeguarding);
    add_route(router, app, Method::get, "/exports/{export}/records", Operation::read_export, the_export, read_export);
}

}  // namespace hometime::http
