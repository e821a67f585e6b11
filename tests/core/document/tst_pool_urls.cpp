// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/pool_urls.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestPoolUrls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void allExternalUrlsComeFromOneName()
    {
        const auto edits = updatePoolUrls(*defaultDeployment(), u"pool2"_s, u"contoso.com"_s);
        QVERIFY(edits);
        QVERIFY(edits->description.contains(u"pool2"));
        const auto after = applied(*defaultDeployment(), *edits).value();
        const model::Pool &pool = after->pools.last();
        QCOMPARE(pool.webComponents.externalFqdn, u"contoso.com"_s);
        QCOMPARE(pool.webComponents.externalMeetingContentUrl, u"https://contoso.com/etc/place/null"_s);
        QCOMPARE(pool.webComponents.externalAddressBookUrl, u"https://contoso.com/abs/ext"_s);
        QCOMPARE(pool.webComponents.externalGroupExpansionUrl,
                 u"https://contoso.com/GroupExpansion/ext/service.asmx"_s);
        QVERIFY(pool.webComponents.externalClientDownloadUrl.startsWith(u"https://contoso.com/"));
        QCOMPARE(pool.addressBook.externalUrl, u"https://contoso.com/abs/ext"_s);
        QVERIFY(pool.updateServer.externalUrl.startsWith(u"https://contoso.com/"));
        QCOMPARE(pool.webComponents.internalAddressBookUrl,
                 defaultDeployment()->pools.last().webComponents.internalAddressBookUrl);
        QVERIFY(after->pools.first() == defaultDeployment()->pools.first());
    }

    void aSecondTimeThereIsNothingToDo()
    {
        const auto edits = updatePoolUrls(*defaultDeployment(), u"pool2"_s, u"contoso.com"_s).value();
        const auto after = applied(*defaultDeployment(), edits).value();
        QVERIFY(updatePoolUrls(*after, u"pool2"_s, u"contoso.com"_s)->edits.empty());
    }

    void wrongInputIsRefused_data()
    {
        QTest::addColumn<QString>("pool");
        QTest::addColumn<QString>("fqdn");
        QTest::addColumn<QString>("named");
        QTest::newRow("pool") << u"pool3"_s << u"contoso.com"_s << u"pool3"_s;
        QTest::newRow("no pool") << QString() << u"contoso.com"_s << u"name of a pool"_s;
        QTest::newRow("URL") << u"pool2"_s << u"https://contoso.com"_s << u"https://contoso.com"_s;
        QTest::newRow("address") << u"pool2"_s << u"192.0.2.1"_s << u"192.0.2.1"_s;
        QTest::newRow("no name") << u"pool2"_s << QString() << u"not a host name"_s;
    }
    void wrongInputIsRefused()
    {
        QFETCH(QString, pool);
        QFETCH(QString, fqdn);
        QFETCH(QString, named);
        const auto edits = updatePoolUrls(*defaultDeployment(), pool, fqdn);
        QVERIFY(!edits);
        const QString text = QString::fromStdString(edits.error().text());
        QVERIFY2(text.contains(named), qPrintable(text));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestPoolUrls)
#include "tst_pool_urls.moc"
