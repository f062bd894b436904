// The commands about holds, erasure and the key store.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tools/hometime/shell.h"

namespace hometime::tools {

struct ErasureOptions {
    std::string subject;  ///< "pupil:17", "guardian:5", "staff:3", "class:9", "concern:40"
    std::vector<std::string> classes;
    std::string until;
    std::string reason;
    std::uint64_t hold = 0;
    bool dry_run = false;
};
void erase(const Shell&, const ErasureOptions&);
void erasure_list(const Shell&);
void hold_place(const Shell&, const ErasureOptions&);
void hold_list(const Shell&);
void hold_lift(const Shell&, const ErasureOptions&);

void keys_show(const Shell&);
void keys_rotate(const Shell&);
struct ChangeKekOptions {
    std::filesystem::path data;  ///< a data folder whose daemon does not run
    std::filesystem::path old_kek;
    std::filesystem::path new_kek;
};
/// Wraps every key with another key-encrypting key. Throws Failure; then the old key-encrypting key stays the right
/// one.
void keys_change_kek(const Shell&, const ChangeKekOptions&);

}  // namespace hometime::tools
