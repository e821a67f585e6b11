// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/config_document.h"
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"
#include "tests/support/main.h"

#include <QSignalSpy>
#include <QTemporaryDir>

#include <atomic>
#include <cerrno>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

namespace {

/// What a journal kept, against a relay that still runs what it ran.
Journal::Recovered complete(const Journal &journal)
{
    return journal.recovered()->completedFrom(*defaultDeployment()).value();
}

} // namespace

class TestConfigDocument : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_document = std::make_unique<ConfigDocument>();
        m_document->reset(defaultDeployment());
    }

    void aNewDocumentIsEmpty()
    {
        const ConfigDocument document;
        QVERIFY(*document.base() == model::Deployment());
        QVERIFY(document.pendingChanges().empty());
        QVERIFY(!document.isReadOnly());
    }

    void anEditIsPendingUntilItIsTheBase()
    {
        QSignalSpy working(m_document.get(), &ConfigDocument::workingChanged);
        QSignalSpy pending(m_document.get(), &ConfigDocument::pendingChanged);
        QVERIFY(m_document->apply(days(7)));
        QCOMPARE(working.size(), 1);
        QCOMPARE(pending.size(), 1);
        QCOMPARE(working.first().first().value<Changes>(), m_document->pendingChanges());
        QVERIFY(m_document->isPending(m_path));
        QVERIFY(m_document->isPending(PropertyPath::of(u"pools[pool1]")));
        QVERIFY(m_document->isPending({}));
        QVERIFY(!m_document->isPending(PropertyPath::of(u"pools[pool2]")));
        QVERIFY(*m_document->base() == *defaultDeployment());

        QSignalSpy base(m_document.get(), &ConfigDocument::baseChanged);
        m_document->setBase(m_document->working());
        QCOMPARE(base.size(), 1);
        QCOMPARE(pending.size(), 2);
        QCOMPARE(working.size(), 1);
        QVERIFY(m_document->pendingChanges().empty());
        QCOMPARE(m_document->baseFingerprint(), fingerprint(*m_document->working()));
    }

    void anEditThatChangesNothingIsSilent()
    {
        QSignalSpy working(m_document.get(), &ConfigDocument::workingChanged);
        QVERIFY(m_document->apply(days(30)));
        QVERIFY(m_document->setWorking(m_document->working(), u"Nothing"_s));
        QVERIFY(working.isEmpty());
    }

    void aRefusedEditChangesNothing()
    {
        QSignalSpy working(m_document.get(), &ConfigDocument::workingChanged);
        const auto before = m_document->working();
        QCOMPARE(m_document->apply(days(91)).error().code, Error::Code::InvalidValue);
        QVERIFY(working.isEmpty());
        QCOMPARE(m_document->working(), before);
    }

    void goingBackLeavesNothingPending()
    {
        const auto before = m_document->working();
        QVERIFY(m_document->apply(days(7)));
        QVERIFY(m_document->setWorking(before, u"Undo"_s));
        QVERIFY(m_document->pendingChanges().empty());
        QVERIFY(!m_document->isPending({}));
    }

    void whatIsInANewEntryIsPending()
    {
        QVERIFY(m_document->apply(
            {u"New pool"_s, {Edit::insert(PropertyPath::of(u"pools"), {{u"name"_s, u"pool3"_s}})}}));
        QVERIFY(m_document->isPending(PropertyPath::of(u"pools[pool3].addressBook.daysToKeep")));
        QVERIFY(m_document->isPending(PropertyPath::of(u"pools")));
        QVERIFY(!m_document->isPending(PropertyPath::of(u"pools[pool1]")));
    }

    void aResetDropsTheEdits()
    {
        QVERIFY(m_document->apply(days(7)));
        QSignalSpy working(m_document.get(), &ConfigDocument::workingChanged);
        m_document->reset(defaultDeployment());
        QCOMPARE(working.size(), 1);
        QVERIFY(m_document->pendingChanges().empty());
    }

    void readingOnlyRefusesEdits()
    {
        QSignalSpy readOnly(m_document.get(), &ConfigDocument::readOnlyChanged);
        m_document->setReadOnly(true);
        m_document->setReadOnly(true);
        QCOMPARE(readOnly.size(), 1);
        const auto refused = m_document->apply(days(7));
        QCOMPARE(refused.error().code, Error::Code::Forbidden);
        QVERIFY(!refused.error().remedy.empty());
        m_document->setReadOnly(false);
        QVERIFY(m_document->apply(days(7)));
    }

    void editsAreKeptByTheJournal()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"edits.journal"_s);
        m_document->setJournal(std::move(*Journal::open(name)));
        QVERIFY(m_document->apply(days(7)));
        QVERIFY(m_document->apply(days(8)));
        const auto working = m_document->working();
        m_document.reset();
        const auto journal = std::move(*Journal::open(name));
        QVERIFY(journal->recovered());
        QVERIFY(*complete(*journal).working == *working);
        QCOMPARE(journal->recovered()->descriptions.size(), 2);
    }

    void whatTheDiskDidNotTakeIsWrittenAnew()
    {
        QTemporaryDir folder;
        const QString name = folder.filePath(u"edits.journal"_s);
        std::atomic<bool> isBroken = true;
        m_document->setJournal(std::move(*Journal::open(name, [&isBroken](int) {
            errno = EIO;
            return isBroken ? -1 : 0;
        })));
        QSignalSpy failed(m_document.get(), &ConfigDocument::journalFailed);
        QSignalSpy caughtUp(m_document.get(), &ConfigDocument::journalCaughtUp);
        QVERIFY(m_document->apply({u"Name"_s, {Edit::set(PropertyPath::of(u"name"), u"Edited"_s)}}));
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(m_document->journalError());
        QCOMPARE(caughtUp.size(), 0);
        // What the file holds by now is not known: it is cut here, as a disk may have done.
        QVERIFY(QFile::resize(name, 8));
        isBroken = false;
        m_document->retryJournal();
        QVERIFY(!m_document->journalError());
        QCOMPARE(caughtUp.size(), 1);
        m_document->setJournal(nullptr);
        const auto journal = std::move(*Journal::open(name));
        QVERIFY(journal->recovered());
        QCOMPARE(journal->recovered()->working->name, u"Edited"_s);
    }

    void aPushMovesTheJournalsBase()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"edits.journal"_s);
        m_document->setJournal(std::move(*Journal::open(name)));
        QVERIFY(m_document->apply(days(7)));
        const auto pushed = m_document->working();
        QVERIFY(m_document->apply(days(8)));
        m_document->setBase(pushed);
        const auto working = m_document->working();
        m_document.reset();
        const auto journal = std::move(*Journal::open(name));
        QVERIFY(*complete(*journal).base == *pushed);
        QVERIFY(*complete(*journal).working == *working);
    }

    void theJournalHoldsNothingOfWhatSomebodyElseOnlyTries()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"edits.journal"_s);
        m_document->setJournal(std::move(*Journal::open(name)));
        QVERIFY(m_document->apply(days(7)));
        const auto fqdn = [](const model::Deployment &deployment) {
            return *applied(deployment,
                            {{}, {*parseAssignment(deployment, u"pools[pool1].fqdn=theirs.contoso.com"_s)}});
        };
        const auto unit = [](const model::Deployment &deployment) {
            return *applied(
                deployment,
                {{}, {*parseAssignment(deployment, u"pools[pool1].addressBook.partitionOutputByOU=true"_s)}});
        };
        m_document->beginTrial(fqdn(*m_document->base()), fqdn(*m_document->working()));
        QVERIFY(m_document->isOnTrial());
        QCOMPARE(m_document->pendingChanges().size(), std::size_t(1));
        QVERIFY(m_document->setWorking(unit(*m_document->working()), u"Mine"_s));
        const auto mine = unit(*m_document->settledWorking());
        m_document.reset();
        const auto journal = std::move(*Journal::open(name));
        QVERIFY(journal->recovered());
        QVERIFY(*complete(*journal).base == *defaultDeployment());
        QVERIFY(*complete(*journal).working == *mine);
        QCOMPARE(journal->recovered()->working->pools.front().fqdn, defaultDeployment()->pools.front().fqdn);
    }

    void theJournalKeepsOnesOwnEditsThatAreOnlyTried()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"edits.journal"_s);
        m_document->setJournal(std::move(*Journal::open(name)));
        QVERIFY(m_document->apply(days(7)));
        m_document->beginTrial(m_document->working(), m_document->working());
        QVERIFY(m_document->pendingChanges().empty());
        const auto working = m_document->working();
        m_document.reset();
        auto journal = std::move(*Journal::open(name));
        QVERIFY(journal->recovered());
        QVERIFY(*complete(*journal).working == *working);
        journal.reset();

        m_document = std::make_unique<ConfigDocument>();
        m_document->reset(defaultDeployment());
        m_document->beginTrial(working, working);
        m_document->setJournal(std::move(*Journal::open(name)));
        m_document->keepTrial();
        m_document.reset();
        QVERIFY(!std::move(*Journal::open(name))->recovered());
    }

    void recoveredEditsAreTakenOver()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"edits.journal"_s);
        m_document->setJournal(std::move(*Journal::open(name)));
        QVERIFY(m_document->apply(days(7)));
        m_document->setJournal(nullptr);

        ConfigDocument next;
        next.reset(defaultDeployment());
        auto journal = std::move(*Journal::open(name));
        QVERIFY(next.setWorking(complete(*journal).working, u"Recovered edits"_s));
        next.setJournal(std::move(journal));
        QVERIFY(next.isPending(m_path));
        next.setJournal(nullptr);
        QVERIFY(std::move(*Journal::open(name))->recovered());
    }

private:
    EditSet days(int count) const { return {u"Keep files"_s, {Edit::set(m_path, count)}}; }

    PropertyPath m_path = PropertyPath::of(u"pools[pool1].addressBook.daysToKeep");
    std::unique_ptr<ConfigDocument> m_document;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestConfigDocument)
#include "tst_config_document.moc"
