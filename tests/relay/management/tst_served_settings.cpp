// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/place_walk.h"
#include "core/validation/served.h"
#include "relay/management/management_settings.h"
#include "tests/relay/management/example_relay.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/free_port.h"
#include "tests/support/main.h"

using namespace Qt::StringLiterals;
using namespace turnpike;
using document::PropertyPath;
using model::Effect;
using turnpike::testing::exampleDeployment;
using turnpike::testing::ExampleRelay;
using turnpike::testing::shared;

namespace {

/// A certificate with its key under two names each, and so a list that is good for users and for secrets.
const turnpike::testing::CertificateFiles &servedFiles()
{
    static const turnpike::testing::CertificateFiles files = [] {
        turnpike::testing::CertificateFiles made;
        made.write("av");
        for (const char *kind : {".pem", ".key"})
            QFile::copy(QString::fromStdString(made.path(std::string("av") + kind)),
                        QString::fromStdString(made.path(std::string("another") + kind)));
        for (const char *name : {"list", "another.list"})
            made.writeText(name, "carol:north-south-east-west-4711\n");
        return made;
    }();
    return files;
}

QString servedFile(const char *name)
{
    return QString::fromStdString(servedFiles().path(name));
}

/// One of everything that a relay could read.
model::Deployment everything()
{
    model::Deployment deployment = exampleDeployment();
    model::EdgeSite &site = deployment.edgeSites.first();
    site.avEdge.transports.tcp = true;
    site.avEdge.transports.tls = true;
    site.avEdge.tlsPort = Port{turnpike::testing::freePort()};
    site.avEdge.udpPort = Port{turnpike::testing::freePort()};
    site.avEdge.tcpPort = site.avEdge.udpPort;
    site.servers.first().relayAddress = IpAddress::v4(0x7f000001);
    site.avEdge.ipv6 = true;
    site.servers.first().relayAddressIpv6 = IpAddress::parse("::1").value();
    site.avEdge.natDiscovery = {true, IpAddress::v4(0x7f000002)};
    site.avEdge.credentials.users = {{}};
    site.avEdge.credentials.users.first().name = u"alice"_s;
    site.avEdge.credentials.users.first().key = QString(32, u'a');
    site.avEdge.credentials.userFiles = {{}};
    site.avEdge.credentials.userFiles.first().name = u"staff"_s;
    site.avEdge.credentials.userFiles.first().file = servedFile("list");
    site.avEdge.credentials.sharedSecrets << model::EdgeSharedSecret{u"kept"_s, {}, servedFile("list")};
    site.avEdge.credentials.oauthKeys = {{}};
    site.avEdge.credentials.oauthKeys.first().name = u"key"_s;
    site.avEdge.credentials.oauthKeys.first().key = u"MTIzNDU2Nzg5MDEyMzQ1Ng=="_s;
    site.avEdge.certificates = {{}};
    site.avEdge.certificates.first().name = u"av"_s;
    site.avEdge.certificates.first().certificateFile = servedFile("av.pem");
    site.avEdge.certificates.first().keyFile = servedFile("av.key");
    site.avEdge.dialects.officeCommunicator = true;
    deployment.management.storeUrl = u"postgresql://db/turnpike"_s;
    deployment.management.roles = {{}};
    deployment.management.roles.first().name = u"anna"_s;
    return deployment;
}

/// Some other value that the property takes.
QVariant another(const model::PropertyInfo &property, const QVariant &value)
{
    const model::ValueType &type = property.type();
    QStringList candidates;
    for (const QString &name : type.enumerators())
        candidates << name;
    if (property.isSecret())
        candidates << u"QUJDREVGR0hJSktMTU5PUA=="_s; // also an OAuth key
    candidates << u"true"_s << u"false"_s << u"61"_s << u"62"_s << u"4000"_s << u"~"_s << u"61000-64000"_s
               << u"127.0.0.1"_s << u"127.0.0.3"_s << u"::2"_s << u"192.0.2.0/24"_s << u"127.0.0.2:9000"_s
               << QString(32, u'b') << u"another.example"_s << u"2026-01-01T00:00:00Z"_s
               << u"https://example.org"_s;
    for (const QString &candidate : candidates) {
        const auto parsed = type.parse(candidate);
        if (parsed && *parsed != value && property.check(*parsed))
            return *parsed;
    }
    return {};
}

/// All that a relay reads of a deployment, and nothing else.
struct WhatIsRead {
    Result<edge::Settings> edge;
    Result<management::ManagementSettings> management;

    explicit WhatIsRead(const model::Deployment &deployment)
        : edge(edge::settingsFor(deployment, {u"edge"_s, u"this"_s}))
        , management(management::ManagementSettings::of(deployment))
    {
    }
    bool operator==(const WhatIsRead &) const = default;
};

} // namespace

/// What the model declares as served is what the code reads, property by property.
class TestServedSettings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void aPropertyIsReadExactlyWhenItIsDeclaredAsServed_data()
    {
        QTest::addColumn<QString>("path");
        for (const PropertyPath &path : document::valuePaths(everything())) {
            // The names of the site and the server say which of them this relay is.
            if (path.steps().back().property != u"name" || path.steps().size() > 3)
                QTest::newRow(qPrintable(path.toString())) << path.toString();
        }
    }
    void aPropertyIsReadExactlyWhenItIsDeclaredAsServed()
    {
        QFETCH(const QString, path);
        const model::Deployment before = everything();
        const auto place = document::resolve(before, PropertyPath::of(path));
        QVERIFY(place.has_value());
        const model::PropertyInfo &property = *place->property;
        const QVariant value = another(property, property.read(place->object));
        QVERIFY2(value.isValid(), "the test knows no other value of this type");
        const auto after =
            document::applied(before, {u"test"_s, {document::Edit::set(PropertyPath::of(path), value)}});
        // A name is the key of an entry, so it changes by a rename.
        const auto renamed =
            after
                ? after
                : document::applied(
                      before, {u"test"_s,
                               {document::Edit::rename(PropertyPath::of(path).parent(), value.toString())}});
        QVERIFY2(renamed.has_value(), renamed ? "" : renamed.error().text().c_str());
        const bool isRead = !(WhatIsRead(before) == WhatIsRead(**renamed));
        const bool isDeclared =
            property.effect() != Effect::NotServed && property.effect() != Effect::Consumers;
        // What an entry of a list of secrets is called changes nothing; that there is one does.
        const bool isLabelOnly = property.name() == u"name" && !isRead;
        QVERIFY2(isRead == isDeclared || isLabelOnly,
                 isRead ? "the relay acts on it, and the model says that it does not"
                        : "the model says that the relay acts on it, and it does not");
    }

    void whatNothingActsOnIsSaidWhereverItIsShown()
    {
        model::Deployment deployment = exampleDeployment();
        QVERIFY(validation::validate(deployment).empty() ||
                !validation::hasErrors(validation::validate(deployment)));
        deployment.edgeSites.first().avAuthentication.port = Port{5063};
        deployment.management.storeUrl = u"postgresql://db/turnpike"_s;
        QStringList said;
        for (const auto &problem : validation::validate(deployment)) {
            if (problem.ruleId == u"edge.not-served")
                said << problem.path.toString();
        }
        QCOMPARE(said, (QStringList{u"edgeSites[edge].avAuthentication.port"_s, u"management.storeUrl"_s}));
        const auto place =
            document::resolve(deployment, PropertyPath::of(u"edgeSites[edge].avAuthentication.port"));
        QVERIFY(place->property->helpText().contains(u"does not act on it"));
    }

    void aDefaultThatPromisesWhatNobodyDoesIsSaid()
    {
        const auto settings = validation::unservedSettings(exampleDeployment());
        QCOMPARE(validation::unservedDefaultsText(settings), u"credentials.avTokens"_s);
    }

    void aPushReportsWhatTheModelDeclares_data()
    {
        QTest::addColumn<QString>("path");
        for (const PropertyPath &path : document::valuePaths(everything())) {
            const QString text = path.toString();
            const auto place = document::resolve(everything(), path);
            if (!text.startsWith(u"edgeSites[edge].avEdge") && !text.startsWith(u"management"))
                continue;
            // A secret stands in one place.
            if (text.endsWith(u"sharedSecrets[first].secretFile") ||
                text.endsWith(u"sharedSecrets[kept].secret"))
                continue;
            // Entries are renamed, not set; and of these a loopback relay has only one that it can run with.
            if (place->property->name() != u"name" && !text.endsWith(u"Address") &&
                !text.endsWith(u".enabled"))
                QTest::newRow(qPrintable(text)) << text;
        }
    }
    void aPushReportsWhatTheModelDeclares()
    {
        QFETCH(const QString, path);
        const model::Deployment before = everything();
        ExampleRelay relay;
        QVERIFY(relay.start(u":memory:"_s, before).has_value());
        const auto place = document::resolve(before, PropertyPath::of(path));
        const model::PropertyInfo &property = *place->property;
        const QVariant value =
            path.endsWith(u"udpPort") || path.endsWith(u"tcpPort") || path.endsWith(u"tlsPort")
                ? QVariant::fromValue(Port{turnpike::testing::freePort()})
            : path.endsWith(u"certificateFile")                       ? QVariant(servedFile("another.pem"))
            : path.endsWith(u"secretFile") || path.endsWith(u".file") ? QVariant(servedFile("another.list"))
            : path.endsWith(u"keyFile")                               ? QVariant(servedFile("another.key"))
                                        : another(property, property.read(place->object));
        const auto after =
            document::applied(before, {u"test"_s, {document::Edit::set(PropertyPath::of(path), value)}});
        QVERIFY(after.has_value());
        const auto problems = validation::validate(**after);
        QVERIFY2(!validation::hasErrors(problems),
                 problems.empty() ? "" : qPrintable(problems.front().message));
        const auto outcome = relay.controller->pushFromHost(u"test"_s, *after, u"try"_s);
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
        QCOMPARE(outcome->kind, wire::PushOutcome::Kind::Accepted);
        const Effect effect = property.effect();
        const auto says = [&](const QStringList &list) {
            return list.size() == 1 && list.first().contains(property.label());
        };
        QCOMPARE(says(outcome->live), effect == Effect::Live);
        QCOMPARE(says(outcome->newCalls), effect == Effect::NewCalls);
        QCOMPARE(says(outcome->needRestart), effect == Effect::Restart);
        QCOMPARE(says(outcome->notServed), effect == Effect::NotServed);
        QCOMPARE(!outcome->rebound.isEmpty(), effect == Effect::Rebind);
        QCOMPARE(outcome->live.size() + outcome->newCalls.size() + outcome->needRestart.size() +
                     outcome->notServed.size(),
                 effect == Effect::Rebind || effect == Effect::Consumers ? 0 : 1);
    }

    void onlyWhatTheProcessDidNotStartWithWaitsForARestart()
    {
        model::Deployment deployment = exampleDeployment();
        ExampleRelay relay;
        QVERIFY(relay.start(u":memory:"_s, deployment).has_value());
        deployment.management.port = Port{6443};
        const auto changed = relay.controller->pushFromHost(u"test"_s, shared(deployment), u"try"_s);
        QVERIFY(changed.has_value());
        QCOMPARE(changed->needRestart, QStringList{u"Management › Port"_s});
        deployment.management.port = Port{5443};
        const auto back = relay.controller->pushFromHost(u"test"_s, shared(deployment), u"back"_s);
        QVERIFY(back.has_value());
        QCOMPARE(back->needRestart, QStringList());
    }

    void whatAnotherSiteDoesIsNoEffectOfThisRelay()
    {
        model::Deployment deployment = exampleDeployment();
        deployment.edgeSites << deployment.edgeSites.first();
        deployment.edgeSites.last().name = u"branch"_s;
        deployment.edgeSites.last().servers.first().externalAddress = IpAddress::v4(0x08080808);
        ExampleRelay relay;
        QVERIFY(relay.start(u":memory:"_s, deployment).has_value());
        deployment.edgeSites.last().avEdge.realm = u"branch.example"_s;
        const auto outcome = relay.controller->pushFromHost(u"test"_s, shared(deployment), u"try"_s);
        QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().text().c_str());
        QCOMPARE(outcome->newCalls, QStringList());
    }

    void aPartLogsNoMoreThanItsLevel()
    {
        model::Deployment deployment = exampleDeployment();
        deployment.management.logLevel.relay = model::LogLevel::error;
        ExampleRelay relay;
        QVERIFY(relay.start(u":memory:"_s, deployment).has_value());
        QStringList lines;
        QObject::connect(relay.controller.get(), &management::RelayController::logged, this,
                         [&lines](const QDateTime &, const QString &line) { lines << line; });
        using management::LogPart;
        relay.controller->log(u"quiet"_s, LogPart::Relay);
        relay.controller->log(u"loud"_s, LogPart::Relay, model::LogLevel::error);
        relay.controller->log(u"other"_s, LogPart::Authentication);
        QCOMPARE(lines, (QStringList{u"loud"_s, u"other"_s}));
        lines.clear();
        deployment.management.logLevel.relay = model::LogLevel::info;
        QVERIFY(relay.controller->pushFromHost(u"test"_s, shared(deployment), u"try"_s).has_value());
        lines.clear();
        relay.controller->log(u"quiet"_s, LogPart::Relay);
        QCOMPARE(lines, QStringList{u"quiet"_s});
    }

    // T39: a forged line in the log
    void aLineOfTheLogIsOneLine()
    {
        ExampleRelay relay;
        QVERIFY(relay.start().has_value());
        QString logged;
        QObject::connect(relay.controller.get(), &management::RelayController::logged, this,
                         [&logged](const QDateTime &, const QString &line) { logged = line; });
        relay.controller->log(u"alice\nturnpiked: ready\x1b[2J"_s);
        QCOMPARE(logged, u"alice\\nturnpiked: ready\\x1b[2J"_s);
    }

    void whatIsWrittenDownForGoodIsAPlainLine()
    {
        ExampleRelay relay;
        QVERIFY(relay.start().has_value());
        const trust::Caller &anna = relay.administrator;
        model::Deployment deployment = exampleDeployment();
        deployment.edgeSites.first().avEdge.realm = u"another.example"_s;
        const auto pushed =
            relay.controller->push(anna, {.deployment = shared(deployment),
                                          .ifMatch = relay.controller->running().revision.etag,
                                          .reason = u"fine\n2026-01-01 root: push"_s,
                                          .confirmWithin = {}});
        QVERIFY(!pushed && pushed.error().where == "reason");
        QVERIFY(!relay.controller->revert(anna, 1, u"\u202egnorw"_s));
        QVERIFY(!relay.controller->issueCredential(anna, u"bob\x1b[2J"_s, std::chrono::seconds(60)));
        deployment.edgeSites.first().avEdge.credentials.users = {{}};
        deployment.edgeSites.first().avEdge.credentials.users.first().name = u"two\nlines"_s;
        deployment.edgeSites.first().avEdge.credentials.users.first().key = QString(32, u'a');
        const auto refused = relay.controller->pushFromHost(u"test"_s, shared(deployment), u"try"_s);
        QVERIFY(refused.has_value());
        QCOMPARE(refused->kind, wire::PushOutcome::Kind::Invalid);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestServedSettings)
#include "tst_served_settings.moc"
