// Reads an export page by page into files, for machines and for people.
#include "eventstore/file.h"
#include "tools/hometime/commands.h"
#include "tools/hometime/export_text.h"
#include "tools/hometime/who.h"

namespace hometime::tools {

namespace {

/// A new file that nobody else can read; gone again unless it is kept.
class NewFile {
public:
    explicit NewFile(std::filesystem::path path) : path_(std::move(path)) {
        auto file = posix_files().open(path_, OpenMode::create);
        if (!file) {
            throw Failure(Exit::cannot_create, path_.string() + " cannot be created: " + file.error().detail +
                                                   ". An export never overwrites a file; choose another name.");
        }
        file_ = std::move(*file);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;
    ~NewFile() {
        if (!kept_) std::ignore = posix_files().remove(path_);  // Best effort: the failure is reported already.
    }
    void append(const std::string& text) {
        const auto done = file_->write_at(written_, as_bytes(text));
        if (!done) throw Failure(Exit::io, path_.string() + " cannot be written: " + done.error().detail);
        written_ += text.size();
    }
    void keep() {
        if (const auto done = file_->sync(); !done)
            throw Failure(Exit::io, path_.string() + ": " + done.error().detail);
        kept_ = true;
    }

private:
    std::filesystem::path path_;
    std::unique_ptr<File> file_;
    std::uint64_t written_ = 0;
    bool kept_ = false;
};

/// The machine's file: the members of a page, with the records of all pages.
class Machine {
public:
    explicit Machine(const std::filesystem::path& path) : file_(path) {}
    void begin(boost::json::object page) {
        page.erase("records");
        page.erase("next");
        auto head = boost::json::serialize(page);
        head.pop_back();
        file_.append(head + ",\"records\":[");
    }
    void record(const boost::json::value& record) {
        file_.append((first_ ? "\n" : ",\n") + boost::json::serialize(record));
        first_ = false;
    }
    void end(std::uint64_t /*records*/) {
        file_.append("\n]}\n");
        file_.keep();
    }

private:
    NewFile file_;
    bool first_ = true;
};

class People {
public:
    explicit People(const std::filesystem::path& path)
        : file_(path), format_(path.extension() == ".txt" ? ReadableFormat::text : ReadableFormat::html) {}
    void begin(const boost::json::object& page) { file_.append(export_begin(page, format_)); }
    void record(const boost::json::value& record) { file_.append(export_record(record, format_)); }
    void end(std::uint64_t records) {
        file_.append(export_end(records, format_));
        file_.keep();
    }

private:
    NewFile file_;
    ReadableFormat format_;
};

/// Calls `with` for each file that was asked for.
struct Files {
    std::optional<Machine> machine;
    std::optional<People> people;
    template <class With>
    void each(With with) {
        if (machine) with(*machine);
        if (people) with(*people);
    }
};

std::uint64_t read_all(const Shell& shell, const std::string& path, Files& files) {
    std::uint64_t count = 0;
    boost::json::value after = 0;
    for (bool first = true; !after.is_null(); first = false) {
        const auto page = shell.person("GET", path + "/records?after=" + cell(after));
        if (first) files.each([&](auto& file) { file.begin(page.as_object()); });
        for (const auto& record : page.at("records").as_array()) {
            files.each([&](auto& file) { file.record(record); });
            ++count;
        }
        after = page.at("next");
    }
    files.each([&](auto& file) { file.end(count); });
    return count;
}

}  // namespace

void subject_export(const Shell& shell, const ExportOptions& options) {
    const auto who = parse_who(options.person, {"pupil", "guardian", "staff"});
    if (options.output.empty() && options.readable.empty()) {
        throw Failure(Exit::usage, "say where to: --output FILE.json, --readable FILE.html, or both");
    }
    Files files;
    if (!options.output.empty()) files.machine.emplace(options.output);
    if (!options.readable.empty()) files.people.emplace(options.readable);
    const auto made = shell.person("POST", options.safeguarding ? "/safeguarding-exports" : "/exports",
                                   {{"person_kind", who.kind}, {"person", who.id}, {"purpose", options.purpose}});
    const auto records = read_all(shell, "/exports/" + cell(made.at("export")), files);
    if (shell.out().json()) {
        return shell.out().object(boost::json::object{{"export", made.at("export")}, {"records", records}});
    }
    shell.out().say(std::to_string(records) + " records. That this export was made is recorded as " +
                    cell(made.at("export")) + ". It holds what people wrote in confidence: keep it as such.");
}

void receipt(const Shell& shell, std::uint64_t message) {
    const auto answer = shell.person("GET", "/messages/" + std::to_string(message) + "/receipt");
    if (shell.out().json()) return shell.out().object(answer);
    shell.out().say(cell(answer.at("receipt")));
    shell.out().object(answer.at("office"));
}

}  // namespace hometime::tools
