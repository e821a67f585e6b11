// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/atomic_file.h"
#include "tests/support/main.h"

#include <QFileInfo>
#include <QTemporaryDir>

#include <sys/syscall.h>
#include <unistd.h>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

namespace {

/// What was brought to the disk, in order: a path, and what stood at its final name then.
struct Flush {
    QString path;
    QByteArray content;
};
std::vector<Flush> flushes;
QString watched;

} // namespace

/// In place of the system's: what is flushed, and when, is all that a power cut cares about. The other tests
/// of this program watch no file.
extern "C" int fsync(int descriptor)
{
    if (watched.isEmpty())
        return static_cast<int>(::syscall(SYS_fsync, descriptor));
    const QString path = QFile::symLinkTarget(u"/proc/self/fd/%1"_s.arg(descriptor));
    QFile file(watched);
    flushes.push_back({path, file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray()});
    return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

class TestAtomicFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        flushes.clear();
        watched = m_folder.filePath(u"deployment.json"_s);
    }

    void theFolderIsFlushedAfterTheNewContentHasItsName_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("a new file") << QByteArray("one");
        QTest::newRow("a replaced file") << QByteArray("two");
    }
    void theFolderIsFlushedAfterTheNewContentHasItsName()
    {
        QFETCH(QByteArray, content);
        const auto written = writeFileAtomically(watched, content);
        QVERIFY2(written, written ? "" : written.error().text().c_str());
        QVERIFY(!flushes.empty());
        // Before that, a power cut could bring the old name back although the new content is there.
        const QString folder = QFileInfo(m_folder.path()).canonicalFilePath();
        QCOMPARE(flushes.back().path, folder);
        QCOMPARE(flushes.back().content, content);
    }

    void aFolderThatIsGoneIsAnErrorThatSaysWhere()
    {
        const auto written = writeFileAtomically(m_folder.filePath(u"gone/deployment.json"_s), "x");
        QVERIFY(!written);
        QCOMPARE(written.error().code, Error::Code::Io);
        QVERIFY(written.error().where.find("gone/deployment.json") != std::string::npos);
    }

private:
    QTemporaryDir m_folder;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestAtomicFile)
#include "tst_atomic_file.moc"
