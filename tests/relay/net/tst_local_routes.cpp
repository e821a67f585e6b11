// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/local_routes.h"
#include "tests/support/main.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>

using namespace turnpike;
using net::readRouteMessages;

namespace {

template <class Value>
QByteArray bytesOfValue(const Value &value)
{
    return {reinterpret_cast<const char *>(&value), sizeof value};
}

QByteArray message(std::uint16_t type, const QByteArray &body)
{
    nlmsghdr header{};
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + static_cast<std::size_t>(body.size()));
    header.nlmsg_type = type;
    return bytesOfValue(header) + body;
}

QByteArray route(std::uint8_t table, std::uint8_t type, std::uint8_t prefixLength,
                 const QByteArray &destination)
{
    rtmsg body{};
    body.rtm_family = destination.size() == 16 ? AF_INET6 : AF_INET;
    body.rtm_table = table;
    body.rtm_type = type;
    body.rtm_dst_len = prefixLength;
    QByteArray bytes = bytesOfValue(body);
    if (!destination.isEmpty())
        bytes +=
            bytesOfValue(rtattr{static_cast<std::uint16_t>(4 + destination.size()), RTA_DST}) + destination;
    return message(RTM_NEWROUTE, bytes);
}

net::RouteMessages read(const QByteArray &bytes)
{
    return readRouteMessages(
        std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))));
}

const QByteArray kNet = QByteArray::fromHex("c0a84d00");
const QByteArray kNetV6 = QByteArray::fromHex("26000000000000070000000000000000");

} // namespace

/// What the kernel says about the addresses that end at this machine.
class TestLocalRoutes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void prefixesOfBothFamiliesAreRead()
    {
        const auto messages =
            read(route(RT_TABLE_LOCAL, RTN_LOCAL, 24, kNet) + route(RT_TABLE_LOCAL, RTN_ANYCAST, 64, kNetV6) +
                 message(NLMSG_DONE, QByteArray(4, '\0')));
        QCOMPARE(messages.local.size(), std::size_t{2});
        QCOMPARE(messages.local[0].toString(), std::string("192.168.77.0/24"));
        QCOMPARE(messages.local[1].toString(), std::string("2600:0:0:7::/64"));
        QVERIFY(messages.changesAddresses && messages.isComplete);
        QCOMPARE(read(route(RT_TABLE_LOCAL, RTN_LOCAL, 0, {})).local.at(0).toString(),
                 std::string("0.0.0.0/0"));
    }

    // A transparent proxy routes everything to itself in a table of its own, for marked packets only.
    void otherRoutesAreNotThisMachine()
    {
        const auto messages =
            read(route(100, RTN_LOCAL, 0, {}) + route(RT_TABLE_MAIN, RTN_UNICAST, 24, kNet) +
                 route(RT_TABLE_LOCAL, RTN_BROADCAST, 32, kNet));
        QVERIFY(messages.local.empty() && !messages.changesAddresses && !messages.isComplete);
        QVERIFY(read(message(RTM_DELADDR, {})).changesAddresses);
        QCOMPARE(read(message(NLMSG_ERROR, bytesOfValue(int{-13}))).error, 13);
    }

    void lengthsThatLieEndTheReading()
    {
        const QByteArray good = route(RT_TABLE_LOCAL, RTN_LOCAL, 24, kNet);
        for (qsizetype size = 0; size < good.size(); ++size)
            QVERIFY(read(QByteArray(good.first(size))).local.empty());
        for (qsizetype at = 0; at < good.size(); ++at) {
            for (const char value : {'\0', '\1', '\3', '\x7f', '\xff'}) {
                QByteArray bent = good;
                bent[at] = value;
                QVERIFY(read(QByteArray(bent)).local.size() <= 1);
            }
        }
        QVERIFY(read(route(RT_TABLE_LOCAL, RTN_LOCAL, 33, kNet)).local.empty());
        QVERIFY(read(route(RT_TABLE_LOCAL, RTN_LOCAL, 24, kNet.first(3))).local.empty());
    }

    void theKernelAnswers()
    {
        const auto routes = net::localRoutes(AddressFamily::V4);
        QVERIFY(routes.has_value());
        const IpAddress loopback = IpAddress::v4(0x7F4D0001); // of lo's prefix, at no interface
        QVERIFY(
            std::ranges::any_of(*routes, [&](const IpNetwork &local) { return local.contains(loopback); }));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLocalRoutes)
#include "tst_local_routes.moc"
