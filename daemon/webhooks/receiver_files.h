// Who gets webhooks: one TOML file for each receiver, and the file of its secrets beside it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "daemon/config.h"
#include "eventstore/base/result.h"
#include "notifier/webhooks/receiver.h"

namespace hometime {

/// Longest file of a receiver, and of its secrets, bytes.
inline constexpr std::size_t kReceiverFileMax = std::size_t{16} * 1024;
inline constexpr std::size_t kSecretFileMax = 1024;

struct ReceiverFileError {
    std::filesystem::path file;
    ConfigError error;
};
/// "FILE:LINE:COLUMN: error: …". The line itself is not shown: an address may hold a secret.
[[nodiscard]] std::string to_string(const ReceiverFileError& error);

struct ReceiversRead {
    std::vector<webhook::Receiver> receivers;  ///< by name
    std::vector<ReceiverFileError> errors;     ///< not empty: none of them counts
};
/// Reads every *.toml of a folder, all of them before any counts. Other files are left alone.
[[nodiscard]] ReceiversRead read_receiver_files(const std::filesystem::path& folder);

/// The same. Errors: `invalid` the detail names each mistake.
[[nodiscard]] Result<std::vector<webhook::Receiver>> load_receivers(const std::filesystem::path& folder);

}  // namespace hometime
