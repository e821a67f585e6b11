// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/store/revision_store.h"
#include "tests/support/example_deployment.h"
#include "tests/support/main.h"
#include "tests/support/result.h"

#include <QTimeZone>

namespace turnpike::testing {

[[nodiscard]] inline wire::Revision revisionOf(const QString &author,
                                               wire::Revision::State state = wire::Revision::State::Confirmed)
{
    wire::Revision revision;
    revision.state = state;
    revision.etag = "etag";
    revision.author = author;
    revision.reason = QStringLiteral("because");
    revision.created = QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc());
    return revision;
}

/// What every store keeps to, whatever it keeps things in. The tests of a kind of store inherit these.
class StoreContract : public QObject {
    Q_OBJECT
protected:
    using State = wire::Revision::State;
    /// Opens the store of this test; again, when it was closed: as after a restart.
    [[nodiscard]] virtual Result<std::unique_ptr<store::RevisionStore>> open() = 0;

private Q_SLOTS:
    void whatIsAddedIsThereAfterAReopen()
    {
        const auto deployment = exampleDeployment();
        wire::Revision kept;
        {
            const auto store = open();
            VERIFY_RESULT(store);
            COMPARE_ERROR((*store)->newestConfirmed(), Error::Code::NotFound);
            auto added = (*store)->add(deployment, revisionOf(QStringLiteral("anna")));
            VERIFY_RESULT(added);
            QCOMPARE(added->number, 1U);
            kept = *added;
        }
        const auto store = open();
        VERIFY_RESULT(store);
        const auto fetched = (*store)->newestConfirmed();
        VERIFY_RESULT(fetched);
        QCOMPARE(fetched->revision, kept);
        QVERIFY(*fetched->deployment == deployment);
    }

    void confirmingSupersedesWhatWasConfirmedBefore()
    {
        const auto store = open();
        VERIFY_RESULT(store);
        const auto bert = QStringLiteral("bert");
        const auto confirm = QStringLiteral("confirm");
        VERIFY_RESULT((*store)->add(exampleDeployment(), revisionOf(QStringLiteral("anna"))));
        auto awaiting = revisionOf(bert, State::AwaitingConfirmation);
        awaiting.confirmUntil = awaiting.created.addSecs(60);
        VERIFY_RESULT((*store)->add(exampleDeployment(), awaiting));
        QCOMPARE((*store)->newestConfirmed()->revision.number, 1U);
        const auto confirmed = (*store)->setState(2, State::Confirmed, bert, confirm);
        VERIFY_RESULT(confirmed);
        QVERIFY(!confirmed->confirmUntil);
        QCOMPARE((*store)->newestConfirmed()->revision.number, 2U);
        QCOMPARE((*store)->revision(1)->revision.state, State::Superseded);
        COMPARE_ERROR((*store)->setState(9, State::Confirmed, bert, confirm), Error::Code::NotFound);
    }

    void revisionsAreListedNewestFirst()
    {
        const auto store = open();
        VERIFY_RESULT(store);
        for (const auto *author : {"anna", "bert", "carl"})
            VERIFY_RESULT((*store)->add(exampleDeployment(), revisionOf(QString::fromLatin1(author))));
        const auto listed = (*store)->revisions(2);
        VERIFY_RESULT(listed);
        QCOMPARE(listed->size(), 2U);
        QCOMPARE(listed->front().number, 3U);
        COMPARE_ERROR((*store)->revision(4), Error::Code::NotFound);
    }

    void aTextMayBeEmpty()
    {
        const auto store = open();
        VERIFY_RESULT(store);
        auto revision = revisionOf(QStringLiteral("anna"));
        revision.reason = QString();
        VERIFY_RESULT((*store)->add(exampleDeployment(), revision));
        QCOMPARE((*store)->newestConfirmed()->revision.reason, QString());
    }

    void everyChangeIsALineOfAnAuditThatFits()
    {
        const auto store = open();
        VERIFY_RESULT(store);
        std::vector<quint64> told;
        (*store)->setListener({.audited = [&](const wire::AuditEntry &entry,
                                              const QByteArray &) { told.push_back(entry.number); },
                               .troubled = {}});
        VERIFY_RESULT((*store)->add(exampleDeployment(), revisionOf(QStringLiteral("anna"))));
        VERIFY_RESULT((*store)->appendAudit(QStringLiteral("otto"), QStringLiteral("drain"), {}));
        const auto lines = (*store)->audit(10);
        VERIFY_RESULT(lines);
        QCOMPARE(lines->size(), 2U);
        QCOMPARE(lines->front().who, QStringLiteral("otto"));
        QCOMPARE(lines->back().action, QStringLiteral("push"));
        QCOMPARE(told, std::vector<quint64>({1, 2}));
        const auto head = (*store)->verifyAudit();
        VERIFY_RESULT(head);
        QCOMPARE(head->lines, 2U);
    }

    void certificatesAreKeptByFingerprintAndTheirChangeIsTold()
    {
        const auto store = open();
        VERIFY_RESULT(store);
        int changes = 0;
        (*store)->setListener(
            {.audited = {}, .troubled = {}, .certificatesChanged = [&changes] { ++changes; }});
        store::IssuedCertificate certificate{"ab12", QStringLiteral("anna@laptop"), wire::Role::Operator,
                                             QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc()),
                                             false};
        VERIFY_RESULT((*store)->addCertificate(certificate));
        certificate.revoked = true;
        VERIFY_RESULT((*store)->addCertificate(certificate));
        const auto certificates = (*store)->certificates();
        VERIFY_RESULT(certificates);
        QCOMPARE(certificates->size(), 1U);
        QVERIFY(certificates->front() == certificate);
        certificate.fingerprint = "cd34";
        VERIFY_RESULT((*store)->addPaired(certificate, QStringLiteral("operator")));
        QCOMPARE(changes, 3);
    }

    void anEtagInFrontOfOthersIsKeyed()
    {
        const auto store = open();
        VERIFY_RESULT(store);
        const auto veiled = (*store)->veiledEtag("etag");
        QVERIFY(veiled != "etag");
        QCOMPARE((*store)->veiledEtag("etag"), veiled);
        QVERIFY((*store)->veiledEtag("other") != veiled);
    }
};

} // namespace turnpike::testing
