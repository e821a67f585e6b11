// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/client/pairing.h"
#include "core/wire/json.h"

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

/// What is not said is a name that voids no other connection of this machine, unless that one is replaced.
QString person(Session &session, const client::HostAndPort &address)
{
    if (session.invocation().has("person"))
        return session.invocation().value("person");
    const QString usual = qEnvironmentVariable("USER", u"turnpikectl"_s) + u'@' + QSysInfo::machineHostName();
    return session.invocation().has("replace") ? usual : session.profiles().proposedPerson(usual, address);
}

int report(Session &session, const client::ConnectionProfile &profile)
{
    if (session.isJson())
        printJson(QJsonObject{{u"name"_s, profile.name},
                              {u"relay"_s, profile.relayName},
                              {u"role"_s, wire::toText(profile.role)},
                              {u"fingerprint"_s, client::fingerprintText(profile.serverCertificate)}});
    else
        print(u"paired with %1 as %2; the connection is saved as \"%3\""_s.arg(
            profile.relayName, wire::toText(profile.role), profile.name));
    if (session.secrets().keeping() == client::SecretStore::Keeping::SessionOnly)
        return session.failed({Error::Code::Unavailable,
                               "the private key is lost when this program ends: " +
                                   session.secrets().explanation().toStdString(),
                               {},
                               {},
                               "start a keychain, or pair again with --key-file FILE"});
    return kOk;
}

/// The name that was asked for, or one that is free; for an address that is known already there is no second
/// name that would be meant.
Result<QString> nameFor(Session &session, const client::HostAndPort &address)
{
    const auto profiles = session.profiles();
    if (!session.invocation().has("name")) {
        const auto all = profiles.all();
        for (const auto &profile : all) {
            if (profile.host.compare(address.host, Qt::CaseInsensitive) != 0 || profile.port != address.port)
                continue;
            if (session.invocation().has("replace"))
                return profile.name;
            return fail(Error::Code::AlreadyExists,
                        "this relay was paired with before, as \"" + profile.name.toStdString() + '"', {}, {},
                        "--replace pairs again under that name; --name NAME keeps both");
        }
        return profiles.proposedName(address);
    }
    const auto name = session.invocation().value("name");
    if (!profiles.has(name) || session.invocation().has("replace"))
        return name;
    const auto other = profiles.find(name);
    return fail(Error::Code::AlreadyExists,
                "a saved connection is called so already" +
                    (other ? "; it leads to " + other->address().toStdString() : std::string()),
                "--name " + name.toStdString(), {},
                "choose another name, or replace that one with --replace");
}

/// Before the one-time code is used up: a key that nothing keeps is a connection for nothing.
Result<void> canKeepKey(Session &session)
{
    const auto tried = session.await(session.secrets().tryOut());
    if (tried && session.secrets().keeping() == client::SecretStore::Keeping::KeyFile &&
        session.await(session.secrets().read({})) && !session.invocation().has("replace")) {
        return fail(Error::Code::AlreadyExists, "the key file holds the key of another connection already",
                    "--key-file", {}, "name another file, or overwrite this one with --replace");
    }
    if (tried || session.secrets().keeping() != client::SecretStore::Keeping::SessionOnly)
        return {};
    Error error = tried.error();
    error.message = "the private key would be lost when this program ends: " + error.message;
    error.remedy += "; or keep the key in a file with --key-file FILE";
    return tl::make_unexpected(error);
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
    const auto name = nameFor(session, *address);
    if (!name)
        return session.failed(name.error());
    if (const auto kept = canKeepKey(session); !kept)
        return session.failed(kept.error());

    Pairing pairing(session.profiles(), session.secrets());
    pairing.fetchCertificate(address->host, address->port);
    session.awaitCondition([&pairing] { return pairing.state() != Pairing::State::Looking; });
    if (pairing.state() == Pairing::State::Failed)
        return session.failed(*pairing.error());
    if (const auto approved = approve(session, client::fingerprintText(pairing.serverCertificate()));
        !approved)
        return session.failed(approved.error());

    pairing.approve(code, *name, person(session, *address),
                    session.invocation().has("replace") ? Pairing::Existing::Replace
                                                        : Pairing::Existing::Keep);
    session.awaitCondition([&pairing] { return pairing.state() != Pairing::State::Sending; });
    if (pairing.state() == Pairing::State::Failed)
        return session.failed(*pairing.error());
    return report(session, pairing.profile());
}

constexpr Option kOptions[] = {
    {"code", "CODE", "the one-time code that turnpiked printed; asked for on a terminal"},
    {"name", "NAME", "what to call the connection (the host)"},
    {"replace", nullptr, "pair again in the place of a saved connection, or of the key in --key-file"},
    {"person", "NAME",
     "who pairs: the name in the certificate (user@machine); it takes the place of whoever is paired under "
     "it"},
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
