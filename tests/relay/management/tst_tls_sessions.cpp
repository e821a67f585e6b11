// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/management/api_client.h"
#include "tests/support/main.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ClientIdentity;
using turnpike::testing::ServedRelay;

namespace {

template <class Type>
using Owned = std::unique_ptr<Type, void (*)(Type *)>;

struct Visit {
    QByteArray answer; ///< its first line
    bool isResumed = false;
    unsigned long ticketLifetime = 0; ///< seconds that the server promised; nothing without a ticket
};

/// Connects, asks something, and comes again with the session of the first time. Blocking: on a thread.
Visit comeTwice(quint16 port, int version, const ClientIdentity &identity)
{
    const Owned<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    const auto reading = [](const QByteArray &pem) {
        return Owned<BIO>(BIO_new_mem_buf(pem.constData(), static_cast<int>(pem.size())),
                          [](BIO *bio) { BIO_free(bio); });
    };
    const Owned<X509> certificate(
        PEM_read_bio_X509(reading(identity.certificate).get(), nullptr, nullptr, nullptr), X509_free);
    const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(reading(identity.key).get(), nullptr, nullptr, nullptr),
                              EVP_PKEY_free);
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());

    Visit visit;
    Owned<SSL_SESSION> session(nullptr, SSL_SESSION_free);
    for (int round = 0; round < 2; ++round) {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const Owned<SSL> connection(SSL_new(context.get()), SSL_free);
        if (session)
            SSL_set_session(connection.get(), session.get());
        SSL_set_fd(connection.get(), descriptor);
        const QByteArray request = "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n\r\n";
        QByteArray answer(4096, '\0');
        const bool isAsked =
            ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0 &&
            SSL_connect(connection.get()) == 1 &&
            SSL_write(connection.get(), request.constData(), static_cast<int>(request.size())) > 0;
        const int size =
            isAsked ? SSL_read(connection.get(), answer.data(), static_cast<int>(answer.size())) : 0;
        visit.answer = answer.left(std::max(0, size));
        visit.answer.truncate(std::max<qsizetype>(0, visit.answer.indexOf('\r')));
        visit.isResumed = SSL_session_reused(connection.get()) == 1;
        session.reset(SSL_get1_session(connection.get()));
        if (session)
            visit.ticketLifetime = SSL_SESSION_get_ticket_lifetime_hint(session.get());
        SSL_shutdown(connection.get());
        ::close(descriptor);
    }
    return visit;
}

} // namespace

/// Every connection proves anew who comes, and is judged by what holds then.
class TestTlsSessions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void noConnectionIsResumed_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("TLS 1.2") << TLS1_2_VERSION;
        QTest::newRow("TLS 1.3") << TLS1_3_VERSION;
    }
    void noConnectionIsResumed()
    {
        QFETCH(int, version);
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto identity = served.paired(wire::Role::Viewer, u"vera"_s);
        VERIFY_RESULT(identity);
        auto coming =
            std::async(std::launch::async, [port = served.address().port.value, version, who = *identity] {
                return comeTwice(port, version, who);
            });
        QTRY_VERIFY(coming.wait_for(0s) == std::future_status::ready);
        const Visit visit = coming.get();
        QCOMPARE(visit.answer, QByteArray("HTTP/1.1 200 OK"));
        QVERIFY(!visit.isResumed);
        // In TLS 1.3 a ticket is only the number of a session that nobody has kept.
        if (version == TLS1_2_VERSION)
            QCOMPARE(visit.ticketLifetime, 0UL);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestTlsSessions)
#include "tst_tls_sessions.moc"
