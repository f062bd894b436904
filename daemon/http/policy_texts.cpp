#include "daemon/http/policy_texts.h"

namespace hometime::http {

PolicyTexts policy_texts(const School& school) {
    auto texts = school.policy()->policy.texts.value_or(PolicyTexts{});
    if (texts.guardians_accept.empty()) {
        texts.guardians_accept = {
            "I write to my child's class teachers and the school office only, and politely.",
            "Teachers see messages in their response windows. I do not expect an answer while they teach, or outside "
            "working hours.",
            "Questions about progress are for a meeting; absence, appointments and concerns go to the school office.",
            "My sign-in is mine alone. I make sure that children can neither open my account nor send in my name.",
            "Misuse leads to a reminder; repeated misuse can lead to removal, decided by the school's leadership.",
            "I look at the class and school feeds regularly. In an emergency I call the emergency number, not here."};
    }
    if (texts.staff_accept.empty()) {
        texts.staff_accept = {
            "My working hours are the school's; nobody expects me to read or answer messages outside them.",
            "I may answer in my response windows, and am not required to while I teach.",
            "I report inappropriate messages to the senior leadership team at once.",
            "I record safeguarding and wellbeing concerns in line with the school's policy.",
            "My sign-in is mine alone."};
    }
    return texts;
}

}  // namespace hometime::http
