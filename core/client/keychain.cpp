// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/keychain.h"

#include "core/client/keychain_service.h"

#include <QObject>
#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

const QString kService = u"turnpike"_s;

KeychainAnswer answerOf(QKeychain::Error error, const QString &entry)
{
    switch (error) {
    case QKeychain::NoError:
        return KeychainAnswer::Done;
    case QKeychain::EntryNotFound:
        // libsecret finds nothing also when the question for the password was cancelled.
        return KeychainService::isLocked(kService, entry) ? KeychainAnswer::Cancelled : KeychainAnswer::Empty;
    case QKeychain::AccessDeniedByUser:
        return KeychainAnswer::Cancelled;
    case QKeychain::AccessDenied:
        return KeychainAnswer::Locked;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return KeychainAnswer::Missing;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    if (!KeychainService::isThere())
        return KeychainAnswer::Missing;
    // A write that was not allowed to unlock the keychain ends so.
    return KeychainService::isLocked(kService, entry) ? KeychainAnswer::Cancelled : KeychainAnswer::Failed;
}

class DesktopKeychain final : public Keychain {
public:
    void read(const QString &entry, Then then) override
    {
        auto *job = new QKeychain::ReadPasswordJob(kService);
        run(job, entry, then, [job] { return job->binaryData(); });
    }
    void write(const QString &entry, const QByteArray &secret, Then then) override
    {
        auto *job = new QKeychain::WritePasswordJob(kService);
        job->setBinaryData(secret);
        run(job, entry, then, [] { return QByteArray(); });
    }
    void remove(const QString &entry, Then then) override
    {
        auto *job = new QKeychain::DeletePasswordJob(kService);
        run(
            job, entry,
            [then](KeychainReply reply) {
                if (reply.answer == KeychainAnswer::Empty)
                    reply.answer = KeychainAnswer::Done;
                then(reply);
            },
            [] { return QByteArray(); });
    }

private:
    template <class Secret>
    void run(QKeychain::Job *job, const QString &entry, Then then, Secret secret)
    {
        job->setParent(&m_jobs);
        job->setInsecureFallback(false);
        job->setKey(entry);
        QObject::connect(job, &QKeychain::Job::finished, &m_jobs, [job, entry, then, secret] {
            KeychainReply reply;
            reply.answer = answerOf(job->error(), entry);
            if (reply.answer == KeychainAnswer::Done)
                reply.secret = secret();
            else
                reply.detail = job->errorString();
            then(reply);
        });
        job->start();
    }

    QObject m_jobs; ///< they end, unanswered, with the keychain
};

} // namespace

Error keychainError(const KeychainReply &reply, const QString &entry)
{
    const std::string where = entry.toStdString();
    switch (reply.answer) {
    case KeychainAnswer::Missing:
        return {
            Error::Code::Unavailable,
            "no keychain runs in this session",
            where,
            {},
            "start one (GNOME Keyring or KWallet) and try again, or pair with the relay again to keep a key "
            "until the program ends"};
    case KeychainAnswer::Locked:
        return {Error::Code::Forbidden, "the keychain is locked", where, {}, "unlock it, then try again"};
    case KeychainAnswer::Cancelled:
        return {Error::Code::Forbidden,
                "the keychain stays locked, because the question for its password was cancelled",
                where,
                {},
                "try again and enter its password"};
    case KeychainAnswer::Empty:
        return {Error::Code::NotFound,
                "the keychain does not hold the private key of this connection",
                where,
                {},
                "pair with the relay again"};
    case KeychainAnswer::Done:
    case KeychainAnswer::Failed:
        break;
    }
    return {Error::Code::Unavailable,
            "the keychain failed: " + reply.detail.toStdString(),
            where,
            {},
            "try again; if it stays so, restart the keychain or pair with the relay again"};
}

std::unique_ptr<Keychain> desktopKeychain()
{
    return std::make_unique<DesktopKeychain>();
}

} // namespace turnpike::client
