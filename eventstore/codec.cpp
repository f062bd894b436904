#include "eventstore/codec.h"

#include <algorithm>
#include <boost/mp11.hpp>

#include "eventstore/base/canonical.h"
#include "eventstore/base/json.h"
#include "eventstore/upcast.h"

namespace hometime {

namespace {

namespace mp11 = boost::mp11;

/// Whether a Private stands anywhere inside a T.
template <class T>
consteval bool holds_private() {
    if constexpr (std::is_same_v<T, Private>) {
        return true;
    } else if constexpr (json::detail::is_optional<T>::value || json::detail::is_sequence_container<T>::value) {
        return holds_private<typename T::value_type>();
    } else if constexpr (boost::describe::has_describe_members<T>::value) {
        bool found = false;
        mp11::mp_for_each<json::detail::members_of<T>>([&](auto member) {
            using Field = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
            found = found || holds_private<Field>();
        });
        return found;
    } else {
        return false;
    }
}

/// Calls `visit` with the private members of `event`, in declaration order.
template <class E, class Visit>
constexpr void for_each_private(E& event, Visit visit) {
    mp11::mp_for_each<json::detail::members_of<std::remove_const_t<E>>>([&](auto member) {
        auto& field = event.*member.pointer;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, Private>) visit(field);
    });
}

template <class E>
consteval std::size_t private_count() {
    std::size_t count = 0;
    mp11::mp_for_each<json::detail::members_of<E>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(std::declval<E>().*member.pointer)>;
        if (std::is_same_v<Field, Private>) ++count;
    });
    return count;
}

template <class E>
consteval bool nested_private() {
    bool nested = false;
    mp11::mp_for_each<json::detail::members_of<E>>([&](auto member) {
        using Field = std::remove_cvref_t<decltype(std::declval<E>().*member.pointer)>;
        nested = nested || (!std::is_same_v<Field, Private> && holds_private<Field>());
    });
    return nested;
}

template <class E>
inline constexpr bool kHasScope = requires(const E& event) { event.seal_scope(); };

template <class E>
consteval bool follows_the_rules() {
    static_assert(!nested_private<E>(), "a private text is a member of the fact itself: a part of its own");
    static_assert(private_count<E>() <= kSealedPartsMax, "raise kSealedPartsMax");
    static_assert((private_count<E>() > 0) == kHasScope<E>, "seal_scope() says whose key seals the private texts");
    static_assert(E::kSchema >= 1, "a schema begins with 1; upcast.cpp has a step for each of the older ones");
    return true;
}

template <class... Es>
consteval bool all_follow_the_rules(const std::variant<Es...>*) {
    return (follows_the_rules<Es>() && ...);
}
static_assert(all_follow_the_rules(static_cast<const Event*>(nullptr)));

/// How the facts of one tag are read.
struct Decoder {
    std::uint16_t schema = 0;  ///< the newest this program knows; 0: no fact has this tag
    Result<Event> (*decode)(std::uint16_t schema, std::string_view clear) = nullptr;
};

template <class E>
Result<Event> decode_as(std::uint16_t schema, std::string_view clear) {
    if (schema == E::kSchema) {  // Nearly all: read in place.
        Result<Event> event(Event(E{}));
        if (json::read_canonical(clear, *std::get_if<E>(&*event))) return event;
    }
    auto fact = decode_fact<E>(schema, clear);
    if (!fact) return tl::unexpected(fact.error());
    return Event(std::move(*fact));
}

template <class... Es>
consteval std::size_t largest_tag(const std::variant<Es...>*) {
    return std::max({static_cast<std::size_t>(Es::kTag)...});
}
constexpr std::size_t kDecoders = largest_tag(static_cast<const Event*>(nullptr)) + 1;

template <class... Es>
consteval std::array<Decoder, kDecoders> make_decoders(const std::variant<Es...>*) {
    std::array<Decoder, kDecoders> table{};
    ((table[static_cast<std::size_t>(Es::kTag)] = Decoder{Es::kSchema, &decode_as<Es>}), ...);
    return table;
}
/// By tag.
constexpr auto kDecoderTable = make_decoders(static_cast<const Event*>(nullptr));
static_assert(std::ranges::count_if(kDecoderTable, [](const Decoder& d) { return d.schema != 0; }) ==
                  std::variant_size_v<EventVariant>,
              "two facts have the same tag");

}  // namespace

std::uint16_t schema_of(const Event& event) {
    return std::visit([](const auto& e) { return std::remove_cvref_t<decltype(e)>::kSchema; }, event);
}

void write_clear(std::string& out, const Event& event) {
    std::visit([&](const auto& e) { json::write(out, e, json::Privacy::omit); }, event);
}

Result<Event> decode_event(EventTag tag, std::uint16_t schema, std::string_view clear) {
    const auto number = static_cast<std::size_t>(tag);
    if (number >= kDecoders || kDecoderTable[number].schema == 0) {
        return fail(ErrorCode::corrupt, "there is no fact with tag " + std::to_string(number));
    }
    return kDecoderTable[number].decode(schema, clear);
}

PrivateTexts private_texts(const Event& event) {
    PrivateTexts texts;
    std::visit(
        [&](const auto& e) {
            for_each_private(e, [&](const Private& text) { texts.texts[texts.count++] = text.text; });
        },
        event);
    return texts;
}

void clear_private(Event& event) {
    std::visit([](auto& e) { for_each_private(e, [](Private& text) { text.text.clear(); }); }, event);
}

std::optional<SealScope> seal_scope_of(const Event& event) {
    return std::visit(
        [](const auto& e) -> std::optional<SealScope> {
            if constexpr (kHasScope<std::remove_cvref_t<decltype(e)>>) return e.seal_scope();
            return std::nullopt;
        },
        event);
}

namespace {

Result<Record> decode_event_of(const FramedRecord& frame) {
    auto event = decode_event(frame.header.tag, frame.header.schema, frame.clear);
    if (!event) return tl::unexpected(event.error());
    const auto parts = upcasts().part_count(frame.header.tag, frame.header.schema, private_texts(*event).count);
    if (frame.part_count != parts) {
        return fail(ErrorCode::corrupt, std::string(name_of(frame.header.tag)) + ": a sealed part is missing or extra");
    }
    return Record{frame.header, std::move(*event), {}};
}

}  // namespace

Result<Record> decode_clear(std::string_view bytes) {
    const auto frame = decode_frame(bytes);
    if (!frame) return tl::unexpected(frame.error());
    return decode_event_of(*frame);
}

Result<Record> decode_record(std::string_view bytes) {
    const auto frame = decode_frame(bytes);
    if (!frame) return tl::unexpected(frame.error());
    auto record = decode_event_of(*frame);
    if (!record) return record;
    record->sealed.reserve(frame->part_count);
    for (const auto& part : frame->sealed()) {
        record->sealed.push_back({part.part, part.key, Bytes(part.box.begin(), part.box.end())});
    }
    return record;
}

}  // namespace hometime
