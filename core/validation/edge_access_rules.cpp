// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/look_alike.h"
#include "core/document/secrets.h"
#include "core/model/edge_addresses.h"
#include "core/validation/guessed_bits.h"
#include "core/validation/rule.h"

#include <QCryptographicHash>
#include <QHash>

#include <algorithm>
#include <cmath>

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

/// A list of this length is put right by hand: each of its problems would carry a copy of it.
constexpr qsizetype kLongestFixedList = 100;
constexpr QStringView kSampleSecret = u"sample-secret";

QString networkText(const IpNetwork &network)
{
    return QString::fromStdString(network.toString());
}

QString blockText(const SpecialBlock &block)
{
    return QString::fromStdString(std::string(block.name) + ", " + std::string(block.source));
}

/// "a, b, c and 4 more".
QString listed(const QStringList &names)
{
    constexpr qsizetype kMost = 6;
    const QString shown = names.first(std::min(kMost, names.size())).join(u", "_s);
    return names.size() <= kMost ? shown
                                 : say("%1 and %2 more").arg(shown, QString::number(names.size() - kMost));
}

// A rule opens a special block only when it is at least as specific as the block itself.
const SpecialBlock *openedBlock(const IpNetwork &network)
{
    const SpecialBlock *block = specialBlockOf(network.address());
    const bool isInside = block != nullptr && block->network.contains(network.address()) &&
                          network.prefixLength() >= block->network.prefixLength();
    return isInside ? block : nullptr;
}

bool isHost(const IpNetwork &network)
{
    return network.prefixLength() == network.address().bits();
}

/// The addresses of the relay's machine, as far as a configuration knows them.
QList<IpAddress> ownAddresses(const model::Deployment &deployment, const model::EdgeSite &site)
{
    QList<IpAddress> found;
    const auto add = [&found](const IpAddress &address) {
        // Loopback is a special block, and has the words of one.
        if (!address.isNone() && !address.isUnspecified() && !address.isLoopback() &&
            !found.contains(address))
            found << address;
    };
    for (const model::EdgeServer &server : enabledServers(site)) {
        for (const IpAddress &address : {server.externalAddress, server.internalAddress, server.relayAddress,
                                         server.relayAddressIpv6, server.publicAddress})
            add(address);
        if (model::answersNatDiscovery(site.avEdge, server))
            add(site.avEdge.natDiscovery.alternateAddress);
    }
    add(deployment.management.listen);
    if (const auto metrics = TransportAddress::parse(deployment.management.metricsListen.toStdString()))
        add(metrics->address);
    return found;
}

QString messageOnOpened(const QString &site, const IpNetwork &network, const SpecialBlock *block, bool isOwn)
{
    if (block != nullptr && block->neverPeer)
        return say("Site %1 lets clients reach %2 (%3), where no peer can be: the entry has no effect.")
            .arg(site, networkText(network), blockText(*block));
    if (isOwn)
        return say("Site %1 lets clients reach %2, an address of the relay's own machine: whoever may use "
                   "the "
                   "relay also reaches every program that listens there, except the relay itself.")
            .arg(site, networkText(network));
    return (network.address().isLoopback()
                ? say("Site %1 lets clients reach %2 (%3): whoever may use the relay also reaches the "
                      "services that listen only for the relay's own computer.")
                : say("Site %1 lets clients reach %2 (%3): whoever may use the relay also reaches what a "
                      "firewall keeps from the internet."))
        .arg(site, networkText(network), blockText(*block));
}

/// What lies in an allowed network and stays closed all the same, until a rule is written for it.
struct StillClosed {
    QStringList blocks;
    QStringList own;
};

/// The rules of a site that say something about a network: those of a block, and those of an own address.
/// There are few of them, however many rules somebody writes.
QList<IpNetwork> rulesOf(const model::EdgePeers &peers, const QList<IpAddress> &own)
{
    QList<IpNetwork> rules;
    for (const IpNetwork &rule : peers.allow) {
        const bool isOfBlock = std::ranges::any_of(
            specialBlocks(), [&rule](const SpecialBlock &block) { return block.network == rule; });
        if ((isOfBlock || (isHost(rule) && own.contains(rule.address()))) && !rules.contains(rule))
            rules << rule;
    }
    return rules;
}

StillClosed stillClosed(bool allowPrivate, const QList<IpNetwork> &rules, const IpNetwork &network,
                        const QList<IpAddress> &own)
{
    StillClosed closed;
    for (const SpecialBlock &block : specialBlocks()) {
        const bool isInside = network.contains(block.network.address()) &&
                              network.prefixLength() < block.network.prefixLength();
        const bool isOpened = rules.contains(block.network) || (block.isPrivateUse && allowPrivate);
        if (isInside && !isOpened)
            closed.blocks << networkText(block.network);
    }
    for (const IpAddress &address : own) {
        if (!isHost(network) && network.contains(address) &&
            !rules.contains(IpNetwork(address, address.bits())))
            closed.own << toText(address);
    }
    return closed;
}

// "Allow everything" does not mean what it says, and whoever writes it should not have to find out by a call.
void checkStillClosed(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const QList<IpAddress> own = ownAddresses(report.deployment(), site);
        const PropertyPath path = avEdgePath(site).child(u"peers"_s).child(u"allow"_s);
        const QList<IpNetwork> rules = rulesOf(site.avEdge.peers, own);
        for (const IpNetwork &network : site.avEdge.peers.allow) {
            const StillClosed closed = stillClosed(site.avEdge.peers.allowPrivate, rules, network, own);
            if (!closed.blocks.isEmpty())
                report.warning(path,
                               say("Site %1 allows %2, but what is special in it stays closed until a rule "
                                   "names it: %3, and the addresses of the relay's own machine.")
                                   .arg(site.name, networkText(network), listed(closed.blocks)));
            else if (!closed.own.isEmpty())
                report.information(path,
                                   say("Site %1 allows %2. In it, the addresses of the relay's own machine "
                                       "stay closed until a rule names each of them: %3.")
                                       .arg(site.name, networkText(network), listed(closed.own)));
        }
    }
}

void checkPeers(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const model::EdgePeers &peers = site.avEdge.peers;
        const PropertyPath path = avEdgePath(site).child(u"peers"_s);
        const QList<IpAddress> own = ownAddresses(report.deployment(), site);
        for (const IpNetwork &network : peers.allow) {
            const SpecialBlock *block = openedBlock(network);
            const bool isOwn = isHost(network) && own.contains(network.address());
            if (block == nullptr && !isOwn)
                continue;
            Problem &problem =
                report.warning(path.child(u"allow"_s), messageOnOpened(site.name, network, block, isOwn));
            if (peers.allow.size() > kLongestFixedList)
                continue;
            model::NetworkList others = peers.allow;
            others.removeAll(network);
            problem.fix = fixBySetting(say("Remove %1 from the allowed peers").arg(networkText(network)),
                                       path.child(u"allow"_s), QVariant::fromValue(others));
        }
        if (peers.allowPrivate)
            report
                .warning(
                    path.child(u"allowPrivate"_s),
                    say("Site %1 lets clients reach all private networks: whoever may use the relay also "
                        "reaches the inner network.")
                        .arg(site.name))
                .fix =
                fixBySetting(say("Do not allow private networks"), path.child(u"allowPrivate"_s), false);
    }
}

void checkCredentialSources(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const model::EdgeCredentials &credentials = site.avEdge.credentials;
        const bool hasTokens = works(credentials, u"avTokens") && works(site.avAuthentication, u"enabled");
        if (enabledServers(site).isEmpty() || hasTokens || works(credentials, u"users") ||
            works(credentials, u"userFiles") || works(credentials, u"sharedSecrets") ||
            works(credentials, u"oauthKeys"))
            continue;
        const bool hasUnserved = credentials.avTokens && site.avAuthentication.enabled;
        report.error(avEdgePath(site).child(u"credentials"_s),
                     hasUnserved ? say("Site %1 has no users, no shared secret and no OAuth key, and this "
                                       "version of the relay does not act on A/V tokens: nobody can be told "
                                       "from anybody, so the relay serves no call.")
                                       .arg(site.name)
                                 : say("Site %1 has no users, no shared secret and no OAuth key: nobody can "
                                       "be told from anybody, so the relay serves no call.")
                                       .arg(site.name));
    }
}

QByteArray keyOf(const QString &user, const QString &realm, const QString &password)
{
    return QCryptographicHash::hash(QString(user % u':' % realm % u':' % password).toUtf8(),
                                    QCryptographicHash::Md5)
        .toHex();
}

bool hasGuessablePassword(const model::EdgeUser &user, const QString &realm)
{
    const QStringList guesses = firstGuesses(user.name, realm);
    return std::any_of(guesses.begin(), guesses.end(), [&](const QString &guess) {
        return user.key.toLatin1().toLower().startsWith(keyOf(user.name, realm, guess));
    });
}

void checkGuessable(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        if (isLoopbackOnly(site))
            continue;
        const PropertyPath path = avEdgePath(site).child(u"credentials"_s);
        for (const model::EdgeUser &user : site.avEdge.credentials.users) {
            if (hasGuessablePassword(user, site.avEdge.realm))
                report.warning(path.child(u"users"_s).entry(user.name).child(u"key"_s),
                               say("The password of user %1 of site %2 is among the first that anyone tries: "
                                   "strangers can relay through this site.")
                                   .arg(user.name, site.name));
        }
        for (const model::EdgeSharedSecret &secret : site.avEdge.credentials.sharedSecrets) {
            if (!secret.secret.isEmpty() &&
                isGuessable(secret.secret, {site.avEdge.realm, site.name, secret.name}))
                report.warning(path.child(u"sharedSecrets"_s).entry(secret.name).child(u"secret"_s),
                               say("The shared secret %1 of site %2 is short or regular and can be found by "
                                   "trial from a single credential. Take 24 random characters or more.")
                                   .arg(secret.name, site.name));
        }
    }
}

void checkOpenRelay(Report &report)
{
    checkCredentialSources(report);
    checkPeers(report);
    checkGuessable(report);
}

void checkSecretSources(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        for (const model::EdgeSharedSecret &secret : site.avEdge.credentials.sharedSecrets) {
            if (secret.secret.isEmpty() != secret.secretFile.isEmpty())
                continue;
            const PropertyPath path =
                avEdgePath(site).child(u"credentials"_s).child(u"sharedSecrets"_s).entry(secret.name);
            if (secret.secret.isEmpty()) {
                report.error(path.child(u"secret"_s),
                             say("The shared secret %1 of site %2 is empty, and no file holds it. Put it in, "
                                 "or name a file on the relay.")
                                 .arg(secret.name, site.name));
                continue;
            }
            report
                .error(path.child(u"secretFile"_s),
                       say("The shared secret %1 of site %2 stands here and in a file. Keep one of them.")
                           .arg(secret.name, site.name))
                .fix = fixBySetting(say("Keep the file's"), path.child(u"secret"_s), QString());
        }
    }
}

void checkSampleSecret(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        if (isLoopbackOnly(site))
            continue;
        for (const model::EdgeSharedSecret &secret : site.avEdge.credentials.sharedSecrets) {
            if (!secret.secret.startsWith(kSampleSecret))
                continue;
            report.warning(
                avEdgePath(site)
                    .child(u"credentials"_s)
                    .child(u"sharedSecrets"_s)
                    .entry(secret.name)
                    .child(u"secret"_s),
                say("The shared secret %1 of site %2 is the sample that everybody knows: strangers "
                    "can make credentials and relay through this site. Put in one of your own.")
                    .arg(secret.name, site.name));
        }
    }
}

bool isOAuthKey(const QString &text)
{
    // What stands in the place of a secret that is not shown says nothing about it.
    if (text.isEmpty() || text.startsWith(document::secretMask().first(24)))
        return true;
    const auto decoded =
        QByteArray::fromBase64Encoding(text.toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    return decoded && (decoded.decoded.size() == 16 || decoded.decoded.size() == 32);
}

void checkOAuthKeys(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const PropertyPath keys = avEdgePath(site).child(u"credentials"_s).child(u"oauthKeys"_s);
        for (const model::EdgeOAuthKey &key : site.avEdge.credentials.oauthKeys) {
            const PropertyPath path = keys.entry(key.name);
            if (!isOAuthKey(key.key))
                report.error(
                    path.child(u"key"_s),
                    say("The OAuth key %1 of site %2 is no Base64 of 16 or 32 bytes: no token can be "
                        "read with it.")
                        .arg(key.name, site.name));
            // Written as they are, moments sort as texts do.
            if (!key.validFrom.isEmpty() && !key.validUntil.isEmpty() && key.validUntil <= key.validFrom)
                report.error(path.child(u"validUntil"_s),
                             say("The OAuth key %1 of site %2 ends before it begins: no token of it is "
                                 "taken.")
                                 .arg(key.name, site.name));
        }
    }
}

// Whoever reads a list of calls or an audit takes one of them for the other. Accounts are made elsewhere, so
// this refuses nothing.
void checkLookAlikes(Report &report)
{
    LookAlikes names;
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const PropertyPath users = avEdgePath(site).child(u"credentials"_s).child(u"users"_s);
        for (const model::EdgeUser &user : site.avEdge.credentials.users) {
            if (const auto other = names.add(user.name.toStdString()))
                report.warning(
                    users.entry(user.name).child(u"name"_s),
                    say("The user %1 of site %2 looks like %3: in lists, logs and the audit nobody "
                        "can tell them apart.")
                        .arg(user.name, site.name, QString::fromStdString(*other)));
        }
    }
}

/// The networks of a list without one of them, where that can be offered.
std::optional<Fix> fixWithout(const model::NetworkList &networks, const IpNetwork &one,
                              const PropertyPath &path)
{
    if (networks.size() > kLongestFixedList)
        return std::nullopt;
    model::NetworkList others = networks;
    others.removeAt(others.lastIndexOf(one));
    return fixBySetting(say("Remove %1 from the balancers").arg(networkText(one)), path,
                        QVariant::fromValue(others));
}

// Whoever is taken for a balancer says whose connection it is, and nobody asks twice.
void checkProxySources(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const model::NetworkList &sources = site.avEdge.proxyProtocolSources;
        const PropertyPath path = avEdgePath(site).child(u"proxyProtocolSources"_s);
        for (const IpNetwork &network : sources) {
            if (network.prefixLength() > 0)
                continue;
            report
                .warning(path,
                         say("Site %1 takes everybody for a balancer (%2): whoever reaches its TCP ports may "
                             "claim any address, and clients that come without a balancer are refused.")
                             .arg(site.name, networkText(network)))
                .fix = fixWithout(sources, network, path);
        }
    }
}

// A list of which one entry does nothing was meant otherwise.
void checkProxyOverlaps(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const PropertyPath path = avEdgePath(site).child(u"proxyProtocolSources"_s);
        // In this order whatever holds a network stands before it, and next to it what it holds.
        model::NetworkList sorted = site.avEdge.proxyProtocolSources;
        std::ranges::sort(sorted, [](const IpNetwork &left, const IpNetwork &right) {
            return std::pair(left.address(), left.prefixLength()) <
                   std::pair(right.address(), right.prefixLength());
        });
        const IpNetwork *outer = nullptr;
        for (const IpNetwork &network : std::as_const(sorted)) {
            if (outer == nullptr || !outer->contains(network.address())) {
                outer = &network;
                continue;
            }
            report
                .warning(path,
                         network == *outer
                             ? say("Among the balancers of site %1, %2 stands twice.")
                                   .arg(site.name, networkText(network))
                             : say("Among the balancers of site %1, %2 lies within %3: the entry has no "
                                   "effect.")
                                   .arg(site.name, networkText(network), networkText(*outer)))
                .fix = fixWithout(site.avEdge.proxyProtocolSources, network, path);
        }
    }
}

} // namespace

std::span<const Rule> edgeAccessRules()
{
    static constexpr Rule kRules[] = {
        {"edge.open-relay", checkOpenRelay},         {"edge.peers-closed", checkStillClosed},
        {"edge.oauth-key", checkOAuthKeys},          {"edge.proxy-everybody", checkProxySources},
        {"edge.proxy-overlap", checkProxyOverlaps},  {"edge.sample-secret", checkSampleSecret},
        {"edge.secret-sources", checkSecretSources}, {"edge.users-look-alike", checkLookAlikes}};
    return kRules;
}

} // namespace turnpike::validation
