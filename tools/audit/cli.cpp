#include "tools/audit/cli.h"

#include <iostream>

#include "eventstore/file.h"
#include "tools/audit/evidence/tiles.h"

namespace hometime::tools::audit {

Failure failure(const Error& error) {
    switch (error.code) {
        case ErrorCode::not_found: return {Exit::no_input, error.detail};
        case ErrorCode::permission: return {Exit::permission, error.detail};
        case ErrorCode::invalid: return {Exit::usage, error.detail};
        case ErrorCode::unavailable: return {Exit::io, error.detail};
        case ErrorCode::busy: return {Exit::temporary, error.detail};
        default: return {Exit::data, error.detail};
    }
}

std::optional<SchoolId> school_if_named(const std::string& text) {
    if (text.empty()) return std::nullopt;
    const auto school = parse_school_id(text);
    if (!school) throw Failure(Exit::usage, "--school takes a school's id, like sch_7Q2K9DAB");
    return *school;
}

SchoolId school_of(const std::string& text) {
    const auto school = school_if_named(text);
    if (!school) throw Failure(Exit::usage, "--school is needed: which school?");
    return *school;
}

void give_out(const std::string& path, const std::string& text) {
    if (path.empty()) {
        std::cout << text << std::flush;
        return;
    }
    const auto file = posix_files().open(path, OpenMode::create);
    if (!file) throw Failure(Exit::cannot_create, path + " cannot be made: " + file.error().detail);
    auto written = (*file)->write_at(0, as_bytes(text));
    if (written) written = (*file)->sync();
    if (!written) throw Failure(Exit::io, path + ": " + written.error().detail);
}

std::string take_in(const std::string& path) {
    constexpr std::uint64_t kFileMax = 2'000'000;  // A record in base 64 and a note are less.
    auto bytes = evidence::read_whole(path, kFileMax);
    if (!bytes) throw failure(Error{bytes.error().code, path + ": " + bytes.error().detail});
    return std::move(*bytes);
}

}  // namespace hometime::tools::audit
