#include "tests/support/tls_client.h"

#include <openssl/ssl.h>

#include <csignal>
#include <stdexcept>

namespace hometime::test {

namespace {

int number_of(TlsClient::Version version) {
    switch (version) {
        case TlsClient::Version::tls_1_1: return TLS1_1_VERSION;
        case TlsClient::Version::tls_1_2: return TLS1_2_VERSION;
        case TlsClient::Version::tls_1_3: break;
    }
    return TLS1_3_VERSION;
}

}  // namespace

struct TlsClient::Impl {
    explicit Impl(std::uint16_t port) : socket(port), context(SSL_CTX_new(TLS_client_method())) {}
    ~Impl() {
        SSL_free(session);
        SSL_CTX_free(context);
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    RawSocket socket;
    SSL_CTX* context;
    SSL* session = nullptr;
    bool agreed = false;
};

TlsClient::TlsClient(std::uint16_t port, Version version) : impl_(std::make_unique<Impl>(port)) {
    // Old versions are below what OpenSSL does by itself nowadays: without this the client would be the one to refuse.
    SSL_CTX_set_security_level(impl_->context, 0);
    SSL_CTX_set_min_proto_version(impl_->context, number_of(version));
    SSL_CTX_set_max_proto_version(impl_->context, number_of(version));
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL.
    impl_->session = SSL_new(impl_->context);
    if (impl_->session == nullptr) throw std::runtime_error("no TLS session could be made");
    SSL_set_fd(impl_->session, impl_->socket.descriptor());
    impl_->agreed = SSL_connect(impl_->session) == 1;
}

TlsClient::~TlsClient() = default;

bool TlsClient::is_agreed() const {
    return impl_->agreed;
}

void TlsClient::send(std::string_view bytes) {
    if (SSL_write(impl_->session, bytes.data(), static_cast<int>(bytes.size())) <= 0) {
        throw std::runtime_error("the server takes nothing more");
    }
}

std::string TlsClient::read_all() {
    std::string all;
    char chunk[4096];
    for (;;) {
        const int count = SSL_read(impl_->session, chunk, sizeof chunk);
        if (count <= 0) return all;
        all.append(chunk, static_cast<std::size_t>(count));
    }
}

}  // namespace hometime::test
