// What is known of a person, as it is sealed: the JSON inside the `details` of the facts about them.
#pragma once

#include <string>

#include "eventstore/base/json.h"

namespace hometime {

/// Sealed as one part. `mac_key` (hex, 32 bytes) keys the MAC by which a later roster is compared;
/// sealed with the rest, it dies with the person's own key.
struct PersonDetails {
    std::string given_name;
    std::string family_name;
    std::string email;
    std::string phone;
    std::string mac_key;
    friend bool operator==(const PersonDetails&, const PersonDetails&) = default;
};
BOOST_DESCRIBE_STRUCT(PersonDetails, (), (given_name, family_name, email, phone, mac_key))

/// The sealed part of a class's facts.
struct ClassDetails {
    std::string title;
    std::string mac_key;
    friend bool operator==(const ClassDetails&, const ClassDetails&) = default;
};
BOOST_DESCRIBE_STRUCT(ClassDetails, (), (title, mac_key))

}  // namespace hometime
