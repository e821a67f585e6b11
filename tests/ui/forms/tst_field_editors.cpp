// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/field_fixture.h"

#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTimeEdit>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using ui::FieldRow;

namespace {

const QString kUserKey = kEdge + u"credentials.users[conference-bridge].key"_s;
const QString kServerName = u"edgeSites[hq].servers[edge1].name"_s;

} // namespace

class TestFieldEditors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    // --- switch and choice ---

    void aSwitchIsTurnedOnWithTheMouseAndOffWithTheKeyboard()
    {
        FieldFixture fixture;
        const QString path = kBook + u"partitionOutputByOU"_s;
        QWidget *control = fixture.showRow(path)->editor()->control();
        QTest::mouseClick(control, Qt::LeftButton);
        QCOMPARE(fixture.text(path), u"true"_s);
        QCOMPARE(fixture.workspace().undoStack().undoText(),
                 u"Turn on Partition output by OU (pool1 › Address book)"_s);
        QTest::keyClick(control, Qt::Key_Space);
        QCOMPARE(fixture.text(path), u"false"_s);
        QCOMPARE(fixture.workspace().undoStack().count(), 2);
    }

    void aChoiceOfFewIsMadeWithOneClick()
    {
        FieldFixture fixture;
        const QString path = u"pools[pool1].avConferencing.encryption"_s;
        FieldRow *row = fixture.showRow(path);
        QTest::mouseClick(buttonIn(row, u"Off"_s), Qt::LeftButton, {}, QPoint(8, 8));
        QCOMPARE(fixture.text(path), u"none"_s);
        QCOMPARE(shownBy(*row), u"Off"_s);
        fixture.workspace().undo();
        QCOMPARE(shownBy(*row), u"Required"_s);
    }

    void everyChoiceSaysWhatItDoesWhereItsNameDoesNot()
    {
        FieldFixture fixture;
        const FieldRow *row = fixture.showRow(u"pools[pool1].avConferencing.encryption"_s);
        QStringList consequences;
        for (const auto *radio : row->findChildren<QRadioButton *>())
            consequences << radio->accessibleDescription();
        QCOMPARE(consequences.size(), 3);
        QVERIFY(!consequences.contains(QString()));
    }

    void aChoiceOfManyIsMadeWithTheKeyboard()
    {
        FieldFixture fixture;
        const QString path = u"edgeSites[hq].topology"_s;
        FieldRow *row = fixture.showRow(path);
        row->editor()->control()->setFocus();
        QTest::keyClick(row->editor()->control(), Qt::Key_Down);
        QCOMPARE(fixture.text(path), u"multipleSite"_s);
        QTest::keyClick(row->editor()->control(), Qt::Key_Home);
        QCOMPARE(fixture.text(path), u"consolidated"_s);
    }

    // --- numbers and times ---

    void arrowsStepANumberWithinItsRange()
    {
        FieldFixture fixture;
        const QString path = kBook + u"daysToKeep"_s;
        FieldRow *row = fixture.showRow(path);
        QWidget *control = row->editor()->control();
        control->setFocus();
        QTest::keyClick(control, Qt::Key_Up);
        QCOMPARE(fixture.text(path), u"31"_s);
        QVERIFY(fixture.set(path + u"=89"_s));
        QTest::keyClick(control, Qt::Key_Up);
        QTest::keyClick(control, Qt::Key_Up);
        QCOMPARE(fixture.text(path), u"90"_s);
        QCOMPARE(FieldFixture::refusal(*row), QString());
    }

    void aNumberSaysItsUnitOrWhatItAmountsTo_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("remark");
        QTest::newRow("days") << kBook + u"daysToKeep"_s << u"days"_s;
        QTest::newRow("percent") << kBook + u"maxDeltaFileSizePercentage"_s << u"%"_s;
        QTest::newRow("seconds") << kEdge + u"lifetimes.allocationDefault"_s << u"= 10 min"_s;
        QTest::newRow("minutes") << u"edgeSites[hq].avAuthentication.tokenLifetime"_s << u"= 8 h"_s;
        QTest::newRow("bit rate") << kEdge + u"limits.bandwidthPerUser"_s << u"= 10 Mbit/s"_s;
        QTest::newRow("no limit") << kEdge + u"limits.bandwidthTotal"_s << u"no limit"_s;
        QTest::newRow("count") << kEdge + u"limits.allocations"_s << u""_s;
    }
    void aNumberSaysItsUnitOrWhatItAmountsTo()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, remark);
        FieldFixture fixture;
        const auto labels = fixture.showRow(path)->editor()->findChildren<QLabel *>();
        QCOMPARE(labels.size(), 1);
        QCOMPARE(labels.first()->text(), remark);
    }

    void aTimeIsTypedOverTheOldOne()
    {
        FieldFixture fixture;
        const QString path = kBook + u"runTime"_s;
        FieldRow *row = fixture.showRow(path);
        auto *edit = qobject_cast<QTimeEdit *>(row->editor()->control());
        edit->setFocus(Qt::TabFocusReason);
        QTest::keyClicks(edit, u"0245"_s);
        fixture.leave(edit);
        QCOMPARE(fixture.text(path), u"02:45"_s);
        QCOMPARE(fixture.workspace().undoStack().count(), 1);
    }

    // --- secrets ---

    void aSecretIsHiddenUntilItIsAskedFor()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kSharedSecret);
        auto *line = qobject_cast<QLineEdit *>(row->editor()->control());
        QCOMPARE(line->echoMode(), QLineEdit::Password);
        QTest::mouseClick(buttonIn(row, u"Show"_s), Qt::LeftButton);
        QCOMPARE(line->echoMode(), QLineEdit::Normal);
    }

    void aGeneratedSecretIsNewEachTimeAndLongEnough()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kSharedSecret);
        const QString before = fixture.text(kSharedSecret);
        QTest::mouseClick(buttonIn(row, u"Generate"_s), Qt::LeftButton);
        const QString first = fixture.text(kSharedSecret);
        QTest::mouseClick(buttonIn(row, u"Generate"_s), Qt::LeftButton);
        QCOMPARE(QByteArray::fromBase64(first.toLatin1()).size(), 24);
        QVERIFY(first != before && fixture.text(kSharedSecret) != first);
        QVERIFY(!fixture.workspace().undoStack().undoText().contains(fixture.text(kSharedSecret)));
    }

    void aPasswordIsKeptOnlyAsTheKeyDerivedFromIt()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kUserKey);
        QTest::mouseClick(buttonIn(row, u"Set password…"_s), Qt::LeftButton);
        auto *password = row->findChild<QLineEdit *>(kUserKey + u":password"_s);
        QVERIFY(password->hasFocus());
        QCOMPARE(password->echoMode(), QLineEdit::Password);
        QTest::keyClicks(password, u"correct horse"_s);
        QTest::keyClick(password, Qt::Key_Return);
        // printf 'conference-bridge:contoso.com:correct horse' | md5sum; the same of sha256sum
        QCOMPARE(fixture.text(kUserKey),
                 u"b62d983f7e4485dd0316a3900f6e14fc"
                 "d2e48aaf376a03380584de0d9e5c5d130f6c659c901ac7910414d454f80028e8"_s);
        QVERIFY(!password->isVisible());
        QCOMPARE(password->text(), QString());
    }

    void aKeyIsNotDerivedFromNothing()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kUserKey);
        const QString before = fixture.text(kUserKey);
        QTest::mouseClick(buttonIn(row, u"Set password…"_s), Qt::LeftButton);
        QTest::mouseClick(buttonIn(row, u"Set"_s), Qt::LeftButton);
        QCOMPARE(FieldFixture::refusal(*row), u"The password is empty."_s);
        QVERIFY(fixture.set(kEdge + u"realm="_s));
        QTest::keyClicks(row->findChild<QLineEdit *>(kUserKey + u":password"_s), u"x"_s);
        QTest::mouseClick(buttonIn(row, u"Set"_s), Qt::LeftButton);
        QVERIFY(FieldFixture::refusal(*row).contains(u"Set the realm of the A/V edge first."_s));
        QCOMPARE(fixture.text(kUserKey), before);
    }

    // --- references and names ---

    void aReferenceOffersWhatThereIsAndSaysWhatIsGone()
    {
        FieldFixture fixture;
        const QString path = kBook + u"directory"_s;
        FieldRow *row = fixture.showRow(path);
        auto *combo = qobject_cast<QComboBox *>(row->editor()->control());
        QCOMPARE(combo->count(), 2);
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Home);
        QCOMPARE(fixture.text(path), QString());
        QCOMPARE(combo->currentText(), u"Not selected"_s);
        QVERIFY(fixture.set(path + u"=elsewhere"_s));
        QCOMPARE(combo->currentText(), u"elsewhere (does not exist)"_s);
    }

    void aReferenceFollowsTheRenamingOfItsEntry()
    {
        FieldFixture fixture;
        const FieldRow *row = fixture.showRow(u"pools[pool1].avConferencing.avAuthenticationService"_s);
        QVERIFY(fixture.set(u"forest.avAuthenticationServices[avauth-hq].name=main"_s));
        QCOMPARE(shownBy(*row), u"main — avauth.contoso.com:5062"_s);
        QVERIFY(fixture.set(u"forest.avAuthenticationServices[main].port=5063"_s));
        QCOMPARE(shownBy(*row), u"main — avauth.contoso.com:5063"_s);
    }

    void anEntryIsRenamedWhenItsNameIsFinished()
    {
        FieldFixture fixture;
        QSignalSpy navigation(&fixture.workspace(), &ui::Workspace::pageRequested);
        QWidget *control = fixture.showRow(kServerName)->editor()->control();
        typeOver(control, u"north"_s);
        QCOMPARE(fixture.text(kServerName), u"edge1"_s); // not renamed to "n" on the way
        QTest::keyClick(control, Qt::Key_Return);
        QCOMPARE(fixture.text(u"edgeSites[hq].servers[north].name"_s), u"north"_s);
        QCOMPARE(fixture.workspace().undoStack().undoText(), u"Rename edge1 to north"_s);
        QCOMPARE(fixture.workspace().undoStack().count(), 1);
        QCOMPARE(navigation.size(), 1);
        QCOMPARE(navigation.first().first().value<ui::PageLink>().argument,
                 u"edgeSites[hq].servers[north].name"_s);
    }

    void aNameThatIsNoneOrTakenIsRefused_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("message");
        QTest::newRow("taken") << u"edge2"_s << u"The name \"edge2\" is taken."_s;
        QTest::newRow("bad letters") << u"a b"_s << u"Allowed: letters, digits"_s;
        QTest::newRow("empty") << u""_s << u"A name is needed."_s;
    }
    void aNameThatIsNoneOrTakenIsRefused()
    {
        QFETCH(const QString, typed);
        QFETCH(const QString, message);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kServerName);
        typeOver(row->editor()->control(), typed);
        QTest::keyClick(row->editor()->control(), Qt::Key_Return);
        QVERIFY2(FieldFixture::refusal(*row).contains(message), qPrintable(FieldFixture::refusal(*row)));
        QCOMPARE(fixture.text(kServerName), u"edge1"_s);
        QTest::keyClick(row->editor()->control(), Qt::Key_Escape);
        QCOMPARE(shownBy(*row), u"edge1"_s);
        QCOMPARE(FieldFixture::refusal(*row), QString());
    }

    void aRefusedTextWaitsForItsCorrectionWhileOtherSettingsChange_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("name") << kServerName;
        QTest::newRow("address") << u"edgeSites[hq].servers[edge1].internalAddress"_s;
        QTest::newRow("number") << u"edgeSites[hq].servers[edge1].workers"_s;
    }
    void aRefusedTextWaitsForItsCorrectionWhileOtherSettingsChange()
    {
        QFETCH(const QString, path);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(path);
        typeOver(row->editor()->control(), u"a b"_s);
        fixture.leave(row->editor()->control());
        const QString refusal = FieldFixture::refusal(*row);
        QVERIFY(!refusal.isEmpty());
        QVERIFY(fixture.set(u"edgeSites[hq].servers[edge1].fqdn=other.contoso.com"_s));
        QCOMPARE(shownBy(*row), u"a b"_s);
        QCOMPARE(FieldFixture::refusal(*row), refusal);
    }

    void aRefusedTextIsAProblemAndOutlivesItsPage()
    {
        FieldFixture fixture;
        const QString path = u"edgeSites[hq].servers[edge1].workers"_s;
        FieldRow *row = fixture.showRow(path);
        typeOver(row->editor()->control(), u"a b"_s);
        fixture.leave(row->editor()->control());
        const auto &problems = fixture.workspace().problems();
        QCOMPARE(problems.front().ruleId, ui::UnfinishedEntries::ruleId());
        QCOMPARE(problems.front().path.toString(), path);
        // Said once beside the field, not as a problem of the field again.
        QVERIFY(row->findChildren<ui::ProblemNotes *>().first()->findChildren<ui::Note *>().isEmpty());
        delete row;
        row = fixture.showRow(path);
        QCOMPARE(shownBy(*row), u"a b"_s);
        QVERIFY(!FieldFixture::refusal(*row).isEmpty());
        fixture.workspace().undo();
        QVERIFY(shownBy(*row) != u"a b"_s);
        QCOMPARE(FieldFixture::refusal(*row), QString());
        QVERIFY(fixture.workspace().unfinished().all().empty());
    }

    void aSecretThatIsRefusedIsNotQuoted()
    {
        FieldFixture fixture;
        QVERIFY(fixture.workspace().apply(
            {u"Add"_s,
             {document::Edit::insert(document::PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users"),
                                     {{u"name"_s, u"ann"_s}})}}));
        FieldRow *row = fixture.showRow(u"edgeSites[hq].avEdge.credentials.users[ann].key"_s);
        typeOver(row->editor()->control(), u"hunter2"_s);
        fixture.leave(row->editor()->control());
        QVERIFY(!fixture.workspace().unfinished().all().empty());
        for (const validation::Problem &problem : fixture.workspace().problems())
            QVERIFY2(!problem.message.contains(u"hunter2"_s), qPrintable(problem.message));
    }

    void whatIsTypedIsCleanedAtItsEnds()
    {
        FieldFixture fixture;
        const QString path = u"pools[pool1].fqdn"_s;
        FieldRow *row = fixture.showRow(path);
        const auto paste = [row](const QString &text) {
            QGuiApplication::clipboard()->setText(text);
            row->editor()->control()->setFocus();
            QTest::keyClick(row->editor()->control(), Qt::Key_A, Qt::ControlModifier);
            QTest::keyClick(row->editor()->control(), Qt::Key_V, Qt::ControlModifier);
        };
        paste(u" \u00A0a.contoso.com\u200B\r\n"_s);
        QCOMPARE(fixture.text(path), u"a.contoso.com"_s);
        fixture.leave(row->editor()->control());
        QCOMPARE(shownBy(*row), u"a.contoso.com"_s);
        paste(u"a\u0007.contoso.com"_s);
        fixture.leave(row->editor()->control());
        QVERIFY(!FieldFixture::refusal(*row).isEmpty());
        QCOMPARE(fixture.text(path), u"a.contoso.com"_s);
    }

    void numbersAreReadAsTheyAreWritten_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("value");
        const QString days = u"pools[pool1].addressBook.daysToKeep"_s;
        const QString rate = u"edgeSites[hq].avEdge.limits.bandwidthPerAllocation"_s;
        QTest::newRow("unit") << days << u"45 days"_s << u"45"_s;
        QTest::newRow("thousands") << rate << u"3.000 kbit/s"_s << u"3000 kbit/s"_s;
        QTest::newRow("decimal comma") << rate << u"7,5 Mbit/s"_s << u"7500 kbit/s"_s;
        QTest::newRow("as shown") << rate << u"3 Mbit/s"_s << u"3000 kbit/s"_s;
    }
    void numbersAreReadAsTheyAreWritten()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, typed);
        QFETCH(const QString, value);
        QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(path);
        typeOver(row->editor()->control(), typed);
        fixture.leave(row->editor()->control());
        QLocale::setDefault(QLocale::c());
        QCOMPARE(FieldFixture::refusal(*row), QString());
        QCOMPARE(fixture.text(path), value);
    }

    void aRefusalGoesWhenTheSettingIsChangedElsewhere_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("other");
        QTest::newRow("address") << u"edgeSites[hq].servers[edge1].internalAddress"_s << u"10.9.8.7"_s;
        QTest::newRow("number") << u"edgeSites[hq].servers[edge1].workers"_s << u"7"_s;
    }
    void aRefusalGoesWhenTheSettingIsChangedElsewhere()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, other);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(path);
        typeOver(row->editor()->control(), u"a b"_s);
        fixture.leave(row->editor()->control());
        QVERIFY(!FieldFixture::refusal(*row).isEmpty());
        QVERIFY(fixture.set(path % u'=' % other));
        QCOMPARE(shownBy(*row), other);
        QCOMPARE(FieldFixture::refusal(*row), QString());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestFieldEditors)
#include "tst_field_editors.moc"
