// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/keychain.h"

#include <QMap>
#include <QObject>
#include <QTimer>

namespace turnpike::testing {

/// A keychain that answers as the test says, after the call has returned as a real one does.
class FakeKeychain final : public client::Keychain {
public:
    /// What the desktop holds; outlives the store that owns the keychain, as the desktop does.
    struct Desktop {
        client::KeychainAnswer answer = client::KeychainAnswer::Done; ///< to everything, unless Done
        QMap<QString, QByteArray> entries;
        QStringList asked; ///< "read edge1/key"
    };

    explicit FakeKeychain(Desktop &desktop)
        : m_desktop(desktop)
    {
    }
    void read(const QString &entry, Then then) override
    {
        m_desktop.asked << QStringLiteral("read ") + entry;
        client::KeychainReply reply = answer();
        if (reply.answer == client::KeychainAnswer::Done) {
            if (m_desktop.entries.contains(entry))
                reply.secret = m_desktop.entries.value(entry);
            else
                reply.answer = client::KeychainAnswer::Empty;
        }
        later(then, reply);
    }
    void write(const QString &entry, const QByteArray &secret, Then then) override
    {
        m_desktop.asked << QStringLiteral("write ") + entry;
        if (answer().answer == client::KeychainAnswer::Done)
            m_desktop.entries.insert(entry, secret);
        later(then, answer());
    }
    void remove(const QString &entry, Then then) override
    {
        m_desktop.asked << QStringLiteral("remove ") + entry;
        if (answer().answer == client::KeychainAnswer::Done)
            m_desktop.entries.remove(entry);
        later(then, answer());
    }

private:
    client::KeychainReply answer() const
    {
        return {m_desktop.answer, {}, QStringLiteral("as the test says")};
    }
    void later(const Then &then, const client::KeychainReply &reply)
    {
        QTimer::singleShot(0, &m_context, [then, reply] { then(reply); });
    }

    Desktop &m_desktop;
    QObject m_context;
};

} // namespace turnpike::testing
