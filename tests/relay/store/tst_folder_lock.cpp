// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/folder_lock.h"
#include "tests/support/main.h"
#include "tests/support/result.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/resource.h>

#include <csignal>

using namespace turnpike;
using namespace Qt::StringLiterals;
using store::FolderLock;

class TestFolderLock : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void aSecondHolderIsRefusedAndToldWhoTheFirstIs()
    {
        QVERIFY(!FolderLock::isHeld(m_folder->path()));
        {
            const auto first = FolderLock::acquire(m_folder->path());
            VERIFY_RESULT(first);
            QVERIFY(FolderLock::isHeld(m_folder->path()));
            const auto second = FolderLock::acquire(m_folder->path());
            COMPARE_ERROR(second, Error::Code::Conflict);
            VERIFY_ERROR_NAMES(second, std::to_string(QCoreApplication::applicationPid()).c_str());
        }
        QVERIFY(!FolderLock::isHeld(m_folder->path()));
        VERIFY_RESULT(FolderLock::acquire(m_folder->path()));
    }

    void whatACrashLeftKeepsNobodyOut()
    {
        // The number is that of a process that runs: in a container every relay is process 1.
        QFile file(m_folder->filePath(u"lock"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write(QByteArray::number(QCoreApplication::applicationPid())) > 0);
        file.close();
        QVERIFY(!FolderLock::isHeld(m_folder->path()));
        VERIFY_RESULT(FolderLock::acquire(m_folder->path()));
    }

    void aFullDiskKeepsNoRelayFromStarting()
    {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        const rlimit nothing{0, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &nothing), 0);
        const auto lock = FolderLock::acquire(m_folder->path());
        const auto second = FolderLock::acquire(m_folder->path());
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        VERIFY_RESULT(lock);
        COMPARE_ERROR(second, Error::Code::Conflict);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestFolderLock)
#include "tst_folder_lock.moc"
