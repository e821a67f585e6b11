// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/client_policy.h"
#include "tests/support/main.h"

using namespace turnpike;

class TestClientPolicy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }
    void theMostSpecificRuleWinsAndDenyWinsATie_data();
    void theMostSpecificRuleWinsAndDenyWinsATie();
};

namespace {

std::vector<IpNetwork> networks(const QStringList &texts)
{
    std::vector<IpNetwork> parsed;
    for (const QString &text : texts)
        parsed.push_back(IpNetwork::parse(text.toStdString()).value());
    return parsed;
}

} // namespace

void TestClientPolicy::theMostSpecificRuleWinsAndDenyWinsATie_data()
{
    QTest::addColumn<QStringList>("allow");
    QTest::addColumn<QStringList>("deny");
    QTest::addColumn<QString>("client");
    QTest::addColumn<bool>("admitted");
    const auto row = [](const char *name, const QStringList &allow, const QStringList &deny,
                        const char *client, bool admitted) {
        QTest::newRow(name) << allow << deny << QString::fromLatin1(client) << admitted;
    };
    const QString office = QStringLiteral("192.0.2.0/24");
    const QString desk = QStringLiteral("192.0.2.7/32");
    row("no rule lets everybody in", {}, {}, "198.51.100.1", true);
    row("an allow list shuts the others out", {office}, {}, "198.51.100.1", false);
    row("an allow list lets its own in", {office}, {}, "192.0.2.9", true);
    row("a deny list shuts its own out", {}, {office}, "192.0.2.9", false);
    row("a deny list lets the others in", {}, {office}, "198.51.100.1", true);
    row("a narrower allow opens a deny", {desk}, {office}, "192.0.2.7", true);
    row("a narrower deny closes an allow", {office}, {desk}, "192.0.2.7", false);
    row("deny wins a tie", {office}, {office}, "192.0.2.7", false);
    row("an IPv4 client of a dual-stack socket is an IPv4 client", {}, {office}, "::ffff:192.0.2.9", false);
    row("families do not mix", {office}, {}, "2001:db8::1", false);
}

void TestClientPolicy::theMostSpecificRuleWinsAndDenyWinsATie()
{
    QFETCH(QStringList, allow);
    QFETCH(QStringList, deny);
    QFETCH(QString, client);
    const edge::ClientPolicy policy(networks(allow), networks(deny));
    QTEST(policy.admits(IpAddress::parse(client.toStdString()).value()), "admitted");
}

TURNPIKE_TEST_MAIN(QCoreApplication, TestClientPolicy)
#include "tst_client_policy.moc"
