// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_codec.h"
#include "core/document/secrets.h"
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/shell/info_bar.h"

#include <QApplication>
#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

} // namespace

/// Configurations to files and from files.
class TestTransfer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void anExportLeavesSecretsOutUnlessAskedFor_data()
    {
        QTest::addColumn<bool>("withSecrets");
        QTest::newRow("by default") << false;
        QTest::newRow("when asked for") << true;
    }
    void anExportLeavesSecretsOutUnlessAskedFor()
    {
        QFETCH(bool, withSecrets);
        WindowFixture fixture;
        const QString secret = secretOf(fixture);
        QVERIFY(!secret.isEmpty());
        exportTo(fixture, u"deployment.json"_s, withSecrets);
        QCOMPARE(content(fixture, u"deployment.json"_s).contains(secret.toUtf8()), withSecrets);
        const QString said = fixture.window().infoBar().text(u"informed"_s);
        QVERIFY2(said.contains(u"deployment.json"_s), qPrintable(said));
        QVERIFY2(said.contains(withSecrets ? u"holds the secrets"_s : u"left out"_s), qPrintable(said));
    }

    void theBoxForSecretsIsNotCheckedAndTheWarningComesWithIt()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().exportConfiguration));
        auto *box = fixture.inDialog<QCheckBox>(u"exportWithSecrets"_s);
        QVERIFY(!box->isChecked());
        QVERIFY(fixture.inDialog<QLabel>(u"exportWarning"_s)->isHidden());
        const QSize size = fixture.dialogs().m_dialog->size();
        box->click();
        QVERIFY(!fixture.inDialog<QLabel>(u"exportWarning"_s)->isHidden());
        QCOMPARE(fixture.dialogs().m_dialog->size(), size);
    }

    void anImportShowsWhatItChangesBeforeItDoes()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kDays + "=45"_L1));
        exportTo(fixture, u"deployment.json"_s, false);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().putBackAll));
        QCOMPARE(fixture.value(kDays), u"30"_s);

        QVERIFY(fixture.window().commands().run(fixture.window().commands().importConfiguration));
        QCOMPARE(fixture.value(kDays), u"30"_s);
        QVERIFY(fixture.inDialog<QLabel>(u"importTitle"_s)->text().startsWith(u"1 change"_s));
        const auto *list = fixture.inDialog<QTreeView>(u"importList"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 2).data().toString(), u"45 days"_s);
        fixture.inDialog<QPushButton>(u"importProceed"_s)->click();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QVERIFY(fixture.window().infoBar().text(u"informed"_s).startsWith(u"Imported 1 change"_s));
        QCOMPARE(fixture.window().commands().action(fixture.window().commands().undo)->text(),
                 u"Undo: Import deployment.json"_s);
    }

    void anImportThatIsCancelledChangesNothing()
    {
        WindowFixture fixture;
        QVERIFY(fixture.set(kDays + "=45"_L1));
        exportTo(fixture, u"deployment.json"_s, false);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().putBackAll));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().importConfiguration));
        fixture.inDialog<QPushButton>(u"importCancel"_s)->click();
        QCOMPARE(fixture.value(kDays), u"30"_s);
    }

    void anImportKeepsTheSecretsThatTheFileLeavesOutOrMasks_data()
    {
        QTest::addColumn<QString>("written");
        QTest::newRow("left out") << QString();
        QTest::newRow("masked by the relay") << document::secretMask();
        QTest::newRow("masked with dots") << u"••••••••"_s;
        QTest::newRow("masked with stars") << u"****************"_s;
    }
    void anImportKeepsTheSecretsThatTheFileLeavesOutOrMasks()
    {
        QFETCH(QString, written);
        WindowFixture fixture;
        const QString secret = secretOf(fixture);
        QVERIFY(fixture.set(kDays + "=45"_L1));
        exportTo(fixture, u"deployment.json"_s, !written.isEmpty());
        if (!written.isEmpty()) {
            QByteArray json = content(fixture, u"deployment.json"_s);
            json.replace(secret.toUtf8(), written.toUtf8());
            QFile file(fixture.folder() + u"/deployment.json"_s);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(json) == json.size());
        }
        QVERIFY(fixture.window().commands().run(fixture.window().commands().putBackAll));
        QVERIFY(fixture.window().commands().run(fixture.window().commands().importConfiguration));
        QVERIFY(fixture.inDialog<QLabel>(u"importText"_s)->text().contains(u"stay as they are"_s));
        QCOMPARE(fixture.inDialog<QTreeView>(u"importList"_s)->model()->rowCount(), 1);
        fixture.inDialog<QPushButton>(u"importProceed"_s)->click();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QCOMPARE(secretOf(fixture), secret);
    }

    void anImportOfWhatIsThereAlreadySaysSo()
    {
        WindowFixture fixture;
        exportTo(fixture, u"deployment.json"_s, false);
        QVERIFY(fixture.window().commands().run(fixture.window().commands().importConfiguration));
        QVERIFY(fixture.window().infoBar().text(u"informed"_s).contains(u"nothing was changed"_s));
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
    }

    void anImportThatFailsNamesEveryError()
    {
        WindowFixture fixture;
        const QString name = fixture.folder() + u"/broken.json"_s;
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QByteArray names;
        for (int index = 0; index < 30; ++index)
            names +=
                QByteArray("    { \"name\": \"pool") + QByteArray::number(index) + "\", \"fqdm\": \"x\" },\n";
        file.write("{\n  \"schemaVersion\": 1,\n  \"nmae\": \"x\",\n  \"pools\": [\n" + names +
                   "    { \"name\": \"last\", \"addressBook\": { \"daysToKeep\": 900 } }\n  ]\n}\n");
        file.close();
        fixture.dialogs().m_fileName = name;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().importConfiguration));
        const auto *list = fixture.inDialog<QTreeWidget>(u"importErrorsList"_s);
        QVERIFY(list);
        QCOMPARE(list->topLevelItemCount(), 20);
        QCOMPARE(list->topLevelItem(0)->text(0), u"broken.json:3:3"_s);
        QVERIFY(list->topLevelItem(0)->text(1).contains(u"did you mean"_s, Qt::CaseInsensitive));
        QCOMPARE(list->topLevelItem(1)->text(0), u"broken.json:5:24"_s);
        QCOMPARE(fixture.inDialog<QLabel>(u"importErrorsTitle"_s)->text(), u"32 error(s) in broken.json"_s);
        QVERIFY(fixture.inDialog<QLabel>(u"importErrorsText"_s)->text().contains(u"there are 12 more"_s));
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
    }

    void anImportThatFailsNamesThePlace()
    {
        WindowFixture fixture;
        const QString name = fixture.folder() + u"/broken.json"_s;
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\n  \"schemaVersion\": 1,\n  \"nmae\": \"x\"\n}\n");
        file.close();
        fixture.dialogs().m_fileName = name;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().importConfiguration));
        const QString text = fixture.window().infoBar().text(u"failure"_s);
        QVERIFY2(text.contains(u"broken.json:3"_s) && text.contains(u"nmae"_s), qPrintable(text));
    }

private:
    static QString secretOf(WindowFixture &fixture)
    {
        const auto &sites = fixture.workspace().document().working()->edgeSites;
        const auto &secrets = sites.front().avEdge.credentials.sharedSecrets;
        return secrets.isEmpty() ? QString() : secrets.front().secret;
    }
    static void exportTo(WindowFixture &fixture, const QString &name, bool withSecrets)
    {
        fixture.dialogs().m_fileName = fixture.folder() + u'/' + name;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().exportConfiguration));
        fixture.inDialog<QCheckBox>(u"exportWithSecrets"_s)->setChecked(withSecrets);
        fixture.inDialog<QPushButton>(u"exportProceed"_s)->click();
        QTRY_VERIFY(fixture.dialogs().m_dialog.isNull());
    }
    static QByteArray content(const WindowFixture &fixture, const QString &name)
    {
        QFile file(fixture.folder() + u'/' + name);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestTransfer)
#include "tst_transfer.moc"
