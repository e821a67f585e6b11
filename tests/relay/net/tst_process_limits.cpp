// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/process_limits.h"
#include "tests/support/main.h"

#include <QTemporaryDir>

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace turnpike::net;

namespace {

/// What a child process makes of `work`: -1 when it did not end by itself.
template <class Work>
int inChild(Work work)
{
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(work());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool canMake(const QByteArray &fileName)
{
    const int descriptor = ::open(fileName.constData(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        ::close(descriptor);
    return descriptor >= 0;
}

} // namespace

class TestProcessLimits : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void theLastDescriptorsAreReserved()
    {
        const int answer = inChild([] {
            const rlimit limit{64, 64};
            ::setrlimit(RLIMIT_NOFILE, &limit);
            return isReservedDescriptor(48) && isReservedDescriptor(63) && !isReservedDescriptor(47) &&
                           !isReservedDescriptor(-1)
                       ? 0
                       : 1;
        });
        QCOMPARE(answer, 0);
    }

    void theLimitIsRaisedToWhatIsAllowed()
    {
        const int answer = inChild([] {
            const rlimit limit{32, 128};
            ::setrlimit(RLIMIT_NOFILE, &limit);
            return raiseDescriptorLimit() == 128 ? 0 : 1;
        });
        QCOMPARE(answer, 0);
    }

    void aFencedProcessWritesInItsFolderOnlyAndRunsNothing()
    {
        const QTemporaryDir inside;
        const QTemporaryDir outside;
        const QByteArray folder = QFile::encodeName(inside.path());
        const QByteArray other = QFile::encodeName(outside.path());
        constexpr int kNotOffered = 77;
        const int answer = inChild([&] {
            if (!fenceIn(folder.constData()))
                return kNotOffered;
            if (!canMake(folder + "/file") || canMake(other + "/file"))
                return 1;
            // Reading goes on as before.
            const int read = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
            if (read < 0)
                return 2;
            ::execl("/bin/false", "false", nullptr);
            return 0; // nothing else was run
        });
        if (answer == kNotOffered) {
            // Only a kernel without Landlock excuses that.
            QCOMPARE(::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION), -1);
            return;
        }
        QCOMPARE(answer, 0);
        QVERIFY(QFile::exists(inside.filePath(QStringLiteral("file"))));
        QVERIFY(!QFile::exists(outside.filePath(QStringLiteral("file"))));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestProcessLimits)
#include "tst_process_limits.moc"
