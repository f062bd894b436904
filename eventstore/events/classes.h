// Facts about classes (teaching groups).
#pragma once

#include <string>

#include "eventstore/events/people.h"
#include "eventstore/events/sealing_types.h"
#include "eventstore/events/tags.h"

namespace hometime {

struct ClassCreated {
    static constexpr EventTag kTag = EventTag::class_created;
    static constexpr std::uint16_t kSchema = 1;
    std::string external_id;  ///< the roster's own id of this class
    std::string mac;          ///< hex; keyed MAC of the title, for comparing a later roster
    Private details;          ///< JSON of ClassDetails
    [[nodiscard]] SealScope seal_scope() const { return {{SubjectKind::school_class, 0}, RetentionClass::identity}; }
    friend bool operator==(const ClassCreated&, const ClassCreated&) = default;
};
BOOST_DESCRIBE_STRUCT(ClassCreated, (), (external_id, mac, details))

struct ClassRenamed {
    static constexpr EventTag kTag = EventTag::class_renamed;
    static constexpr std::uint16_t kSchema = 1;
    ClassId class_id;
    std::string mac;
    Private details;
    [[nodiscard]] SealScope seal_scope() const {
        return {{SubjectKind::school_class, class_id.value}, RetentionClass::identity};
    }
    friend bool operator==(const ClassRenamed&, const ClassRenamed&) = default;
};
BOOST_DESCRIBE_STRUCT(ClassRenamed, (), (class_id, mac, details))

struct ClassClosed {
    static constexpr EventTag kTag = EventTag::class_closed;
    static constexpr std::uint16_t kSchema = 1;
    ClassId class_id;
    friend bool operator==(const ClassClosed&, const ClassClosed&) = default;
};
BOOST_DESCRIBE_STRUCT(ClassClosed, (), (class_id))

}  // namespace hometime
