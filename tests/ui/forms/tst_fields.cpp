// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/field_fixture.h"

#include <QLabel>
#include <QSignalSpy>
#include <QUndoStack>
#include <QWheelEvent>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using ui::FieldRow;

namespace {

const QString kFileAction = u"pools[pool1].imFilter.fileTransfer.action"_s;

struct Kind {
    const char *name;
    QString path;
    QString shown;      ///< of the default deployment
    QString other;      ///< another value, as it is typed
    QString shownOther; ///< how the field shows that one
};

/// One property of every kind there is.
QList<Kind> kinds()
{
    return {
        {"switch", kBook + u"partitionOutputByOU"_s, u"Off"_s, u"true"_s, u"On"_s},
        {"text", u"forest.federation.accessEdgeFqdn"_s, u"access.contoso.com"_s, u"edge.contoso.com"_s,
         u"edge.contoso.com"_s},
        {"address", u"edgeSites[hq].servers[edge1].internalAddress"_s, u"10.0.0.11"_s, u"2001:db8::1"_s,
         u"2001:db8::1"_s},
        {"port range", kEdge + u"relayPorts"_s, u"50000-59999"_s, u"53000-59999"_s, u"53000-59999"_s},
        {"number", kDays, u"30"_s, u"45"_s, u"45"_s},
        {"real number", kBook + u"maxDeltaFileSizePercentage"_s, u"12.5"_s, u"20"_s, u"20"_s},
        {"port", kEdge + u"udpPort"_s, u"3478"_s, u"3479"_s, u"3479"_s},
        {"duration", kEdge + u"lifetimes.allocationDefault"_s, u"600 s"_s, u"15 min"_s, u"900 s"_s},
        {"bit rate", kEdge + u"limits.bandwidthPerAllocation"_s, u"3000 kbit/s"_s, u"4 Mbit/s"_s,
         u"4000 kbit/s"_s},
        {"choice of few", kFileAction, u"Block every file"_s, u"blockList"_s, u"Block these types"_s},
        {"choice of many", u"edgeSites[hq].topology"_s,
         u"Scaled single site: several machines behind a balancer"_s, u"consolidated"_s,
         u"Consolidated: all roles on one machine"_s},
        {"texts", u"forest.sipDomains"_s, u"contoso.com fabrikam.com"_s, u"contoso.com"_s, u"contoso.com"_s},
        {"networks", u"edgeSites[this-computer].avEdge.peers.allow"_s, u"127.0.0.0/8"_s,
         u"10.0.0.0/8 192.0.2.0/24"_s, u"10.0.0.0/8 192.0.2.0/24"_s},
        {"secret", kEdge + u"credentials.sharedSecrets[web-phone].secret"_s,
         u"sample-secret-change-before-use"_s, u"another-secret-of-the-test"_s,
         u"another-secret-of-the-test"_s},
        {"time", kBook + u"runTime"_s, u"01:30"_s, u"02:45"_s, u"02:45"_s},
        {"reference", u"pools[pool1].avConferencing.avAuthenticationService"_s,
         u"avauth-hq — avauth.contoso.com:5062"_s, u"avauth-branch"_s,
         u"avauth-branch — avauth.branch.contoso.com:5062"_s},
    };
}

void addKinds()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("other");
    QTest::addColumn<QString>("shownOther");
    for (const Kind &kind : kinds())
        QTest::newRow(kind.name) << kind.path << kind.shown << kind.other << kind.shownOther;
}

void turnWheel(QWidget *control)
{
    const QPoint middle = control->rect().center();
    QWheelEvent event(middle, control->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(control, &event);
}

} // namespace

class TestFields : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aFieldShowsWhatTheDocumentHoldsAndFollowsUndo_data() { addKinds(); }
    void aFieldShowsWhatTheDocumentHoldsAndFollowsUndo()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, shown);
        QFETCH(const QString, other);
        QFETCH(const QString, shownOther);
        FieldFixture fixture;
        const FieldRow *row = fixture.showRow(path);
        QCOMPARE(shownBy(*row), shown);
        QVERIFY(fixture.set(path + u'=' + other));
        QCOMPARE(shownBy(*row), shownOther);
        fixture.workspace().undo();
        QCOMPARE(shownBy(*row), shown);
        fixture.workspace().redo();
        QCOMPARE(shownBy(*row), shownOther);
    }

    void aViewerReadsAndCannotChange_data() { addKinds(); }
    void aViewerReadsAndCannotChange()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, shown);
        FieldFixture fixture(wire::Role::Viewer);
        QSignalSpy failed(&fixture.workspace(), &ui::Workspace::failed);
        FieldRow *row = fixture.showRow(path);
        QCOMPARE(shownBy(*row), shown);
        QCOMPARE(changeableParts(row).join(u", "), QString());
        QWidget *control = row->editor()->control();
        QTest::mouseClick(control, Qt::LeftButton);
        for (const Qt::Key key : {Qt::Key_Up, Qt::Key_Space, Qt::Key_1, Qt::Key_Delete, Qt::Key_Return})
            QTest::keyClick(control, key);
        QCOMPARE(shownBy(*row), shown);
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
        QVERIFY2(failed.isEmpty(), "a viewer should not get as far as to be refused");
    }

    void aConditionThatHoldsDoesNotLetAViewerIn()
    {
        FieldFixture fixture(wire::Role::Viewer);
        FieldRow *row = fixture.showRow(kFileAction);
        row->setUsableWhile([](const model::Deployment &) { return true; }, u"Never."_s);
        QCOMPARE(changeableParts(row).join(u", "), QString());
    }

    void aFieldIsUsableOnlyWhileItsConditionHolds()
    {
        FieldFixture fixture;
        const QString enabled = u"forest.federation.enabled"_s;
        FieldRow *row = fixture.showRow(u"pools[pool1].avConferencing.encryption"_s);
        row->setUsableWhile([](const model::Deployment &d) { return d.forest.federation.enabled; },
                            u"Applies while federation is on."_s);
        QVERIFY(!changeableParts(row).isEmpty());
        QVERIFY(fixture.set(enabled + u"=false"_s));
        QCOMPARE(changeableParts(row).join(u", "), QString());
        QCOMPARE(visibleLabel(*row, u"Applies while federation is on."_s), true);
        fixture.workspace().document().setReadOnly(true);
        fixture.workspace().document().setReadOnly(false);
        QCOMPARE(changeableParts(row).join(u", "), QString());
        QVERIFY(fixture.set(enabled + u"=true"_s));
        QVERIFY(!changeableParts(row).isEmpty());
        QCOMPARE(visibleLabel(*row, u"Applies while federation is on."_s), false);
    }

    void whatIsTypedBecomesOneUndoStep_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("written");
        QTest::newRow("text") << u"forest.federation.accessEdgeFqdn"_s << u"edge.contoso.com"_s
                              << u"edge.contoso.com"_s;
        QTest::newRow("address") << u"edgeSites[hq].servers[edge1].internalAddress"_s << u"10.0.0.13"_s
                                 << u"10.0.0.13"_s;
        QTest::newRow("no address") << u"edgeSites[hq].servers[edge1].internalAddress"_s << u""_s << u""_s;
        QTest::newRow("port range") << kEdge + u"relayPorts"_s << u"53000-59999"_s << u"53000-59999"_s;
        QTest::newRow("number") << kDays << u"45"_s << u"45"_s;
        QTest::newRow("real number") << kBook + u"maxDeltaFileSizePercentage"_s << u"7.25"_s << u"7.25"_s;
        QTest::newRow("port") << kEdge + u"udpPort"_s << u"3480"_s << u"3480"_s;
        QTest::newRow("duration") << kEdge + u"lifetimes.allocationDefault"_s << u"15 min"_s << u"900 s"_s;
        QTest::newRow("bit rate") << kEdge + u"limits.bandwidthPerUser"_s << u"20 Mbit/s"_s
                                  << u"20000 kbit/s"_s;
        QTest::newRow("secret") << kEdge + u"credentials.sharedSecrets[web-phone].secret"_s
                                << u"a-secret-typed-by-hand"_s << u"a-secret-typed-by-hand"_s;
    }
    void whatIsTypedBecomesOneUndoStep()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, typed);
        QFETCH(const QString, written);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(path);
        const QString before = fixture.text(path);
        typeOver(row->editor()->control(), typed);
        fixture.leave(row->editor()->control());
        QCOMPARE(fixture.text(path), written);
        QCOMPARE(shownBy(*row), written);
        QCOMPARE(FieldFixture::refusal(*row), QString());
        QCOMPARE(fixture.workspace().undoStack().count(), 1);
        fixture.workspace().undo();
        QCOMPARE(fixture.text(path), before);
        QCOMPARE(shownBy(*row), before);
    }

    void whatDoesNotFitIsRefusedWithWhatIsAllowed_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("allowed");
        QTest::newRow("host name") << u"forest.federation.accessEdgeFqdn"_s << u"no host"_s
                                   << u"Allowed: a host name such as av.contoso.com."_s;
        QTest::newRow("address") << u"edgeSites[hq].servers[edge1].internalAddress"_s << u"10.0.0.256"_s
                                 << u"address"_s;
        QTest::newRow("port range") << kEdge + u"relayPorts"_s << u"60000-50000"_s << u"Allowed: "_s;
        QTest::newRow("number too large") << kDays << u"100"_s << u"Allowed: 1 to 90 days."_s;
        QTest::newRow("number too small") << kDays << u"0"_s << u"Allowed: 1 to 90 days."_s;
        QTest::newRow("no number") << kDays << u"many"_s << u"Allowed: "_s;
        QTest::newRow("percentage") << kBook + u"maxDeltaFileSizePercentage"_s << u"100.5"_s
                                    << u"Allowed: 0 to 100 %."_s;
        QTest::newRow("port") << kEdge + u"udpPort"_s << u"65536"_s << u"65535"_s;
        QTest::newRow("duration") << kEdge + u"lifetimes.allocationDefault"_s << u"2 d"_s
                                  << u"Allowed: 60 to 86400 seconds."_s;
        QTest::newRow("bit rate") << kEdge + u"limits.bandwidthPerUser"_s << u"10 Mbyte"_s << u"Allowed: "_s;
        QTest::newRow("derived key") << kEdge + u"credentials.users[conference-bridge].key"_s << u"xyz"_s
                                     << u"Allowed: 32 or 96 hexadecimal digits."_s;
        QTest::newRow("URL") << u"pools[pool1].webComponents.externalAddressBookUrl"_s << u"ftp://web"_s
                             << u"Allowed: an http or https URL"_s;
        QTest::newRow("regular expression") << kBook + u"normalizationRules[extension].pattern"_s
                                            << u"^(\\d{4}"_s << u"Allowed: a regular expression"_s;
    }
    void whatDoesNotFitIsRefusedWithWhatIsAllowed()
    {
        QFETCH(const QString, path);
        QFETCH(const QString, typed);
        QFETCH(const QString, allowed);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(path);
        const QString before = fixture.text(path);
        typeOver(row->editor()->control(), typed);
        fixture.leave(row->editor()->control());
        QVERIFY2(FieldFixture::refusal(*row).contains(allowed), qPrintable(FieldFixture::refusal(*row)));
        QCOMPARE(shownBy(*row), typed);
        QVERIFY(row->marks()->showsProblem());
        QCOMPARE(fixture.text(path), before);
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
        QCOMPARE(fixture.workspace().undoStack().count(), 0);
    }

    void whatCanRefuseNothingKeepsNoRoomForAReason()
    {
        FieldFixture fixture;
        const auto rowOf = [&fixture](const QString &path) {
            ui::FieldTexts texts;
            texts.showsHelp = false;
            return fixture.show(new FieldRow(fixture.workspace(), document::PropertyPath::of(path), texts,
                                             &fixture.window()));
        };
        // A choice below another choice, without an empty line between.
        const FieldRow *choice = rowOf(u"pools[pool1].edition"_s);
        QVERIFY2(choice->sizeHint().height() < choice->editor()->sizeHint().height() + 10,
                 qPrintable(QString::number(choice->sizeHint().height())));
        // What is typed may be refused, and the reason moves nothing then.
        const FieldRow *typed = rowOf(kDays);
        QVERIFY(typed->sizeHint().height() > typed->editor()->sizeHint().height() + 10);
    }

    void escapeGivesBackWhatTheDocumentHolds()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kDays);
        typeOver(row->editor()->control(), u"100"_s);
        QTest::keyClick(row->editor()->control(), Qt::Key_Return);
        QVERIFY(!FieldFixture::refusal(*row).isEmpty());
        QTest::keyClick(row->editor()->control(), Qt::Key_Escape);
        QCOMPARE(shownBy(*row), u"30"_s);
        QCOMPARE(FieldFixture::refusal(*row), QString());
        QVERIFY(!row->marks()->showsProblem());
    }

    void aMessageIsNotSaidWhileAWordIsBeingTyped()
    {
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(kEdge + u"lifetimes.allocationDefault"_s);
        typeOver(row->editor()->control(), u"9"_s); // on the way to 900
        QVERIFY(row->hasRefusedText());
        QCOMPARE(FieldFixture::refusal(*row), QString());
        QTest::keyClicks(row->editor()->control(), u"00"_s);
        QVERIFY(!row->hasRefusedText());
        QTest::keyClick(row->editor()->control(), Qt::Key_Backspace);
        QTest::keyClick(row->editor()->control(), Qt::Key_Backspace);
        QTRY_VERIFY(!FieldFixture::refusal(*row).isEmpty());
    }

    void theWheelChangesOnlyAFieldThatHasTheFocus_data()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("number") << kDays;
        QTest::newRow("time") << kBook + u"runTime"_s;
        QTest::newRow("choice") << u"edgeSites[hq].topology"_s;
        QTest::newRow("reference") << u"pools[pool1].avConferencing.avAuthenticationService"_s;
    }
    void theWheelChangesOnlyAFieldThatHasTheFocus()
    {
        QFETCH(const QString, path);
        FieldFixture fixture;
        FieldRow *row = fixture.showRow(path);
        QWidget *control = row->editor()->control();
        const QString before = fixture.text(path);
        QVERIFY(!control->hasFocus());
        turnWheel(control);
        QVERIFY(!control->hasFocus());
        QCOMPARE(fixture.text(path), before);
        control->setFocus();
        turnWheel(control);
        QVERIFY(fixture.text(path) != before);
    }

private:
    static bool visibleLabel(const FieldRow &row, const QString &text)
    {
        const auto labels = row.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->isVisible() && label->text() == text; });
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestFields)
#include "tst_fields.moc"
