// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/workspace/conditions.h"
#include "ui/workspace/settings.h"

#include <QFile>
#include <QTemporaryDir>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// What the console remembers of itself.
class TestSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aValueIsOnDiskSoonAfterItWasSet()
    {
        QTemporaryDir folder;
        QSettings store(folder.filePath(u"turnpike.ini"_s), QSettings::IniFormat);
        ui::Conditions conditions;
        ui::Settings settings(conditions);
        settings.keepIn(&store);
        settings.setValue(u"theme"_s, 2);
        QTRY_VERIFY(content(store.fileName()).contains("theme=2"));
        QVERIFY(!conditions.holds(u"settings"_s));
    }

    void aFolderThatCannotBeWrittenIsSaidAtTheStartAndUntilItCan()
    {
        QTemporaryDir folder;
        QFile inTheWay(folder.filePath(u"config"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        inTheWay.close();
        QSettings store(folder.filePath(u"config/turnpike.ini"_s), QSettings::IniFormat);
        ui::Conditions conditions;
        ui::Settings settings(conditions);
        settings.keepIn(&store);
        QVERIFY2(conditions.text(u"settings"_s).contains(store.fileName()),
                 qPrintable(conditions.text(u"settings"_s)));
        settings.setValue(u"theme"_s, 1);
        settings.writeNow();
        QVERIFY(conditions.holds(u"settings"_s));

        QVERIFY(inTheWay.remove());
        settings.writeNow();
        QVERIFY(!conditions.holds(u"settings"_s));
        QVERIFY(content(store.fileName()).contains("theme=1"));
    }

    void withoutAStoreAValueLastsForTheRun()
    {
        ui::Conditions conditions;
        ui::Settings settings(conditions);
        settings.setValue(u"theme"_s, 1);
        QCOMPARE(settings.value(u"theme"_s).toInt(), 1);
        settings.remove(u"theme"_s);
        QCOMPARE(settings.value(u"theme"_s, 7).toInt(), 7);
        QVERIFY(conditions.all().empty());
    }

private:
    static QByteArray content(const QString &fileName)
    {
        QFile file(fileName);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSettings)
#include "tst_settings.moc"
