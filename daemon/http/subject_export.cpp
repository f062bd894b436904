#include "daemon/http/subject_export.h"

#include <array>
#include <boost/mp11.hpp>

#include "daemon/http/office.h"
#include "eventstore/codec.h"

namespace hometime::http {

namespace {

/// Kept for the server's own use: checks of secrets, and names of rows elsewhere. They tell nobody anything.
constexpr std::array<std::string_view, 5> kOfTheServer{"mac", "selector", "code_hash", "secret_hash", "account"};
constexpr std::string_view kMacKey = "mac_key";

/// The names of a fact's private members: part n is the n-th.
std::vector<std::string_view> private_members(const Event& event) {
    std::vector<std::string_view> names;
    std::visit(
        [&]<class E>(const E&) {
            boost::mp11::mp_for_each<json::detail::members_of<E>>([&](auto member) {
                using Field = std::remove_cvref_t<decltype(std::declval<E>().*member.pointer)>;
                if constexpr (std::is_same_v<Field, Private>) names.emplace_back(member.name);
            });
        },
        event);
    return names;
}

boost::json::object clear_json(const Event& event) {
    std::string text;
    write_clear(text, event);
    auto clear = boost::json::parse(text).as_object();
    for (const auto member : kOfTheServer) clear.erase(member);
    return clear;
}

/// Several texts that were sealed as one are JSON; a text that somebody typed is itself, even when it looks like JSON.
bool is_composed(std::string_view member) {
    constexpr std::array<std::string_view, 5> kComposed{"details", "content", "words", "grounds", "office_contact"};
    return std::find(kComposed.begin(), kComposed.end(), member) != kComposed.end();
}

struct Export {
    RecordHeader header;
    SubjectExported fact;
};

std::optional<Export> export_at(const Call& call, Sequence id) {
    const auto head = call.app.log.head(call.school);
    if (!id || !head || id.value > head->size) return std::nullopt;
    auto record = call.app.log.read({call.school, id});
    if (!record) throw std::runtime_error("a record cannot be read: " + record.error().detail);
    const auto* fact = std::get_if<SubjectExported>(&record->event);
    return fact != nullptr ? std::optional(Export{record->header, *fact}) : std::nullopt;
}

Naming naming_in(const Call& call) {
    return Naming([&call](Sequence sequence) -> std::optional<Record> {
        auto record = call.app.log.read({call.school, sequence});
        if (record) return std::move(*record);
        if (record.error().code == ErrorCode::not_found) return std::nullopt;
        throw std::runtime_error("a record cannot be read: " + record.error().detail);
    });
}

/// Fills one page, and knows where it stopped.
class Page {
public:
    Page(const Call& call, const SubjectExported& fact, std::size_t limit)
        : fact_(fact),
          limit_(limit),
          person_{fact.person_kind, fact.person},
          naming_(naming_in(call)),
          writer_(call.app, call.state, person_) {}

    /// False: the page ends here.
    bool take(const Record& record) {
        if (record.header.sequence > fact_.up_to) return false;
        if (records_.size() == limit_ || looked_ == kExportLookedMax) return stop();
        ++looked_;
        if (subjects_of(record.header, record.event).safeguarding == fact_.safeguarding) {
            const auto named = naming_.named_by(record);
            if (named.contains(person_) && !add(writer_.write(record, named))) return stop();
        }
        last_ = record.header.sequence;
        return true;
    }
    [[nodiscard]] boost::json::value next() const { return more_ ? boost::json::value(last_.value) : nullptr; }
    [[nodiscard]] boost::json::array records() { return std::move(records_); }

private:
    bool stop() {
        more_ = true;
        return false;
    }
    bool add(boost::json::object record) {
        const auto bytes = boost::json::serialize(record).size();
        if (!records_.empty() && bytes_ + bytes > kExportBytesMax) return false;
        bytes_ += bytes;
        records_.push_back(std::move(record));
        return true;
    }

    const SubjectExported& fact_;
    std::size_t limit_;
    Person person_;
    Naming naming_;
    RecordWriter writer_;
    boost::json::array records_;
    std::size_t bytes_ = 0;
    std::size_t looked_ = 0;
    Sequence last_;
    bool more_ = false;
};

}  // namespace

boost::json::object RecordWriter::person_json(const Person& person) {
    auto known = names_.find(person);
    if (known == names_.end()) {
        const auto name = [&] {
            switch (person.kind) {
                case PersonKind::guardian: return name_of(app_, school_, GuardianId{person.id});
                case PersonKind::staff: return name_of(app_, school_, StaffId{person.id});
                case PersonKind::pupil: return name_of(app_, school_, PupilId{person.id});
            }
            return std::string(kErased);
        };
        known = names_.emplace(person, name()).first;
    }
    return {{"kind", boost::describe::enum_to_string(person.kind, "?")}, {"id", person.id}, {"name", known->second}};
}

boost::json::object RecordWriter::actor_json(const RecordHeader& header) {
    if (const auto actor = actor_of(header)) return person_json(*actor);
    return {{"kind", boost::describe::enum_to_string(header.actor.kind, "?")}};
}

boost::json::array RecordWriter::texts_json(const Record& record) {
    const auto actor = actor_of(record.header);
    boost::json::array texts;
    const auto names = private_members(record.event);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto text = app_.log.unseal(school_.id(), record, static_cast<std::uint8_t>(i + 1));
        if (!text && text.error().code != ErrorCode::key_missing) {
            throw std::runtime_error("a sealed part cannot be opened: " + text.error().detail);
        }
        if (text && text->empty()) continue;  // Nothing was written there.
        boost::json::object entry{{"name", names[i]}, {"written_by_other", actor && *actor != subject_}};
        if (!text) {
            entry["erased"] = true;
        } else if (is_composed(names[i])) {
            auto fields = boost::json::parse(*text).as_object();
            fields.erase(kMacKey);
            entry["fields"] = std::move(fields);
        } else {
            entry["text"] = *text;
        }
        texts.push_back(std::move(entry));
    }
    return texts;
}

boost::json::object RecordWriter::write(const Record& record, const std::set<Person>& named) {
    boost::json::array others;
    for (const auto& person : named) {
        if (person != subject_) others.push_back(person_json(person));
    }
    return {{"position", record.header.sequence.value}, {"at", to_string(record.header.recorded_at)},
            {"kind", name_of(record.header.tag)},       {"actor", actor_json(record.header)},
            {"fact", clear_json(record.event)},         {"texts", texts_json(record)},
            {"third_parties", std::move(others)}};
}

Object the_export(const Call& call) {
    const auto made = export_at(call, Sequence{call.id("export")});
    const bool own =
        made && made->header.actor == call.actor && call.app.clock.now() < made->header.recorded_at + kExportReadable &&
        call.verdict(made->fact.safeguarding ? Operation::export_safeguarding : Operation::export_subject, Object{}) ==
            Verdict::allowed;
    return object_of(ObjectKind::subject_export, own ? made->header.sequence.value : 0);
}

boost::json::object export_page(const Call& call, Sequence id, Sequence after, std::size_t limit) {
    const auto made = export_at(call, id);
    if (!made) throw std::runtime_error("an export that may be read is not in the log");
    Page page(call, made->fact, limit);
    if (after < made->fact.up_to) {
        const auto scanned =
            call.app.log.scan(call.school, after.next(), [&](const Record& r) { return page.take(r); });
        if (!scanned) throw std::runtime_error("the log cannot be read: " + scanned.error().detail);
    }
    auto next = page.next();
    return {{"export", id.value},
            {"person_kind", boost::describe::enum_to_string(made->fact.person_kind, "?")},
            {"person", made->fact.person},
            {"safeguarding", made->fact.safeguarding},
            {"made_at", to_string(made->header.recorded_at)},
            {"up_to", made->fact.up_to.value},
            {"records", page.records()},
            {"next", std::move(next)}};
}

}  // namespace hometime::http
