#include "tools/simulate/trace.h"

#include "eventstore/codec.h"

namespace hometime::simulation {

void Trace::add(UtcTime at, std::string_view what) {
    line_ = std::to_string(to_unix_micros(at));
    line_ += ' ';
    line_ += what;
    line_ += '\n';
    hash_.add(as_bytes(line_));
    if (tell_) tell_(line_);
    ++lines_;
}

void Trace::add(const EventLog& log, const LoggedRecord& fact) {
    const auto& header = fact.record.header;
    line_.clear();
    for (const auto number :
         {fact.school.value, header.sequence.value, static_cast<std::uint64_t>(header.tag),
          static_cast<std::uint64_t>(header.actor.kind), header.actor.id, header.session, header.policy.value,
          header.causation.value, std::uint64_t{header.group_index}, std::uint64_t{header.group_size}}) {
        line_ += std::to_string(number);
        line_ += ' ';
    }
    write_clear(line_, fact.record.event);
    // Who reads a log from the middle gets no sealed parts.
    const bool without = fact.record.sealed.empty() && seal_scope_of(fact.record.event).has_value();
    const auto whole = without ? log.read(fact.position()) : Result<Record>(fact.record);
    for (const auto& sealed : whole ? whole->sealed : std::vector<SealedPart>{}) {
        const auto text = log.unseal(fact.school, *whole, sealed.part);
        line_ += ' ';
        line_ += text ? *text : text.error().detail;
    }
    add(header.recorded_at, std::string(line_));
}

void Trace::add_rows(const EventLog& log) {
    const auto read = log.rows("", [this](std::string_view key, std::string_view value) {
        hash_.add(as_bytes(key));
        hash_.add(as_bytes(value));
        return true;
    });
    if (!read) add(UtcTime{}, "the rows cannot be read");
}

std::string Trace::digest() {
    return hex(hash_.finish());
}

}  // namespace hometime::simulation
