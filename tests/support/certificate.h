// A certificate that signs itself, as a school's technician makes one to try things out.
#pragma once

#include <filesystem>
#include <string>

namespace hometime::test {

/// Writes a certificate for localhost and 127.0.0.1, good for two days, and its key (P-256, PEM). With a `passphrase`
/// the key is encrypted. Throws std::runtime_error when a file cannot be written.
void make_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key,
                      const std::string& passphrase = {});

}  // namespace hometime::test
