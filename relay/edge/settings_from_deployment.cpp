// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/settings_from_deployment.h"

#include "core/base/opaque_string.h"
#include "core/model/edge_addresses.h"

#include <QByteArray>
#include <QDateTime>

#include <algorithm>

namespace turnpike::edge {

using namespace Qt::StringLiterals;

namespace {

struct Found {
    const model::EdgeSite *site = nullptr;
    const model::EdgeServer *server = nullptr;
};

std::vector<Found> enabledServers(const model::Deployment &deployment)
{
    std::vector<Found> servers;
    for (const model::EdgeSite &site : deployment.edgeSites) {
        for (const model::EdgeServer &server : site.servers) {
            if (server.enabled)
                servers.push_back({&site, &server});
        }
    }
    return servers;
}

std::string namesOf(const std::vector<Found> &servers)
{
    QStringList names;
    for (const Found &found : servers)
        names << found.site->name + u'/' + found.server->name;
    return names.isEmpty() ? std::string("the deployment has no enabled edge server")
                           : names.join(u", "_s).toStdString();
}

auth::LongTermKey keyFrom(const QByteArray &bytes, stun::PasswordAlgorithm algorithm)
{
    auth::LongTermKey key(algorithm);
    std::copy_n(bytes.begin(), std::min(static_cast<std::size_t>(bytes.size()), key.size()), key.begin());
    return key;
}

// The MD5 digest, and behind it that of SHA-256 where it is known.
auth::Credentials::User userOf(std::string name, const QString &hex)
{
    const QByteArray bytes = QByteArray::fromHex(hex.toLatin1());
    auth::Credentials::User user{std::move(name), keyFrom(bytes, stun::PasswordAlgorithm::Md5)};
    if (const QByteArray rest = bytes.mid(auth::LongTermKey::kMd5Size); !rest.isEmpty())
        user.sha256Key = keyFrom(rest, stun::PasswordAlgorithm::Sha256);
    return user;
}

// What a client sends and what it hashes is prepared, too. A text that cannot be was refused where it
// entered.
std::string prepared(const QString &text)
{
    const std::string bytes = text.toStdString();
    return opaqueString(bytes).value_or(bytes);
}

WallTime momentOr(const QString &text, WallTime otherwise)
{
    const QDateTime moment = QDateTime::fromString(text, Qt::ISODate);
    return moment.isValid() ? WallTime(std::chrono::milliseconds(moment.toMSecsSinceEpoch())) : otherwise;
}

auth::Credentials credentialsOf(const model::EdgeCredentials &credentials, std::string_view realm)
{
    std::vector<auth::Credentials::User> users;
    for (const model::EdgeUser &user : credentials.users)
        users.push_back(userOf(prepared(user.name), user.key));
    std::vector<std::string> secrets;
    for (const model::EdgeSharedSecret &secret : credentials.sharedSecrets)
        secrets.push_back(secret.secret.toStdString());
    auth::Credentials made(std::move(users), std::move(secrets), separatorOf(credentials), realm);
    std::vector<auth::OAuthKey> keys;
    for (const model::EdgeOAuthKey &key : credentials.oauthKeys) {
        const QByteArray bytes = QByteArray::fromBase64(key.key.toLatin1());
        const auto *const first = reinterpret_cast<const std::byte *>(bytes.constData());
        keys.push_back({.id = prepared(key.name),
                        .key = {first, first + bytes.size()},
                        .validFrom = momentOr(key.validFrom, WallTime::min()),
                        .validUntil = momentOr(key.validUntil, WallTime::max())});
    }
    const std::string serverName = prepared(credentials.oauthServerName);
    made.setOAuthKeys(std::move(keys), serverName.empty() ? std::string(realm) : serverName);
    return made;
}

std::vector<CredentialFile> credentialFilesOf(const model::EdgeCredentials &credentials)
{
    std::vector<CredentialFile> files;
    for (const model::EdgeUserFile &users : credentials.userFiles)
        files.push_back({CredentialFile::Kind::Users, users.name.toStdString(), users.file.toStdString()});
    for (const model::EdgeSharedSecret &secret : credentials.sharedSecrets) {
        if (!secret.secretFile.isEmpty())
            files.push_back({CredentialFile::Kind::SharedSecrets, secret.name.toStdString(),
                             secret.secretFile.toStdString()});
    }
    return files;
}

/// Where this process listens besides the relay's own listeners.
std::vector<TransportAddress> managementListeners(const model::Management &management)
{
    std::vector<TransportAddress> listeners;
    if (!management.listen.isNone())
        listeners.push_back({management.listen, management.port});
    if (const auto metrics = TransportAddress::parse(management.metricsListen.toStdString()))
        listeners.push_back(*metrics);
    return listeners;
}

// What is missing for it a rule says.
std::optional<turn::NatDiscovery> natDiscoveryOf(const model::AvEdge &edge, const model::EdgeServer &server)
{
    if (!model::answersNatDiscovery(edge, server))
        return std::nullopt;
    const Port next{static_cast<std::uint16_t>(edge.udpPort.value + 1)};
    return turn::NatDiscovery{server.externalAddress, edge.natDiscovery.alternateAddress, edge.udpPort, next};
}

std::vector<Settings::Listener> listenersOf(const model::AvEdge &edge, const model::EdgeServer &server)
{
    const IpAddress &address = server.externalAddress;
    std::vector<Settings::Listener> listeners;
    if (edge.transports.udp)
        listeners.push_back({Transport::Udp, {address, edge.udpPort}});
    // RFC 5780: each address with each port.
    if (const auto discovery = natDiscoveryOf(edge, server)) {
        listeners.push_back({Transport::Udp, {address, discovery->secondPort}});
        listeners.push_back({Transport::Udp, {discovery->secondAddress, discovery->firstPort}});
        listeners.push_back({Transport::Udp, {discovery->secondAddress, discovery->secondPort}});
    }
    if (edge.transports.tcp)
        listeners.push_back({Transport::Tcp, {address, edge.tcpPort}});
    if (edge.transports.tls)
        listeners.push_back({Transport::Tls, {address, edge.tlsPort}});
    if (edge.transports.dtls)
        listeners.push_back({Transport::Dtls, {address, edge.tlsPort}});
    return listeners;
}

// Those that nobody is served with are not read either.
std::vector<tls::CertificateEntry> certificatesOf(const model::AvEdge &edge)
{
    std::vector<tls::CertificateEntry> entries;
    if (!edge.transports.tls && !edge.transports.dtls)
        return entries;
    for (const model::EdgeCertificate &certificate : edge.certificates) {
        tls::CertificateEntry entry{certificate.name.toStdString(),
                                    {},
                                    certificate.certificateFile.toStdString(),
                                    certificate.keyFile.toStdString()};
        for (const QString &name : certificate.names)
            entry.hostNames.push_back(name.toStdString());
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace

char separatorOf(const model::EdgeCredentials &credentials)
{
    return credentials.separator.isEmpty() ? TimeLimitedName::kSeparator
                                           : credentials.separator.front().toLatin1();
}

Result<Identity> Identity::parse(const QString &text, const model::Deployment &deployment)
{
    const auto servers = enabledServers(deployment);
    std::vector<Found> matching;
    for (const Found &found : servers) {
        if (text == found.site->name + u'/' + found.server->name || text == found.server->name)
            matching.push_back(found);
    }
    if (matching.size() == 1)
        return Identity{matching.front().site->name, matching.front().server->name};
    return fail(
        matching.empty() ? Error::Code::NotFound : Error::Code::InvalidValue,
        "\"" + text.toStdString() +
            (matching.empty() ? "\" is no edge server of this deployment" : "\" names several edge servers"),
        {}, namesOf(matching.empty() ? servers : matching));
}

Result<Identity> Identity::only(const model::Deployment &deployment)
{
    const auto servers = enabledServers(deployment);
    if (servers.size() == 1)
        return Identity{servers.front().site->name, servers.front().server->name};
    return fail(Error::Code::InvalidValue, "it is not clear which edge server this relay is", {},
                namesOf(servers), "name it as site/server");
}

Result<Settings> settingsFor(const model::Deployment &deployment, const Identity &identity)
{
    const auto servers = enabledServers(deployment);
    const auto found = std::find_if(servers.begin(), servers.end(), [&identity](const Found &candidate) {
        return candidate.site->name == identity.site && candidate.server->name == identity.server;
    });
    if (found == servers.end())
        return fail(Error::Code::NotFound,
                    "the deployment has no enabled edge server " + identity.toString().toStdString(), {},
                    namesOf(servers),
                    "keep the server this relay runs as, or start the relay as another one");

    const model::AvEdge &edge = found->site->avEdge;
    const model::EdgeServer &server = *found->server;
    Settings settings;
    settings.listeners = listenersOf(edge, server);
    settings.certificates = certificatesOf(edge);
    settings.credentialFiles = credentialFilesOf(edge.credentials);
    settings.relayAddress = model::relayAddressOf(server);
    settings.secondRelayAddress = model::secondRelayAddressOf(edge, server);
    settings.relayPorts = edge.relayPorts;
    settings.workers = server.workers;
    settings.idleTcp = edge.lifetimes.idleTcp;
    settings.unfinishedMessage = edge.lifetimes.unfinishedMessage;
    settings.strangerConnections = edge.limits.strangerConnections;
    settings.strangerPendingBytes = edge.limits.strangerPendingBytes;
    settings.tcpConnectionsPerSource = edge.limits.tcpConnectionsPerSource;
    settings.handshakesPerNetwork = edge.limits.handshakesPerPrefix;
    settings.handshakesInAll = edge.limits.handshakesTotal;
    settings.proxies = ProxySources({edge.proxyProtocolSources.begin(), edge.proxyProtocolSources.end()});
    settings.clients = ClientPolicy({edge.clients.allow.begin(), edge.clients.allow.end()},
                                    {edge.clients.deny.begin(), edge.clients.deny.end()});

    turn::Settings &turn = settings.turn;
    turn.realm = prepared(edge.realm);
    turn.lifetimes = {edge.lifetimes.allocationDefault, edge.lifetimes.allocationMax, edge.lifetimes.nonce};
    turn.limits = {.allocations = edge.limits.allocations,
                   .allocationsPerUser = edge.limits.allocationsPerUser,
                   .portsPerUser = edge.limits.portsPerUser,
                   .permissionsPerAllocation = edge.limits.permissionsPerAllocation,
                   .channelsPerAllocation = edge.limits.channelsPerAllocation,
                   .connectionsPerAllocation = edge.limits.tcpConnectionsPerAllocation,
                   .bandwidthPerAllocation = edge.limits.bandwidthPerAllocation,
                   .bandwidthPerUser = edge.limits.bandwidthPerUser,
                   .bandwidthTotal = edge.limits.bandwidthTotal,
                   .strangerBytesPerNetwork = edge.limits.unauthenticatedBytesPerPrefix,
                   .strangerBytesInAll = edge.limits.unauthenticatedBytesTotal,
                   .strangerMessageBytes = edge.limits.strangerMessageBytes,
                   .wrongPasswordsPerUser = edge.limits.wrongPasswordsPerUser,
                   .wrongPasswordsPerSource = edge.limits.wrongPasswordsPerSource};
    turn::PeerPolicy::Rules rules;
    rules.allow.assign(edge.peers.allow.begin(), edge.peers.allow.end());
    rules.deny.assign(edge.peers.deny.begin(), edge.peers.deny.end());
    rules.allowPrivate = edge.peers.allowPrivate;
    rules.allowRelayToRelay = edge.peers.allowRelayToRelay;
    turn.natDiscovery = natDiscoveryOf(edge, server);
    const IpAddress second = turn.natDiscovery ? turn.natDiscovery->secondAddress : IpAddress();
    for (const IpAddress &own : {server.externalAddress, server.internalAddress, second}) {
        if (!own.isNone())
            rules.ownAddresses.push_back(own);
    }
    for (const IpAddress &relay :
         {settings.relayAddress, settings.secondRelayAddress, server.publicAddress}) {
        if (!relay.isNone())
            rules.relayAddresses.push_back(relay);
    }
    rules.ownListeners = managementListeners(deployment.management);
    turn.peers = turn::PeerPolicy(std::move(rules));
    turn.credentials = credentialsOf(edge.credentials, turn.realm);
    turn.refreshAfterExpiry = edge.credentials.refreshAfterExpiry;
    turn.advertisedAddress = server.publicAddress;
    turn.relayFamily = settings.relayAddress.family();
    turn.relaysBothFamilies = !settings.secondRelayAddress.isNone();
    turn.alternateServer = server.alternateServer;
    turn.answersClassicStun = edge.dialects.classicStun;
    turn.mobility = edge.mobility;
    turn.relaysTcp = edge.tcpRelay;
    return settings;
}

} // namespace turnpike::edge
