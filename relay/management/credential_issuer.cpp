// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/credential_issuer.h"

#include "core/base/opaque_string.h"
#include "core/wire/json.h"

#include <algorithm>

namespace turnpike::management {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kShortest = 60s;
constexpr std::chrono::seconds kLongest = 7 * 24h;
/// With the date before it, well under the 508 bytes that RFC 8489 section 14.3 allows.
constexpr std::size_t kLongestUser = 256;

/// The name as the relay will see it, because that is what is signed.
Result<std::string> checked(const QString &user, std::chrono::seconds lifetime)
{
    auto name = opaqueString(user.toStdString());
    if (!name) {
        name.error().where = "user";
        return name;
    }
    if (name->size() > kLongestUser) {
        return fail(Error::Code::InvalidValue,
                    "the user's name has " + std::to_string(name->size()) + " bytes", "user",
                    "1 to 256 bytes");
    }
    if (lifetime < kShortest || lifetime > kLongest) {
        return fail(Error::Code::InvalidValue,
                    std::to_string(lifetime.count()) + " s is no lifetime of a credential", "lifetimeSeconds",
                    "60 to 604800 seconds");
    }
    return name;
}

QString hostOf(const model::EdgeSite &site, const model::EdgeServer &server)
{
    if (!site.externalFqdn.isEmpty())
        return site.externalFqdn;
    const auto &address = server.publicAddress.isNone() ? server.externalAddress : server.publicAddress;
    const auto text = QString::fromStdString(address.toString());
    return address.isV6() ? u'[' + text + u']' : text;
}

QStringList urls(const QString &host, const std::vector<live::Listener> &listeners)
{
    // RFC 7065
    QStringList urls;
    for (const auto &listener : listeners) {
        const auto transport = QString::fromStdString(listener.transport);
        const bool isSecure = transport == u"tls" || transport == u"dtls";
        const bool isDatagram = transport == u"udp" || transport == u"dtls";
        urls << (isSecure ? u"turns:"_s : u"turn:"_s) + host + u':' +
                    QString::number(listener.address.port.value) + u"?transport="_s +
                    (isDatagram ? u"udp"_s : u"tcp"_s);
    }
    urls.removeDuplicates();
    return urls;
}

} // namespace

Result<wire::IssuedCredential> issueCredential(const model::Deployment &deployment,
                                               const edge::Identity &identity, const edge::Edge &relay,
                                               const QString &user, std::chrono::seconds lifetime,
                                               const QDateTime &now)
{
    const auto name = checked(user, lifetime);
    if (!name)
        return tl::make_unexpected(name.error());
    const auto site = std::find_if(deployment.edgeSites.begin(), deployment.edgeSites.end(),
                                   [&](const auto &candidate) { return candidate.name == identity.site; });
    if (site == deployment.edgeSites.end())
        return fail(Error::Code::NotFound, "there is no edge site " + identity.site.toStdString());
    const auto server = std::find_if(site->servers.begin(), site->servers.end(), [&](const auto &candidate) {
        return candidate.name == identity.server;
    });
    if (server == site->servers.end())
        return fail(Error::Code::NotFound, "there is no edge server " + identity.toString().toStdString());

    const WallTime expires{std::chrono::milliseconds(now.toMSecsSinceEpoch()) + lifetime};
    const auto issued = relay.issueCredential(*name, expires);
    if (!issued) {
        return fail(Error::Code::NotFound, "no shared secret is there to sign credentials with",
                    "edgeSites[" + identity.site.toStdString() + "].avEdge.credentials.sharedSecrets", {},
                    "add a shared secret there and push");
    }
    return wire::IssuedCredential{QString::fromStdString(issued->username),
                                  QString::fromStdString(issued->password), wire::toDateTime(issued->expires),
                                  urls(hostOf(*site, *server), relay.listeners())};
}

} // namespace turnpike::management
