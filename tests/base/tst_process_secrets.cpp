// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/process_secrets.h"
#include "tests/support/main.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

using namespace turnpike;

class TestProcessSecrets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void valuesOfSecretOptionsAreErased()
    {
        std::array<QByteArray, 7> texts{
            "turnpiked", "--user",   "alice:secret",      "--shared-secret=s3cr3t",
            "--realm",   "user.org", "--username=visible"};
        std::array<char *, 7> arguments{};
        for (std::size_t i = 0; i < texts.size(); ++i)
            arguments.at(i) = texts.at(i).data();
        constexpr std::array<std::string_view, 2> kSecrets{"user", "shared-secret"};
        eraseArguments(static_cast<int>(arguments.size()), arguments.data(), kSecrets);
        QCOMPARE(texts.at(2), QByteArray("************"));
        QCOMPARE(texts.at(3), QByteArray("--shared-secret=******"));
        QCOMPARE(texts.at(5), QByteArray("user.org"));
        QCOMPARE(texts.at(6), QByteArray("--username=visible"));
    }

    void nobodyIsGivenTheMemoryOfAProcessThatForbidsIt()
    {
        // In a process of its own: the others of this program may be looked at.
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            const bool wasDumpable = ::prctl(PR_GET_DUMPABLE) == 1;
            forbidDumps();
            rlimit core{};
            const bool isClosed = ::prctl(PR_GET_DUMPABLE) == 0 && ::getrlimit(RLIMIT_CORE, &core) == 0 &&
                                  core.rlim_cur == 0 && core.rlim_max == 0;
            ::_exit(wasDumpable && isClosed ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }

    void anOptionWithoutItsValueReadsNothingBeyond()
    {
        QByteArray program("turnpiked");
        QByteArray option("--user");
        std::array<char *, 2> arguments{program.data(), option.data()};
        constexpr std::array<std::string_view, 1> kSecrets{"user"};
        eraseArguments(2, arguments.data(), kSecrets);
        QCOMPARE(option, QByteArray("--user"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestProcessSecrets)
#include "tst_process_secrets.moc"
