// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "relay/probe/relay_test.h"

#include <QUrl>

#include <future>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using diagnosis::TestStep;

/// Long enough for every transport, and good for nothing afterwards.
constexpr std::chrono::seconds kCredentialLifetime{300};

QString nameOf(TestStep::Kind kind)
{
    switch (kind) {
    case TestStep::Kind::Name:
        return u"name"_s;
    case TestStep::Kind::Connection:
        return u"connection"_s;
    case TestStep::Kind::Encryption:
        return u"encryption"_s;
    case TestStep::Kind::Certificate:
        return u"certificate"_s;
    case TestStep::Kind::Answer:
        return u"answer"_s;
    case TestStep::Kind::Allocation:
        return u"allocation"_s;
    case TestStep::Kind::Relaying:
        break;
    }
    return u"relaying"_s;
}

QJsonObject toJson(const diagnosis::TransportTest &test)
{
    QJsonArray steps;
    for (const TestStep &step : test.steps) {
        QJsonObject json{{u"step"_s, nameOf(step.kind)},
                         {u"milliseconds"_s, static_cast<qint64>(step.took.count())},
                         {u"found"_s, QString::fromStdString(step.found)}};
        if (step.error)
            json.insert(u"error"_s, QString::fromStdString(step.error->text()));
        steps.append(json);
    }
    return {{u"url"_s, QString::fromStdString(test.url)}, {u"works"_s, test.passed()}, {u"steps"_s, steps}};
}

void show(const diagnosis::TransportTest &test)
{
    print(QString::fromStdString(test.url) + (test.passed() ? u": works"_s : u": does not work"_s));
    QList<QStringList> rows;
    for (const TestStep &step : test.steps)
        rows.append(
            {u"   "_s + nameOf(step.kind), u"%1 ms"_s.arg(step.took.count()),
             step.error ? QString::fromStdString(step.error->text()) : QString::fromStdString(step.found)});
    printLines(table(rows, {1}));
}

/// Who asks: the relay makes a credential for whoever is paired, and others know one.
Result<wire::IssuedCredential> credentialFor(Session &session)
{
    const QString user = session.invocation().value("user");
    if (!user.isEmpty())
        return wire::IssuedCredential{user, ask({u"Password of %1:"_s.arg(user)}), {}, {}};
    const auto connection = session.relay();
    if (!connection)
        return tl::make_unexpected(connection.error());
    return session.await((*connection)->issueCredential(u"test-relay"_s, kCredentialLifetime));
}

/// A URL of the relay, which names a port: the same relay under another name or address, as clients elsewhere
/// reach it.
QString withHost(const QString &url, const QString &host)
{
    if (host.isEmpty())
        return url;
    const auto scheme = url.section(u':', 0, 0);
    const auto rest = url.mid(url.lastIndexOf(u':'));
    return scheme + u':' + (host.contains(u':') ? u'[' + host + u']' : host) + rest;
}

int run(Session &session)
{
    // Only a relay that knows this console says where it listens.
    if (session.arguments().isEmpty() && !session.invocation().value("user").isEmpty())
        return session.misused({Error::Code::InvalidValue, "there is no URL to test", "--user",
                                "turn:HOST:PORT?transport=udp or tcp, or turns:",
                                "name the URLs, or leave --user away: the relay makes a credential"});
    const auto credential = credentialFor(session);
    if (!credential)
        return session.failed(credential.error());
    QStringList urls = session.arguments();
    if (urls.isEmpty()) {
        for (const QString &url : credential->urls)
            urls << withHost(url, session.invocation().value("host"));
    }
    if (urls.isEmpty())
        return session.failed({Error::Code::NotFound, "the relay listens nowhere", {}, {}, {}});
    const diagnosis::TestCredential own{credential->username.toStdString(),
                                        credential->password.toStdString()};
    std::vector<std::future<diagnosis::TransportTest>> running;
    for (const QString &url : urls) {
        running.push_back(std::async(std::launch::async,
                                     [url = url.toStdString(), own] { return probe::testRelay(url, own); }));
    }
    bool works = true;
    QJsonArray all;
    for (auto &each : running) {
        const auto test = each.get();
        works = works && test.passed();
        if (session.isJson())
            all.append(toJson(test));
        else
            show(test);
    }
    if (session.isJson())
        printJson(all);
    return works ? kOk : kFailed;
}

constexpr Option kOptions[] = {
    {"host", "NAME", "test under this name or address, as clients elsewhere reach the relay"},
    {"user", "NAME",
     "a user of the relay, whose password is asked for; default: the relay makes a credential"}};

} // namespace

const Command kTestRelay{
    "test-relay",
    "[URL...]",
    0,
    -1,
    "Make a call through the relay over each transport, and say which step fails",
    kOptions,
    run,
    "Run it where the clients are: it looks the name up, connects, shakes hands, checks the certificate, "
    "asks\n"
    "for two allocations and sends a packet from one to the other. A URL is written as WebRTC does:\n"
    "turn:HOST:PORT?transport=udp or tcp, and turns: for DTLS and TLS."};

} // namespace turnpike::ctl
