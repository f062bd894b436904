// Backups (administrator): having one made, and what became of it.
#include "daemon/backup/backups.h"
#include "daemon/http/app.h"
#include "daemon/http/server_wide.h"

namespace hometime::http {

namespace {

Response create_backup(App& app, const Request& request) {
    if (app.backups == nullptr) return problem(request.id, Problem::backups_not_configured);
    const auto began_at = app.backups->begin();
    if (began_at) return ok(boost::json::object{{"began_at", to_string(*began_at)}}, 202);
    const bool stopping = began_at.error().code == ErrorCode::busy;
    return problem(request.id, stopping ? Problem::shutting_down : Problem::backups_not_configured);
}

/// What went wrong is for the journal: it may name files. Its code is for whoever asked.
boost::json::object describe(const BackupOutcome& outcome) {
    boost::json::object out{{"began_at", to_string(outcome.began_at)},
                            {"outcome", outcome.failure ? "failed" : "verified"}};
    if (outcome.failure) out["reason"] = to_string(outcome.failure->code);
    if (outcome.backup.empty()) return out;
    out["backup"] = outcome.backup;
    out["copied_bytes"] = outcome.copied_bytes;
    out["key_copy"] = outcome.key_copy;
    out["kek_copied"] = outcome.kek_copied;
    return out;
}

boost::json::object describe(const BackupManifest& manifest) {
    return {{"backup", manifest.id},
            {"made_at", to_string(manifest.made_at)},
            {"records", records_of(manifest)},
            {"files", manifest.files.size()},
            {"bytes", bytes_of(manifest)}};
}

Response list_backups(App& app) {
    boost::json::array list;
    boost::json::object out{{"running", false}};
    if (app.backups != nullptr) {
        out["running"] = app.backups->running().has_value();  // Before `last`: what ends in between is in it.
        if (const auto last = app.backups->last()) out["last"] = describe(*last);
        for (const auto& manifest : app.backups->list()) list.push_back(describe(manifest));
    }
    out["backups"] = std::move(list);
    return ok(out);
}

}  // namespace

void add_backup_routes(Router& router, App& app) {
    add_server_route(router, app, Method::post, "/v1/backups", Operation::create_backup,
                     [&app](const Request& request) { return create_backup(app, request); });
    add_server_route(router, app, Method::get, "/v1/backups", Operation::list_backups,
                     [&app](const Request&) { return list_backups(app); });
}

}  // namespace hometime::http
