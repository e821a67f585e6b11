// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/proxy/header.h"
#include "tests/relay/net/loopback.h"
#include "tests/relay/proxy/example_headers.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::proxy;
using namespace turnpike::testing;

namespace {

constexpr std::size_t kLongest = 2048;

const ToldAddresses kTold4{TransportAddress::parse("192.0.2.7:40000").value(),
                           TransportAddress::parse("198.51.100.1:443").value()};
const ToldAddresses kTold6{TransportAddress::parse("[2001:db8::7]:40000").value(),
                           TransportAddress::parse("[2001:db8::1]:443").value()};

Header read(const std::string &text, std::size_t longest = kLongest)
{
    return Header::read(bytesOf(text), longest);
}

} // namespace

/// The header of the PROXY protocol, byte by byte.
class TestHeader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aGoodHeaderIsReadHoweverItIsCut_data()
    {
        QTest::addColumn<std::string>("header");
        QTest::addColumn<int>("family"); // 0: it tells no address
        const auto row = [](const char *name, const std::string &header, int family) {
            QTest::newRow(name) << header << family;
        };
        row("1, IPv4", "PROXY TCP4 192.0.2.7 198.51.100.1 40000 443\r\n", 4);
        row("1, IPv6", "PROXY TCP6 2001:db8::7 2001:DB8:0:0:0:0:0:1 40000 443\r\n", 6);
        row("1, unknown", "PROXY UNKNOWN\r\n", 0);
        row("1, unknown with anything",
            "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
            0);
        row("2, IPv4", binaryHeader(0x21, 0x11, kAddresses4), 4);
        row("2, IPv6", binaryHeader(0x21, 0x21, kAddresses6), 6);
        row("2, values", binaryHeader(0x21, 0x21, kAddresses6 + tlv(0xEE, "unknown") + tlv(4, "")), 6);
        row("2, checksum", checkedHeader(), 4);
        row("2, of the balancer", binaryHeader(0x20, 0x00, ""), 0);
        row("2, of the balancer, with what does not matter", binaryHeader(0x20, 0xFF, "rubbish"), 0);
        row("2, of nobody known", binaryHeader(0x21, 0x00, "rubbish"), 0);
        row("2, UDP", binaryHeader(0x21, 0x12, kAddresses4), 0);
        row("2, a Unix socket", binaryHeader(0x21, 0x31, std::string(216, 'x')), 0);
    }
    void aGoodHeaderIsReadHoweverItIsCut()
    {
        QFETCH(const std::string, header);
        QFETCH(const int, family);
        for (std::size_t size = 0; size < header.size(); ++size)
            QVERIFY(read(header.substr(0, size)).status == Header::Status::NeedMore);
        for (const std::string rest : {"", "\r", "what follows"}) {
            const Header whole = read(header + rest);
            QVERIFY2(whole.status == Header::Status::Whole, std::string(whole.reason).c_str());
            QCOMPARE(whole.size, header.size());
            QVERIFY(whole.told == (family == 4   ? std::optional(kTold4)
                                   : family == 6 ? std::optional(kTold6)
                                                 : std::nullopt));
        }
    }

    void aBadHeaderIsRefusedAsSoonAsItIsBad_data()
    {
        QTest::addColumn<std::string>("header");
        QTest::addColumn<std::string>("reason");
        const auto row = [](const char *name, const std::string &header, const char *reason) {
            QTest::newRow(name) << header << std::string(reason);
        };
        row("a request", "GET / HTTP/1.1\r\n", "no PROXY header");
        row("a TLS greeting", "\x16\x03\x01", "no PROXY header");
        row("another word", "PROXI", "no PROXY header");
        row("two spaces", "PROXY  TCP4 192.0.2.7 198.51.100.1 1 2\r\n", "neither TCP4");
        row("another protocol", "PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n", "neither TCP4");
        row("a longer word", "PROXY UNKNOWNS\r\n", "neither TCP4");
        row("nothing", "PROXY \r\n", "neither TCP4");
        row("a line feed alone", "PROXY UNKNOWN\n", "CR LF");
        row("a carriage return alone", "PROXY UNKNOWN\rx", "CR LF");
        row("without an end", "PROXY UNKNOWN " + std::string(93, 'x'), "longer than any");
        row("an end too late", "PROXY UNKNOWN " + std::string(92, 'x') + '\r', "longer than any");
        row("addresses of the other family", "PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n", "none");
        row("addresses of two families", "PROXY TCP6 2001:db8::7 192.0.2.7 1 2\r\n", "none");
        row("no address", "PROXY TCP4 192.0.2 198.51.100.1 1 2\r\n", "none");
        row("leading zeros", "PROXY TCP4 192.0.02.7 198.51.100.1 1 2\r\n", "none");
        row("a port with a leading zero", "PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n", "none");
        row("a port with a sign", "PROXY TCP4 192.0.2.7 198.51.100.1 +1 2\r\n", "none");
        row("a port that is too large", "PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n", "none");
        row("a field too few", "PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n", "none");
        row("a field too many", "PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n", "none");
        row("a space at the end", "PROXY TCP4 192.0.2.7 198.51.100.1 1 2 \r\n", "none");
        row("version 3", kSignature + "\x31", "unknown version");
        row("version 1 in the binary form", kSignature + "\x11", "unknown version");
        row("a command", kSignature + "\x22", "unknown command");
        row("a family", kSignature + "\x21\x41", "unknown protocol");
        row("a protocol", kSignature + "\x21\x13", "unknown protocol");
        row("a length that lies", binaryHeader(0x21, 0x11, kAddresses4.substr(1)), "too short");
        row("IPv6 in the length of IPv4", binaryHeader(0x21, 0x21, kAddresses4), "too short");
        row("too long", kSignature + "\x21\x11\xFF\xFF", "strangerMessageBytes");
        row("half a value", binaryHeader(0x21, 0x11, kAddresses4 + "\xEE"), "longer than the header");
        row("a value that is longer", binaryHeader(0x21, 0x11, kAddresses4 + std::string("\xEE\0\x02x", 4)),
            "longer than the header");
        row("a short checksum", binaryHeader(0x21, 0x11, kAddresses4 + tlv(3, "abc")), "checksum");
        std::string changed = checkedHeader();
        changed[18] = '\x63';
        row("another client under the same checksum", changed, "checksum");
    }
    void aBadHeaderIsRefusedAsSoonAsItIsBad()
    {
        QFETCH(const std::string, header);
        QFETCH(const std::string, reason);
        for (std::size_t size = 0; size <= header.size(); ++size) {
            const Header cut = read(header.substr(0, size));
            QVERIFY(cut.status != Header::Status::Whole);
            if (size < header.size() && cut.status == Header::Status::NeedMore)
                continue;
            QVERIFY(cut.status == Header::Status::Broken);
            QVERIFY2(cut.reason.find(reason) != std::string_view::npos, std::string(cut.reason).c_str());
        }
    }

    void aHeaderIsNoLongerThanWhatAStrangerMaySay()
    {
        const std::string header = binaryHeader(0x21, 0x11, kAddresses4 + tlv(4, std::string(569, 'x')));
        QCOMPARE(header.size(), std::size_t{600});
        QVERIFY(read(header, 600).status == Header::Status::Whole);
        QVERIFY(read(header, 599).status == Header::Status::Broken);
        QVERIFY(read(header.substr(0, 16), 599).status == Header::Status::Broken);
    }

    void theFirstBytesTellWhatMayBecomeAHeader()
    {
        for (const std::string &signature : {std::string("PROXY "), kSignature}) {
            for (std::size_t size = 0; size < signature.size(); ++size) {
                QVERIFY(likenessToHeader(bytesOf(signature.substr(0, size))) == Likeness::Perhaps);
                std::string other = signature.substr(0, size) + '\x7F';
                QVERIFY(likenessToHeader(bytesOf(other)) == Likeness::None);
            }
            QVERIFY(likenessToHeader(bytesOf(signature)) == Likeness::Certain);
            QVERIFY(likenessToHeader(bytesOf(signature + "more")) == Likeness::Certain);
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestHeader)
#include "tst_header.moc"
