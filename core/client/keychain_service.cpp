// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/keychain_service.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

const QString kSecrets = u"org.freedesktop.secrets"_s;

/// The bus answers at once; a keychain that does not is as good as none.
constexpr int kTimeoutMilliseconds = 2000;

QVariantList call(const QString &path, const QString &interface, const QString &method,
                  const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(kSecrets, path, interface, method);
    message.setArguments(arguments);
    // Nothing is started for a question.
    message.setAutoStartService(false);
    const QDBusMessage answer =
        QDBusConnection::sessionBus().call(message, QDBus::Block, kTimeoutMilliseconds);
    return answer.type() == QDBusMessage::ReplyMessage ? answer.arguments() : QVariantList();
}

using Attributes = QMap<QString, QString>;

bool isEntryLocked(const QString &service, const QString &entry)
{
    qDBusRegisterMetaType<Attributes>();
    // As QtKeychain writes them.
    const Attributes attributes{{u"user"_s, entry}, {u"server"_s, service}};
    const QVariantList answer = call(u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s,
                                     u"SearchItems"_s, {QVariant::fromValue(attributes)});
    return answer.size() == 2 && !qdbus_cast<QList<QDBusObjectPath>>(answer.at(1)).isEmpty();
}

bool isDefaultCollectionLocked()
{
    const QVariantList alias = call(u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s,
                                    u"ReadAlias"_s, {u"default"_s});
    if (alias.isEmpty())
        return false;
    const QString collection = alias.front().value<QDBusObjectPath>().path();
    if (collection == u"/")
        return false;
    const QVariantList locked = call(collection, u"org.freedesktop.DBus.Properties"_s, u"Get"_s,
                                     {u"org.freedesktop.Secret.Collection"_s, u"Locked"_s});
    return !locked.isEmpty() && locked.front().value<QDBusVariant>().variant().toBool();
}

} // namespace

bool KeychainService::isThere()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return false;
    const QStringList running = bus.interface()->registeredServiceNames();
    const QStringList possible = bus.interface()->activatableServiceNames();
    for (const QString &name : {kSecrets, u"org.kde.kwalletd5"_s, u"org.kde.kwalletd6"_s}) {
        if (running.contains(name) || possible.contains(name))
            return true;
    }
    return false;
}

bool KeychainService::isLocked(const QString &service, const QString &entry)
{
    return QDBusConnection::sessionBus().isConnected() &&
           (isEntryLocked(service, entry) || isDefaultCollectionLocked());
}

} // namespace turnpike::client
