// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/known_clients.h"

namespace turnpike::trust {

namespace {

tl::unexpected<Error> isStranger(std::string message)
{
    return fail(Error::Code::Unauthenticated, std::move(message), {}, "a certificate that this relay issued",
                "pair with this relay: turnpiked --pair on its machine prints a code, which the "
                "console (Connect to a relay) or POST /api/v1/pair trades for a certificate");
}

} // namespace

KnownClients::KnownClients(store::RevisionStore &store)
    : m_store(store)
{
}

std::optional<wire::Role> KnownClients::configuredRole(const QString &name) const
{
    if (const auto role = m_roles.constFind(name); role != m_roles.constEnd())
        return *role;
    return std::nullopt;
}

/// Those of before stay while the disk refuses to be read: nobody who is known becomes a stranger by that.
Result<void> KnownClients::bringUpToDate() const
{
    if (m_isCurrent)
        return {};
    auto read = m_store.certificates();
    if (!read)
        return m_wasRead ? Result<void>() : errorOf(read);
    m_issued = std::move(*read);
    m_byFingerprint.clear();
    for (std::size_t place = 0; place < m_issued.size(); ++place)
        m_byFingerprint.insert(m_issued[place].fingerprint, place);
    m_isCurrent = true;
    m_wasRead = true;
    return {};
}

Result<Caller> KnownClients::callerOf(const QByteArray &fingerprint) const
{
    if (fingerprint.isEmpty())
        return isStranger("no client certificate was shown");
    if (auto current = bringUpToDate(); !current)
        return errorOf(current);
    const auto place = m_byFingerprint.constFind(fingerprint);
    if (place == m_byFingerprint.constEnd())
        return isStranger("the client certificate was not issued by this relay");
    const auto &known = m_issued[*place];
    if (known.revoked)
        return isStranger("the certificate of " + known.name.toStdString() + " was revoked");
    return Caller{known.name, configuredRole(known.name).value_or(known.role)};
}

Result<std::vector<store::IssuedCertificate>> KnownClients::issued() const
{
    if (auto current = bringUpToDate(); !current)
        return errorOf(current);
    return m_issued;
}

Result<std::vector<wire::KnownClient>> KnownClients::good() const
{
    if (auto current = bringUpToDate(); !current)
        return errorOf(current);
    std::vector<wire::KnownClient> clients;
    for (const auto &known : m_issued) {
        if (!known.revoked)
            clients.push_back({known.name, configuredRole(known.name).value_or(known.role), known.issued,
                               known.fingerprint});
    }
    return clients;
}

Result<void> KnownClients::add(const store::IssuedCertificate &certificate, const QString &subject)
{
    auto added = m_store.addPaired(certificate, subject);
    invalidate();
    return added;
}

Result<void> KnownClients::revoke(const QString &name)
{
    const auto all = issued();
    if (!all)
        return errorOf(all);
    for (auto known : *all) {
        if (known.name != name || known.revoked)
            continue;
        known.revoked = true;
        auto revoked = m_store.addCertificate(known);
        invalidate();
        if (!revoked)
            return revoked;
    }
    return {};
}

} // namespace turnpike::trust
