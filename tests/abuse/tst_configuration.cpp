// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/json_codec.h"
#include "tests/abuse/process_figures.h"
#include "tests/relay/management/api_client.h"

#include <QDeadlineTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ApiClient;
using turnpike::testing::processorTime;
using turnpike::testing::ServedRelay;

namespace {

template <class Work>
std::chrono::milliseconds timeOf(Work work)
{
    const auto begun = processorTime();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(processorTime() - begun);
}

/// As many entries as fit into a request or are allowed in a list.
constexpr int kMany = 20'000;

model::Deployment withRoles(int count, const QString &name)
{
    model::Deployment deployment;
    model::RoleAssignment role;
    deployment.management.roles.reserve(count);
    for (int i = 0; i < count; ++i) {
        role.name = name.isEmpty() ? u"role %1"_s.arg(i) : name;
        deployment.management.roles.append(role);
    }
    return deployment;
}

model::Deployment withPools(int count)
{
    model::Deployment deployment;
    model::Pool pool;
    pool.addressBook.directory = u"nowhere"_s;
    pool.avConferencing.avAuthenticationService = u"nowhere"_s;
    for (int i = 0; i < count; ++i) {
        pool.name = u"pool%1"_s.arg(i);
        pool.fqdn = pool.name + u".example.org"_s;
        deployment.pools.append(pool);
        model::AvAuthenticationServiceEntry service;
        service.name = pool.name;
        deployment.forest.avAuthenticationServices.append(service);
        model::Directory directory;
        directory.name = pool.name;
        deployment.directories.append(directory);
    }
    return deployment;
}

model::Deployment withServers(int count)
{
    auto deployment = turnpike::testing::exampleDeployment();
    auto &servers = deployment.edgeSites[0].servers;
    auto server = servers.first();
    servers.clear();
    for (int i = 0; i < count; ++i) {
        server.name = u"server%1"_s.arg(i);
        server.externalAddress = IpAddress::v4(0x0a000000U + static_cast<std::uint32_t>(i));
        servers.append(server);
    }
    return deployment;
}

model::Deployment withSites(int count)
{
    auto deployment = turnpike::testing::exampleDeployment();
    auto site = deployment.edgeSites.first();
    deployment.edgeSites.clear();
    for (int i = 0; i < count; ++i) {
        site.name = u"site%1"_s.arg(i);
        site.avEdge.transports.tls = true;
        deployment.edgeSites.append(site);
    }
    return deployment;
}

model::Deployment withPeers(int count)
{
    auto deployment = turnpike::testing::exampleDeployment();
    for (int i = 0; i < count; ++i)
        deployment.edgeSites[0].avEdge.peers.allow.append(
            IpNetwork(IpAddress::v4(0x0a000000U + static_cast<std::uint32_t>(i)), 32));
    return deployment;
}

model::Deployment withExtensions(int count)
{
    auto deployment = withPools(1);
    QStringList extensions;
    for (int i = 0; i < count; ++i)
        extensions << u".e%1"_s.arg(i);
    deployment.pools[0].imFilter.fileTransfer.extensions = extensions;
    return deployment;
}

using Make = model::Deployment (*)(int);

} // namespace

Q_DECLARE_METATYPE(Make)

/// Attacks with what is to be validated or pushed: large, repetitive, deep, wrong in many places.
class TestConfiguration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void aListWithoutEndIsRefusedAtOnce()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto viewer = served.paired(wire::Role::Viewer, u"vera"_s);
        VERIFY_RESULT(viewer);
        QByteArray body = "{\"management\": {\"roles\": [";
        for (int i = 0; i < 215'000; ++i)
            body += (i == 0 ? "{\"name\":\"a" : ",{\"name\":\"a") + QByteArray::number(i) + "\"}";
        body += "]}}";
        QVERIFY(body.size() > 3'000'000 && body.size() < 4'194'304);
        const auto answer =
            ApiClient(served.address(), *viewer).request("POST", "/api/v1/deployment/validate", body);
        QCOMPARE(answer.status, 400);
        const auto message = answer.error().value(u"message"_s).toString();
        QVERIFY2(message.contains(u"management.roles"), qPrintable(message));
        QVERIFY(answer.error().value(u"allowed"_s).toString().contains(u"20000"));
    }

    void whatIsTooMuchIsNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("allowed");
        QTest::newRow("values") << "{\"name\": [" + QByteArray("0,").repeated(600'000) + "0]}"
                                << QByteArray("500000 values");
        QTest::newRow("items") << "{\"forest\": {\"sipDomains\": [" +
                                      QByteArray("\"a.b\",").repeated(30'000) + "\"a.b\"]}}"
                               << QByteArray("20000 entries");
        QTest::newRow("text") << "{\"name\": \"" + QByteArray(1'000'000, 'x') + "\"}"
                              << QByteArray("16384 characters");
        QTest::newRow("name of an entry")
            << "{\"pools\": [{\"name\": \"" + QByteArray(1000, 'x') + "\"}]}" << QByteArray("255 characters");
        QTest::newRow("depth") << QByteArray("[").repeated(100'000) << QByteArray("64 levels");
    }
    void whatIsTooMuchIsNamed()
    {
        QFETCH(const QByteArray, json);
        QFETCH(const QByteArray, allowed);
        const auto read = document::fromJson(json);
        COMPARE_ERROR(read, Error::Code::InvalidValue);
        QVERIFY2(read.error().allowed.find(allowed.toStdString()) != std::string::npos,
                 read.error().text().c_str());
    }

    void validatingTakesTimeInProportion_data()
    {
        QTest::addColumn<Make>("make");
        QTest::newRow("roles") << Make([](int count) { return withRoles(count, {}); });
        QTest::newRow("roles of one name") << Make([](int count) { return withRoles(count, u"a"_s); });
        QTest::newRow("roles without a name") << Make([](int count) {
            auto deployment = withRoles(count, u"a"_s);
            for (auto &role : deployment.management.roles)
                role.name.clear();
            return deployment;
        });
        QTest::newRow("references that lead nowhere")
            << Make([](int count) { return withPools(count / 20); });
        QTest::newRow("edge servers") << Make([](int count) { return withServers(count / 4); });
        QTest::newRow("edge sites that collide") << Make([](int count) { return withSites(count / 20); });
        QTest::newRow("peers in special blocks") << Make(&withPeers);
        QTest::newRow("file types") << Make(&withExtensions);
    }
    void validatingTakesTimeInProportion()
    {
        QFETCH(const Make, make);
        const auto few = make(kMany / 8);
        const auto many = make(kMany);
        // The smaller one is validated eight times, so that both have the same number of entries.
        const auto once = timeOf([&] { QVERIFY(validation::validate(many).size() < 5000); });
        const auto parts = timeOf([&] {
            for (int i = 0; i < 8; ++i)
                QVERIFY(validation::validate(few).size() < 5000);
        });
        QVERIFY2(once < 3 * parts + 200ms,
                 qPrintable(u"%1 ms at once, %2 ms in eight parts"_s.arg(once.count()).arg(parts.count())));
    }

    void fiveThousandProblemsAreAnsweredBrieflyAndStillRefused()
    {
        const auto deployment = withRoles(5000, u"a"_s);
        validation::Problems problems;
        QJsonArray json;
        const auto taken = timeOf([&] {
            problems = validation::validate(deployment);
            json = validation::toJson(problems);
        });
        QVERIFY(validation::hasErrors(problems));
        QVERIFY(problems.size() <= 3001);
        const auto &last = *std::find_if(problems.begin(), problems.end(), [](const auto &problem) {
            return problem.ruleId == u"problems.too-many";
        });
        QVERIFY2(last.message.contains(u"3999"), qPrintable(last.message));
        QCOMPARE(last.severity, validation::Severity::Error);
        // A tenth of a second in a release build; this one is not optimized.
        QVERIFY2(taken < 1000ms, qPrintable(QString::number(taken.count())));
    }

    void anotherClientIsAnsweredWhileALargeConfigurationIsValidated()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto viewer = served.paired(wire::Role::Viewer, u"vera"_s);
        const auto administrator = served.paired(wire::Role::Administrator, u"anna"_s);
        VERIFY_RESULT(viewer);
        VERIFY_RESULT(administrator);
        const auto large = document::toJson(withRoles(kMany, {}), document::JsonForm::Complete);
        QVERIFY(large.size() < 4'194'304);
        std::vector<std::unique_ptr<ApiClient>> busy;
        for (int i = 0; i < 2; ++i) {
            busy.push_back(std::make_unique<ApiClient>(served.address(), *viewer));
            busy.back()->socket().write("POST /api/v1/deployment/validate HTTP/1.1\r\nHost: localhost\r\n"
                                        "Content-Type: application/json\r\nContent-Length: " +
                                        QByteArray::number(large.size()) + "\r\n\r\n" + large);
        }
        ApiClient other(served.address(), *administrator);
        int answered = 0;
        // As long as the answer is not there, this one asks on and gets its answers.
        QTRY_VERIFY((answered += other.request("GET", "/api/v1/status").status == 200 ? 1 : 0,
                     busy.front()->socket().bytesAvailable() > 0));
        QVERIFY(answered > 1);
        QCOMPARE(busy.front()->read().status, 200);
        QCOMPARE(busy.back()->read().status, 200);
    }

    void oneClientCannotFillTheQueueOfAll()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto viewer = served.paired(wire::Role::Viewer, u"vera"_s);
        const auto administrator = served.paired(wire::Role::Administrator, u"anna"_s);
        VERIFY_RESULT(viewer);
        VERIFY_RESULT(administrator);
        const auto large = document::toJson(withRoles(kMany, {}), document::JsonForm::Complete);
        std::vector<std::unique_ptr<ApiClient>> greedy;
        for (int i = 0; i < 6; ++i) {
            greedy.push_back(std::make_unique<ApiClient>(served.address(), *viewer));
            greedy.back()->socket().write("POST /api/v1/deployment/validate HTTP/1.1\r\nHost: localhost\r\n"
                                          "Content-Type: application/json\r\nContent-Length: " +
                                          QByteArray::number(large.size()) + "\r\n\r\n" + large);
        }
        int served200 = 0;
        int refused = 0;
        for (const auto &one : greedy) {
            const int status = one->read().status;
            served200 += status == 200 ? 1 : 0;
            refused += status == 503 ? 1 : 0;
        }
        QCOMPARE(served200 + refused, 6);
        QVERIFY(served200 >= 2);
        QCOMPARE(ApiClient(served.address(), *administrator)
                     .request("POST", "/api/v1/deployment/validate", "{}")
                     .status,
                 200);
    }

    void aSecretThatIsEasyToGuessIsAProblem_data()
    {
        QTest::addColumn<QString>("secret");
        QTest::addColumn<bool>("isWeak");
        QTest::newRow("a word") << u"secret"_s << true;
        QTest::newRow("one letter again and again") << QString(40, u'a') << true;
        QTest::newRow("two letters") << u"ab"_s.repeated(20) << true;
        QTest::newRow("24 random bytes") << u"pJ3vQ0m2c8Yx1rT5bN7kL9wZ4dF6gH0s"_s << false;
        QTest::newRow("32 hexadecimal digits") << u"4f1d09c6b2a83e7755d0e1c94b6f2a38"_s << false;
    }
    void aSecretThatIsEasyToGuessIsAProblem()
    {
        QFETCH(const QString, secret);
        QFETCH(const bool, isWeak);
        auto deployment = turnpike::testing::exampleDeployment();
        deployment.edgeSites[0].servers[0].externalAddress = IpAddress::parse("198.51.100.7").value();
        deployment.edgeSites[0].avEdge.credentials.sharedSecrets[0].secret = secret;
        const auto problems = validation::validate(deployment);
        const bool isFound = std::any_of(problems.begin(), problems.end(), [](const auto &problem) {
            return problem.path.toString().endsWith(u"sharedSecrets[first].secret");
        });
        QCOMPARE(isFound, isWeak);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestConfiguration)
#include "tst_configuration.moc"
