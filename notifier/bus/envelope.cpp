#include "notifier/bus/envelope.h"

#include "eventstore/base/encoding.h"

namespace hometime::bus {

namespace {

constexpr std::string_view kTypePrefix = "org.hometime.";
constexpr std::string_view kSchemaBase = "https://hometime.example/schemas/";
constexpr std::size_t kSequenceDigits = 20;
/// What stands between the constant parts, rounded up.
constexpr std::size_t kVariableBytes = 160;

/// Whose ids stand in the stream's events.
std::string_view classification(Stream stream) {
    switch (stream) {
        case Stream::ops: return "none";
        case Stream::calendar:
        case Stream::posts: return "internal";
        case Stream::flow:
        case Stream::points:
        case Stream::links: break;
    }
    return "pseudonymous";
}

/// Facts of operation say nothing about anybody's minute.
UtcTime shown_time(Stream stream, UtcTime time) {
    return stream == Stream::ops ? UtcTime(std::chrono::floor<std::chrono::minutes>(time)) : time;
}

}  // namespace

/// Names and numbers of ours: none of them holds anything that JSON escapes.
Envelope::Envelope(SchoolId school, const Publication& publication)
    : stream_(publication.stream), topic_(stream_prefix(school, stream_).append(publication.type)) {
    const auto name = to_string(school);
    begin_ = R"({"specversion":"1.0","id":")" + name + ".";
    middle_.append(R"(","source":"/schools/)").append(name).append("/streams/").append(to_string(stream_));
    middle_.append(R"(","type":")").append(kTypePrefix).append(publication.type).append(R"(","time":")");
    end_.append(R"(","dataschema":")").append(kSchemaBase).append(schema_name(publication.type));
    end_.append(R"(.json","datacontenttype":"application/json","dataclassification":")");
    end_.append(classification(stream_)).append(R"(","datacategory":"standard")");
    dataref_ = R"(,"dataref":"/v1/schools/)" + name;
}

Message Envelope::around(const EventPlace& place, const RecordHeader& header,
                         const std::optional<PublicationBody>& content) const {
    const auto time = to_string(shown_time(stream_, header.recorded_at));
    const auto number = std::to_string(place.seq);
    std::string body;
    body.reserve(begin_.size() + middle_.size() + end_.size() + dataref_.size() + kVariableBytes +
                 (content ? content->data.size() : 0));
    body.append(begin_).append(std::to_string(header.sequence.value)).append(middle_).append(time);
    body.append(R"(","recordedtime":")").append(time).append(R"(","sequence":")");
    body.append(kSequenceDigits - number.size(), '0').append(number).append(end_);
    if (content && !content->dataref.empty()) body.append(dataref_).append(content->dataref).append("\"");
    if (content) body.append(R"(,"data":)").append(content->data);
    body.append("}");
    const auto flags = static_cast<std::uint16_t>(place.flags | (content ? 0U : kTombstone));
    return {topic_, encode({FrameKind::event, flags, place.epoch, place.seq, place.sent_at}), std::move(body)};
}

}  // namespace hometime::bus
