// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/relay/edge/edge_fixture.h"
#include "tests/support/main.h"

#include <QFile>
#include <QTemporaryDir>

using namespace turnpike;
using namespace turnpike::edge;
using namespace Qt::StringLiterals;

namespace {

using Kind = CredentialFile::Kind;

struct Lines {
    std::vector<std::string> all;

    [[nodiscard]] Notice notice()
    {
        return [this](Severity, const std::string &line) { all.push_back(line); };
    }
    [[nodiscard]] bool have(std::string_view part) const
    {
        return std::ranges::any_of(
            all, [part](const std::string &line) { return line.find(part) != std::string::npos; });
    }
};

} // namespace

/// Users and secrets that stand in files of the relay's machine.
class TestCredentialFiles : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    [[nodiscard]] std::string path(const char *name) const
    {
        return m_folder->filePath(QLatin1StringView(name)).toStdString();
    }
    void write(const char *name, const QByteArray &content) const
    {
        // As editors and secret managers do it: another file under the same name.
        const QString path = m_folder->filePath(QLatin1StringView(name));
        QFile file(path + u".new"_s);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();
        QFile::remove(path);
        QVERIFY(file.rename(path));
    }
    [[nodiscard]] Settings settings() const
    {
        Settings result = loopbackSettings(1);
        result.turn.credentials = {};
        result.credentialFiles = {{Kind::Users, "staff", path("users")},
                                  {Kind::SharedSecrets, "rest", path("secrets")}};
        return result;
    }
    [[nodiscard]] static bool mayCall(RunningEdge &relay, const std::string &user,
                                      const std::string &password)
    {
        auto &client = relay.clients.open(Transport::Udp, relay.address("udp"), user, password);
        return relay.clients.allocate(client);
    }
    [[nodiscard]] static bool isRefused(RunningEdge &relay, const std::string &user,
                                        const std::string &password)
    {
        auto &client = relay.clients.open(Transport::Udp, relay.address("udp"), user, password);
        return relay.clients.refusalOf(client, [](auto &asking) { asking.allocate(Clients::now()); }) == 401;
    }

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        write("users", "carol:correct horse\n");
        write("secrets", "# rotated in spring\nnorth\nsouth\n");
    }

    void whoStandsInAFileIsServed()
    {
        RunningEdge relay(settings());
        QVERIFY(mayCall(relay, "carol", "correct horse"));
        for (const char *const secret : {"north", "south"}) {
            const auto issued =
                auth::issueCredential(secret, "dave", net::currentTime().wall + std::chrono::hours(1));
            QVERIFY(mayCall(relay, issued.username, issued.password));
        }
        const auto issued =
            relay.edge->issueCredential("erin", net::currentTime().wall + std::chrono::hours(1));
        QVERIFY(issued && mayCall(relay, issued->username, issued->password));
        const auto files = relay.edge->credentialFiles();
        QCOMPARE(files.size(), std::size_t{2});
        QCOMPARE(files[0].count, std::size_t{1});
        QCOMPARE(files[1].count, std::size_t{2});
        QCOMPARE(files[1].skipped, std::string("line 1"));
    }

    void whatIsReplacedIsServedAndRubbishReplacesNothing()
    {
        Lines lines;
        RunningEdge relay(settings(), {}, lines.notice());
        QVERIFY(!relay.edge->refreshFiles());
        write("users", "carol:another horse\nfrank:correct horse\n");
        QVERIFY(relay.edge->refreshFiles());
        QVERIFY(mayCall(relay, "carol", "another horse") && mayCall(relay, "frank", "correct horse"));
        QVERIFY(isRefused(relay, "carol", "correct horse"));
        QVERIFY(lines.have("users staff (" + path("users") + "): 2 users read"));
        write("users", "carol:third-4711\nfrank\n");
        QVERIFY(relay.edge->refreshFiles());
        QVERIFY(mayCall(relay, "carol", "another horse") && mayCall(relay, "frank", "correct horse"));
        QVERIFY(lines.have("line 2: this user has no name or no password"));
        QVERIFY(lines.have("what was read before stays in force"));
        QVERIFY(relay.edge->credentialFiles()[0].error.has_value());
        QFile::remove(m_folder->filePath(u"users"_s));
        QVERIFY(relay.edge->refreshFiles());
        QVERIFY(mayCall(relay, "frank", "correct horse"));
        write("users", "grace:correct horse\n");
        QVERIFY(relay.edge->refreshFiles());
        QVERIFY(mayCall(relay, "grace", "correct horse") && isRefused(relay, "frank", "correct horse"));
        QVERIFY(!relay.edge->credentialFiles()[0].error.has_value());
        QVERIFY(!lines.have("4711"));
    }

    void aStartGoesOnWithoutAFileAndAChangeDoesNot()
    {
        QFile::remove(m_folder->filePath(u"users"_s));
        Lines lines;
        RunningEdge relay(settings(), {}, lines.notice());
        QVERIFY(lines.have("nobody is served by it until then"));
        const auto issued =
            relay.edge->issueCredential("erin", net::currentTime().wall + std::chrono::hours(1));
        QVERIFY(issued && mayCall(relay, issued->username, issued->password));
        // It is known that it is not there: another change goes through.
        Settings other = settings();
        other.turn.limits.allocations = 5;
        QVERIFY(relay.edge->apply(other).has_value());
        other.credentialFiles.push_back({Kind::SharedSecrets, "more", path("nowhere")});
        const auto refused = relay.edge->apply(other);
        QVERIFY(!refused && refused.error().where == path("nowhere"));
        QCOMPARE(relay.edge->settings().credentialFiles.size(), std::size_t{2});
        write("users", "carol:correct horse\n");
        QVERIFY(relay.edge->refreshFiles());
        QVERIFY(mayCall(relay, "carol", "correct horse"));
    }

    void theKeysAreMadeForTheRealmThatIsServed()
    {
        RunningEdge relay(settings());
        Settings other = settings();
        other.turn.realm = "contoso.com";
        QVERIFY(relay.edge->apply(other).has_value());
        QVERIFY(mayCall(relay, "carol", "correct horse"));
    }

    void theListOfTheConfigurationComesFirst()
    {
        Settings own = settings();
        own.turn.credentials = {{{"carol", auth::longTermKey("carol", kRealm, "of the list")}},
                                {"own secret"}};
        RunningEdge relay(own);
        QVERIFY(mayCall(relay, "carol", "of the list") && isRefused(relay, "carol", "correct horse"));
        const auto expires = net::currentTime().wall + std::chrono::hours(1);
        QCOMPARE(relay.edge->issueCredential("x", expires)->password,
                 auth::issueCredential("own secret", "x", expires).password);
        // Without the file the one of the list is left, and whoever was in the file is not.
        own.credentialFiles.clear();
        QVERIFY(relay.edge->apply(own).has_value());
        QVERIFY(mayCall(relay, "carol", "of the list"));
    }

    void whatIsEasilyGuessedIsSaidWhereStrangersCome()
    {
        write("users", "carol:carol\nfrank:kT7mVq2xZr9w\n");
        write("secrets", "kT7mVq2xZr9wLp4sYb6nDf3h\nsecret\n");
        Lines lines;
        RunningEdge relay(settings(), {}, lines.notice());
        QVERIFY(!lines.have("anyone tries"));
        Settings reachable = settings();
        reachable.turn.advertisedAddress = IpAddress::parse("203.0.113.7").value();
        Lines told;
        const auto edge = Edge::start(reachable, told.notice());
        QVERIFY(edge.has_value());
        QVERIFY(told.have("line 1: the password of this user is among the first"));
        QVERIFY(told.have("line 2: this shared secret is short"));
        QVERIFY(!told.have("line 2: the password") && !told.have("line 1: this shared secret"));
    }

    void aUserStandsInAFileOnce()
    {
        write("users", "carol:a-4711\ndave:b\ncarol:c-4711\n");
        const auto refused = readCredentialFile({Kind::Users, "staff", path("users")}, kRealm);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, std::string("line 3: user carol stands in line 1 already"));
        QCOMPARE(refused.error().where, path("users"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestCredentialFiles)
#include "tst_credential_files.moc"
