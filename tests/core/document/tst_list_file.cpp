// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/list_file.h"
#include "tests/support/main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace turnpike;
using namespace Qt::StringLiterals;

class TestListFile : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    [[nodiscard]] QString written(const QByteArray &content) const
    {
        const QString path = m_folder.filePath(u"list"_s);
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? path : QString();
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void emptyLinesAndCommentsAreNoEntries()
    {
        const auto list = document::readListFile(written("\xef\xbb\xbf"
                                                         "alice:a\r\n\n# bob:b\n\\#carol:c"));
        QVERIFY2(list.has_value(), list ? "" : list.error().text().c_str());
        QCOMPARE(list->entries.size(), std::size_t{2});
        QCOMPARE(list->entries[0].text, u"alice:a"_s);
        QCOMPARE(list->entries[1].text, u"#carol:c"_s);
        QCOMPARE(list->entries[1].line, 4);
        QCOMPARE(list->skipped, std::vector<int>{3});
    }

    void aFileWithoutEntriesIsRefused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("nothing but a comment") << QByteArray("# north-north-north-1\n");
        QTest::newRow("empty lines") << QByteArray("\n\r\n");
        QTest::newRow("no text") << QByteArray("north\x00north\n", 12);
        QTest::newRow("no UTF-8") << QByteArray("n\xf6rth\n");
    }
    void aFileWithoutEntriesIsRefused()
    {
        QFETCH(const QByteArray, content);
        const QString path = written(content);
        const auto refused = document::readListFile(path);
        QVERIFY(!refused.has_value());
        QCOMPARE(QString::fromStdString(refused.error().where), path);
        QVERIFY(refused.error().text().find("north") == std::string::npos);
    }

    void aListHasAnEnd()
    {
        QByteArray many;
        for (int i = 0; i < 100'000; ++i)
            many += QByteArray::number(i) + '\n';
        QCOMPARE(document::readListFile(written(many))->entries.size(), std::size_t{100'000});
        const auto refused = document::readListFile(written(many + "one more\n"));
        QVERIFY(!refused && refused.error().code == Error::Code::TooLarge);
    }

    void aNameAloneIsACredentialOfTheUnit()
    {
        qunsetenv("CREDENTIALS_DIRECTORY");
        QCOMPARE(document::credentialPath(u"/etc/secret"_s).value(), u"/etc/secret"_s);
        const auto none = document::credentialPath(u"shared-secret"_s);
        QVERIFY(!none && none.error().remedy.find("LoadCredential=shared-secret:PATH") != std::string::npos);
        qputenv("CREDENTIALS_DIRECTORY", "/run/credentials/turnpiked.service");
        QCOMPARE(document::credentialPath(u"shared-secret"_s).value(),
                 u"/run/credentials/turnpiked.service/shared-secret"_s);
        QCOMPARE(document::credentialPath(u"/etc/secret"_s).value(), u"/etc/secret"_s);
        qunsetenv("CREDENTIALS_DIRECTORY");
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestListFile)
#include "tst_list_file.moc"
