// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/service_manager.h"
#include "tests/support/main.h"

#include <QTemporaryDir>
#include <QTest>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

using namespace turnpike;
using namespace turnpike::daemon;

namespace {

/// What systemd would hear.
class NotifySocket {
public:
    NotifySocket()
        : m_socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    {
        const QByteArray path = QFile::encodeName(m_folder.filePath(QStringLiteral("notify")));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.constData(), sizeof address.sun_path - 1);
        if (::bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
            qFatal("the socket cannot be bound");
        qputenv("NOTIFY_SOCKET", path);
        qputenv("WATCHDOG_USEC", "40000");
        qputenv("WATCHDOG_PID", QByteArray::number(::getpid()));
    }
    ~NotifySocket()
    {
        ::close(m_socket);
        for (const char *name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"})
            qunsetenv(name);
    }
    Q_DISABLE_COPY_MOVE(NotifySocket)

    /// How often the watchdog was told that all is well.
    [[nodiscard]] int beats()
    {
        QByteArray message(4096, '\0');
        for (ssize_t size; (size = ::recv(m_socket, message.data(), 4096, 0)) > 0;)
            m_beats += message.left(size).contains("WATCHDOG=1") ? 1 : 0;
        return m_beats;
    }

private:
    QTemporaryDir m_folder;
    int m_socket;
    int m_beats = 0;
};

} // namespace

class TestServiceManager : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void theWatchdogHearsOfAHealthyRelayOnly()
    {
        NotifySocket systemd;
        ServiceManager manager;
        bool isHealthy = true;
        int asked = 0;
        manager.setHealthCheck([&] {
            ++asked;
            return isHealthy;
        });
        QTRY_VERIFY(systemd.beats() > 0);
        isHealthy = false;
        const int heard = systemd.beats();
        const int before = asked;
        QTRY_VERIFY(asked > before + 2);
        QCOMPARE(systemd.beats(), heard);
        isHealthy = true;
        QTRY_VERIFY(systemd.beats() > heard);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestServiceManager)
#include "tst_service_manager.moc"
