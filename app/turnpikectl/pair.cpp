// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/client/pairing.h"
#include "core/client/wire.h"

#include <QSysInfo>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using client::Pairing;

QString withoutColons(QString fingerprint)
{
    return fingerprint.remove(u':').remove(u' ').toUpper();
}

/// A person compares the fingerprint with what turnpiked printed; a script brings it along.
Result<void> approve(const Session &session, const QString &shown)
{
    if (session.invocation().has("fingerprint")) {
        const auto expected = session.invocation().value("fingerprint");
        if (withoutColons(expected) == withoutColons(shown))
            return {};
        return fail(Error::Code::Unauthenticated,
                    "the relay's certificate has another fingerprint: " + shown.toStdString(),
                    "--fingerprint", expected.toStdString(),
                    "ask the relay's administrator; somebody may be in between");
    }
    if (isatty(STDIN_FILENO) == 0)
        return fail(Error::Code::InvalidValue, "nobody is there to compare fingerprints", "--fingerprint",
                    "the SHA-256 fingerprint that turnpiked printed: " + shown.toStdString());
    const auto answer = ask({u"The relay's certificate has the fingerprint"_s, u"  "_s + shown,
                             u"Is it the one that turnpiked printed? Type yes:"_s});
    if (answer.compare(u"yes"_s, Qt::CaseInsensitive) == 0)
        return {};
    return fail(Error::Code::Unauthenticated, "the certificate was not approved; nothing was sent");
}

QString person(const Session &session)
{
    if (session.invocation().has("person"))
        return session.invocation().value("person");
    return qEnvironmentVariable("USER", u"turnpikectl"_s) + u'@' + QSysInfo::machineHostName();
}

int report(Session &session, const client::ConnectionProfile &profile)
{
    if (session.isJson())
        printJson(QJsonObject{{u"name"_s, profile.name},
                              {u"relay"_s, profile.relayName},
                              {u"role"_s, client::wire::toText(profile.role)},
                              {u"fingerprint"_s, client::fingerprintText(profile.serverCertificate)}});
    else
        print(u"paired with %1 as %2; the connection is saved as \"%3\""_s.arg(
            profile.relayName, client::wire::toText(profile.role), profile.name));
    if (session.secrets().keeping() == client::SecretStore::Keeping::SessionOnly)
        return session.failed({Error::Code::Unavailable,
                               "the private key is lost when this program ends: " +
                                   session.secrets().explanation().toStdString(),
                               {},
                               {},
                               "start a keychain, or pair again with --key-file FILE"});
    return kOk;
}

int run(Session &session)
{
    const auto address = client::HostAndPort::parse(session.arguments().front());
    if (!address)
        return session.misused(address.error());
    auto code = session.invocation().value("code");
    if (code.isEmpty() && isatty(STDIN_FILENO) == 1)
        code = ask({u"The one-time code that turnpiked printed:"_s});
    if (code.isEmpty())
        return session.misused({Error::Code::InvalidValue,
                                "the pairing code is missing",
                                "--code",
                                "the code that turnpiked printed",
                                {}});

    Pairing pairing(session.profiles(), session.secrets());
    pairing.look(address->host, address->port);
    session.awaitCondition([&pairing] { return pairing.state() != Pairing::State::Looking; });
    if (pairing.state() == Pairing::State::Failed)
        return session.failed(*pairing.error());
    if (const auto approved = approve(session, client::fingerprintText(pairing.serverCertificate()));
        !approved)
        return session.failed(approved.error());

    const auto name = session.invocation().has("name") ? session.invocation().value("name") : address->host;
    pairing.approve(code, name, person(session));
    session.awaitCondition([&pairing] { return pairing.state() != Pairing::State::Sending; });
    if (pairing.state() == Pairing::State::Failed)
        return session.failed(*pairing.error());
    return report(session, pairing.profile());
}

constexpr Option kOptions[] = {
    {"code", "CODE", "the one-time code that turnpiked printed; asked for on a terminal"},
    {"name", "NAME", "what to call the connection (the host)"},
    {"person", "NAME", "who pairs: the name in the certificate (user@machine)"},
    {"fingerprint", "SHA256", "approve the certificate with this fingerprint, without asking"}};

} // namespace

const Command kPair{"pair",
                    "HOST[:PORT] [--code CODE]",
                    1,
                    1,
                    "Meet a relay for the first time",
                    kOptions,
                    run,
                    "The private key is made here, never leaves this machine, and is kept in the keychain.\n"
                    "With --key-file FILE it is written to that file instead, as plain PEM with mode 0600:\n"
                    "for scripts. Whoever can read the file can act in your name; keep it accordingly."};

} // namespace turnpike::ctl
