// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/known_clients.h"
#include "tests/support/main.h"
#include "tests/support/result.h"

using namespace Qt::StringLiterals;
using namespace turnpike;
using store::IssuedCertificate;
using wire::Role;

namespace {

/// Counts how often the certificates are read, and refuses it when told to.
class CountingStore final : public store::RevisionStore {
public:
    CountingStore()
        : m_store(*store::openSqliteStore(u":memory:"_s))
    {
    }
    mutable int reads = 0;
    bool isUnreadable = false;

    Result<void> addCertificate(const IssuedCertificate &certificate) override
    {
        return m_store->addCertificate(certificate);
    }
    Result<void> addPaired(const IssuedCertificate &certificate, const QString &subject) override
    {
        return m_store->addPaired(certificate, subject);
    }
    Result<bool> renewAuditHead(const QString &who) override { return m_store->renewAuditHead(who); }
    Result<std::vector<IssuedCertificate>> certificates() const override
    {
        ++reads;
        if (isUnreadable)
            return fail(Error::Code::Io, "the disk does not answer");
        return m_store->certificates();
    }
    void setListener(Listener listener) override { m_store->setListener(std::move(listener)); }
    Result<wire::Revision> add(const model::Deployment &deployment, wire::Revision revision) override
    {
        return m_store->add(deployment, std::move(revision));
    }
    Result<wire::Revision> setState(quint64 number, wire::Revision::State state, const QString &who,
                                    const QString &action) override
    {
        return m_store->setState(number, state, who, action);
    }
    Result<wire::FetchedDeployment> newestConfirmed() const override { return m_store->newestConfirmed(); }
    Result<wire::FetchedDeployment> revision(quint64 number) const override
    {
        return m_store->revision(number);
    }
    Result<std::vector<wire::Revision>> revisions(int most) const override
    {
        return m_store->revisions(most);
    }
    QByteArray veiledEtag(const QByteArray &etag) const override { return m_store->veiledEtag(etag); }
    Result<void> appendAudit(const QString &who, const QString &action, const QString &subject) override
    {
        return m_store->appendAudit(who, action, subject);
    }
    Result<std::vector<wire::AuditEntry>> audit(int most) const override { return m_store->audit(most); }
    Result<wire::AuditHead> verifyAudit() const override { return m_store->verifyAudit(); }

private:
    std::unique_ptr<RevisionStore> m_store;
};

IssuedCertificate certificateOf(const QString &name, const QByteArray &fingerprint)
{
    return {fingerprint, name, Role::Operator, QDateTime(QDate(2026, 1, 1), QTime(12, 0), QTimeZone::utc()),
            false};
}

} // namespace

class TestKnownClients : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_store = std::make_unique<CountingStore>();
        m_clients = std::make_unique<trust::KnownClients>(*m_store);
        m_store->setListener({.audited = [](const wire::AuditEntry &, const QByteArray &) {},
                              .troubled = [](const Error &) {},
                              .certificatesChanged = [this] { m_clients->invalidate(); }});
        VERIFY_RESULT(m_clients->add(certificateOf(u"otto"_s, "aa"), u"operator"_s));
    }

    void noQuestionReadsTheStoreAgain()
    {
        VERIFY_RESULT(m_clients->callerOf("aa"));
        m_store->reads = 0;
        for (int i = 0; i < 100; ++i) {
            VERIFY_RESULT(m_clients->callerOf("aa"));
            COMPARE_ERROR(m_clients->callerOf("bb"), Error::Code::Unauthenticated);
            VERIFY_RESULT(m_clients->good());
        }
        QCOMPARE(m_store->reads, 0);
    }

    void whatTheStoreGetsFromElsewhereIsKnownAtOnce()
    {
        COMPARE_ERROR(m_clients->callerOf("bb"), Error::Code::Unauthenticated);
        VERIFY_RESULT(m_store->addCertificate(certificateOf(u"vera"_s, "bb")));
        const auto caller = m_clients->callerOf("bb");
        VERIFY_RESULT(caller);
        QCOMPARE(caller->identity, u"vera"_s);
    }

    void whoeverPairsAgainHasOneCertificate()
    {
        VERIFY_RESULT(m_clients->add(certificateOf(u"otto"_s, "cc"), u"operator"_s));
        VERIFY_ERROR_NAMES(m_clients->callerOf("aa"), "revoked");
        VERIFY_RESULT(m_clients->callerOf("cc"));
        QCOMPARE(m_clients->good()->size(), 1U);
        QCOMPARE(m_clients->issued()->size(), 2U);
    }

    void aRevokedCertificateIsNobodys()
    {
        VERIFY_RESULT(m_clients->revoke(u"otto"_s));
        VERIFY_ERROR_NAMES(m_clients->callerOf("aa"), "revoked");
        QVERIFY(m_clients->good()->empty());
    }

    void theConfigurationNamesTheRole()
    {
        QCOMPARE(m_clients->callerOf("aa")->role, Role::Operator);
        m_clients->setRoles({{u"otto"_s, Role::Viewer}});
        QCOMPARE(m_clients->callerOf("aa")->role, Role::Viewer);
        QCOMPARE(m_clients->good()->front().role, Role::Viewer);
    }

    void nobodyBecomesAStrangerWhileTheDiskDoesNotAnswer()
    {
        VERIFY_RESULT(m_clients->callerOf("aa"));
        m_store->isUnreadable = true;
        m_clients->invalidate();
        VERIFY_RESULT(m_clients->callerOf("aa"));
        m_store->isUnreadable = false;
        VERIFY_RESULT(m_store->addCertificate(certificateOf(u"vera"_s, "bb")));
        VERIFY_RESULT(m_clients->callerOf("bb"));
    }

private:
    std::unique_ptr<CountingStore> m_store;
    std::unique_ptr<trust::KnownClients> m_clients;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestKnownClients)
#include "tst_known_clients.moc"
