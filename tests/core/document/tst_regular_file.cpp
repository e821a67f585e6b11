// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/regular_file.h"
#include "tests/support/main.h"

#include <QFile>
#include <QTemporaryDir>

#include <sys/stat.h>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

/// Files that hold secrets, and what may stand under the name of a file.
class TestRegularFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aSecretOfOthersIsRefused_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QString>("says"); // empty: it is private
        QTest::newRow("its owner's") << 0600 << QString();
        QTest::newRow("a group may read") << 0640 << QString();
        QTest::newRow("everybody reads") << 0644 << u"can be read by everybody"_s;
        QTest::newRow("everybody reads and writes") << 0666 << u"can be read by everybody"_s;
        QTest::newRow("a group writes") << 0660 << u"can be changed by others"_s;
        QTest::newRow("everybody writes") << 0602 << u"can be changed by others"_s;
    }
    void aSecretOfOthersIsRefused()
    {
        QFETCH(const int, mode);
        QFETCH(const QString, says);
        const QString name = write("secret");
        QCOMPARE(::chmod(QFile::encodeName(name).constData(), static_cast<mode_t>(mode)), 0);
        const auto checked = checkPrivate(name, "the key");
        QCOMPARE(checked.has_value(), says.isEmpty());
        if (!checked) {
            const QString text = QString::fromStdString(checked.error().text());
            QVERIFY2(text.contains(says) && text.contains(u"chmod 600"_s) && text.contains(name),
                     qPrintable(text));
        }
    }

    void whatIsNotThereIsNobodys() { QVERIFY(checkPrivate(m_folder.filePath(u"none"_s), "the key")); }

    void contentIsReadUpToALimit()
    {
        const QString name = write("12345");
        QCOMPARE(readRegularFile(name, 5, "the file").value(), QByteArray("12345"));
        const auto tooLong = readRegularFile(name, 4, "the file");
        QVERIFY(!tooLong);
        QVERIFY(tooLong.error().text().find("5 bytes") != std::string::npos);
    }

    void aPipeOrAFolderIsNotWaitedFor()
    {
        const QString pipe = m_folder.filePath(u"pipe"_s);
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        for (const QString &name : {pipe, m_folder.path(), u"/dev/zero"_s})
            QVERIFY2(!readRegularFile(name, 100, "the file"), qPrintable(name));
    }

private:
    QString write(const QByteArray &content) const
    {
        QFile file(m_folder.filePath(u"file"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("write failed");
        return file.fileName();
    }

    QTemporaryDir m_folder;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRegularFile)
#include "tst_regular_file.moc"
