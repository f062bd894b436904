#include "tests/support/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace hometime::test {

namespace {

template <class T, void (*Free)(T*)>
struct Freed {
    void operator()(T* object) const { Free(object); }
};
template <class T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;

struct Closed {
    void operator()(BIO* file) const { BIO_free_all(file); }
};

std::unique_ptr<BIO, Closed> open_for_writing(const std::filesystem::path& path) {
    std::unique_ptr<BIO, Closed> file(BIO_new_file(path.c_str(), "w"));
    if (!file) throw std::runtime_error("a file of the certificate cannot be written");
    return file;
}

const unsigned char* bytes_of(const char* text) {
    return reinterpret_cast<const unsigned char*>(text);
}

}  // namespace

void make_certificate(const std::filesystem::path& certificate, const std::filesystem::path& key,
                      const std::string& passphrase) {
    const Owned<EVP_PKEY, EVP_PKEY_free> pair(EVP_EC_gen("P-256"));
    const Owned<X509, X509_free> about(X509_new());
    X509_set_version(about.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(about.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(about.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(about.get()), 2L * 24 * 3600);
    X509_set_pubkey(about.get(), pair.get());
    auto* name = X509_get_subject_name(about.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes_of("localhost"), -1, -1, 0);
    X509_set_issuer_name(about.get(), name);
    const Owned<X509_EXTENSION, X509_EXTENSION_free> names(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"));
    X509_add_ext(about.get(), names.get(), -1);
    if (X509_sign(about.get(), pair.get(), EVP_sha256()) == 0) throw std::runtime_error("no certificate could be made");

    const bool encrypt = !passphrase.empty();
    const int key_written = PEM_write_bio_PKCS8PrivateKey(
        open_for_writing(key).get(), pair.get(), encrypt ? EVP_aes_256_cbc() : nullptr,
        encrypt ? passphrase.c_str() : nullptr, static_cast<int>(passphrase.size()), nullptr, nullptr);
    if (key_written == 0 || PEM_write_bio_X509(open_for_writing(certificate).get(), about.get()) == 0) {
        throw std::runtime_error("the certificate or its key cannot be written");
    }
}

}  // namespace hometime::test
