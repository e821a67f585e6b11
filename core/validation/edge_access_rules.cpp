// SPDX-License-Identifier: GPL-3.0-or-later
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
/// Less can be tried out offline, from one credential that anybody overhears.
constexpr double kFewestBits = 48;
constexpr QStringView kSampleSecret = u"sample-secret";

QString networkText(const IpNetwork &network)
{
    return QString::fromStdString(network.toString());
}

QString blockText(const SpecialBlock &block)
{
    return QString::fromStdString(std::string(block.name) + ", " + std::string(block.source));
}

// A rule opens a special block only when it is at least as specific as the block itself.
const SpecialBlock *openedBlock(const IpNetwork &network)
{
    const SpecialBlock *block = specialBlockOf(network.address());
    const bool isInside = block != nullptr && block->network.contains(network.address()) &&
                          network.prefixLength() >= block->network.prefixLength();
    return isInside ? block : nullptr;
}

void checkPeers(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        const model::EdgePeers &peers = site.avEdge.peers;
        const PropertyPath path = avEdgePath(site).child(u"peers"_s);
        for (const IpNetwork &network : peers.allow) {
            const SpecialBlock *block = openedBlock(network);
            if (block == nullptr)
                continue;
            const QString message =
                block->neverPeer ? say("Site %1 lets clients reach %2 (%3), where no peer can be: the entry "
                                       "has no effect.")
                : network.address().isLoopback()
                    ? say("Site %1 lets clients reach %2 (%3): whoever may use the relay also reaches the "
                          "services that listen only for the relay's own computer.")
                    : say("Site %1 lets clients reach %2 (%3): whoever may use the relay also reaches what a "
                          "firewall keeps from the internet.");
            Problem &problem = report.warning(
                path.child(u"allow"_s), message.arg(site.name, networkText(network), blockText(*block)));
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
        const bool hasTokens = credentials.avTokens && site.avAuthentication.enabled;
        if (enabledServers(site).isEmpty() || hasTokens || !credentials.users.isEmpty() ||
            !credentials.sharedSecrets.isEmpty() || !credentials.oauthKeys.isEmpty())
            continue;
        report.error(avEdgePath(site).child(u"credentials"_s),
                     say("Site %1 has no users, no shared secret, no OAuth key and no A/V authentication: "
                         "nobody can be told from anybody, so the relay serves no call.")
                         .arg(site.name));
    }
}

/// How much there is to guess, at most, in bits: by length and by how often each character occurs. A secret
/// that a generator made passes with 16 characters; words and repetitions need more.
double guessedBits(const QString &secret)
{
    QHash<QChar, int> counts;
    for (const QChar letter : secret)
        ++counts[letter];
    double bits = 0;
    for (const int count : std::as_const(counts))
        bits -= count * std::log2(static_cast<double>(count) / static_cast<double>(secret.size()));
    return bits;
}

QByteArray keyOf(const QString &user, const QString &realm, const QString &password)
{
    return QCryptographicHash::hash(QString(user % u':' % realm % u':' % password).toUtf8(),
                                    QCryptographicHash::Md5)
        .toHex();
}

bool isGuessable(const model::EdgeUser &user, const QString &realm)
{
    const QStringList guesses{QString(),      user.name,   realm,       user.name % u"1"_s, u"password"_s,
                              u"Password1"_s, u"secret"_s, u"123456"_s, u"12345678"_s,      u"1234"_s,
                              u"changeme"_s,  u"test"_s,   u"turn"_s,   u"coturn"_s,        u"guest"_s,
                              u"admin"_s,     u"user"_s,   u"pass"_s,   u"qwerty"_s,        u"letmein"_s};
    return std::any_of(guesses.begin(), guesses.end(), [&](const QString &guess) {
        return keyOf(user.name, realm, guess) == user.key.toLatin1().toLower();
    });
}

void checkGuessable(Report &report)
{
    for (const model::EdgeSite &site : report.deployment().edgeSites) {
        if (isLoopbackOnly(site))
            continue;
        const PropertyPath path = avEdgePath(site).child(u"credentials"_s);
        for (const model::EdgeUser &user : site.avEdge.credentials.users) {
            if (isGuessable(user, site.avEdge.realm))
                report.warning(path.child(u"users"_s).entry(user.name).child(u"key"_s),
                               say("The password of user %1 of site %2 is among the first that anyone tries: "
                                   "strangers can relay through this site.")
                                   .arg(user.name, site.name));
        }
        for (const model::EdgeSharedSecret &secret : site.avEdge.credentials.sharedSecrets) {
            if (!secret.secret.isEmpty() && guessedBits(secret.secret) < kFewestBits)
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

} // namespace

std::span<const Rule> edgeAccessRules()
{
    static constexpr Rule kRules[] = {{"edge.open-relay", checkOpenRelay},
                                      {"edge.sample-secret", checkSampleSecret}};
    return kRules;
}

} // namespace turnpike::validation
