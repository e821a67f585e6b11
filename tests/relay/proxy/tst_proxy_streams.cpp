// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/proxy/trusted_stream.h"
#include "relay/proxy/untrusted_stream.h"
#include "tests/relay/net/memory_stream.h"
#include "tests/relay/proxy/example_headers.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::proxy;
using namespace turnpike::testing;

namespace {

const TransportAddress kPeer{kLoopback, Port{40000}};
const std::string kLine = "PROXY TCP4 192.0.2.7 198.51.100.1 40000 443\r\n";
const std::string kRest = "what the client says";

struct Heard : TrustedStream::Waiter, StrangerObserver {
    int read = 0;
    int ended = 0;
    std::string refused;
    int strangers = 0;
    void headerRead(TrustedStream &) override { ++read; }
    void headerRefused(TrustedStream &, std::string_view reason) override { refused = reason; }
    void endedBeforeHeader(TrustedStream &) override { ++ended; }
    void headerOfStranger(const TransportAddress &) override { ++strangers; }
};

struct Trusted {
    Wire wire;
    Heard heard;
    Stream client;
    TrustedStream stream{std::make_unique<WireStream>(wire), kPeer};
    Trusted()
    {
        if (!stream.awaitHeader(heard, 2048))
            qFatal("the wait for a header did not begin");
    }
    void say(const std::string &text) { wire.handler->bytesReceived(bytesOf(text)); }
    void start()
    {
        if (!stream.start(client))
            qFatal("the stream did not start");
    }
};

struct Untrusted {
    Wire wire;
    Heard heard;
    Stream client;
    UntrustedStream stream{std::make_unique<WireStream>(wire), heard, kPeer};
    Untrusted()
    {
        if (!stream.start(client))
            qFatal("the stream did not start");
    }
    void say(const std::string &text) { wire.handler->bytesReceived(bytesOf(text)); }
};

} // namespace

/// Connections with a PROXY header in front, and those that may have none.
class TestProxyStreams : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void whatFollowsTheHeaderIsTheClientsHoweverItIsCut()
    {
        for (const std::string &header : {kLine, checkedHeader()}) {
            const std::string all = header + kRest;
            for (std::size_t cut = 1; cut < all.size(); ++cut) {
                Trusted one;
                one.say(all.substr(0, cut));
                QCOMPARE(one.heard.read, cut < header.size() ? 0 : 1);
                if (one.heard.read == 1) {
                    QVERIFY(!one.wire.isReading);
                    one.start();
                    QVERIFY(one.wire.isReading);
                    one.say(all.substr(cut));
                } else {
                    one.say(all.substr(cut));
                    QCOMPARE(one.heard.read, 1);
                    one.start();
                }
                QCOMPARE(one.client.text, kRest);
                QCOMPARE(one.stream.told()->client.toString(), std::string("192.0.2.7:40000"));
                QCOMPARE(one.stream.localAddress().toString(), std::string("198.51.100.1:443"));
            }
        }
    }

    void aByteAtATimeIsAHeaderToo()
    {
        Trusted one;
        for (const char byte : kLine)
            one.say(std::string(1, byte));
        QCOMPARE(one.heard.read, 1);
        one.start();
        QCOMPARE(one.client.text, std::string());
        one.say(kRest);
        QCOMPARE(one.client.text, kRest);
    }

    void whatDoesNotTellAnAddressKeepsItsOwn()
    {
        Trusted one;
        one.say(binaryHeader(0x20, 0, ""));
        QVERIFY(!one.stream.told());
        QVERIFY(one.stream.localAddress() == (TransportAddress{kLoopback, Port{5349}}));
    }

    void anEndWhileNobodyListensIsHeardLater()
    {
        Trusted one;
        one.say(kLine + kRest);
        one.wire.handler->streamEnded();
        QCOMPARE(one.heard.ended, 0);
        one.start();
        QCOMPARE(one.client.text, kRest);
        QCOMPARE(one.client.ended, 1);
    }

    void whoeverClosesWhileItHearsTheBeginningHearsNoEnd()
    {
        Trusted one;
        one.say(kLine + kRest);
        one.wire.handler->streamEnded();
        one.client.onBytes = [&one] { one.stream.close(); };
        one.start();
        QCOMPARE(one.client.ended, 0);
    }

    void anEndBeforeTheHeaderIsTold()
    {
        Trusted one;
        one.say("PROXY");
        one.wire.handler->streamEnded();
        QCOMPARE(one.heard.ended, 1);
        QVERIFY(one.stream.hasBegun());
    }

    void aBadHeaderIsToldOnce()
    {
        Trusted one;
        one.say("GET / HTTP/1.1\r\n");
        QCOMPARE(one.heard.refused, std::string("no PROXY header"));
        one.heard.refused.clear();
        one.say("\r\n");
        QCOMPARE(one.heard.refused, std::string());
    }

    void theHeaderOfAStrangerEndsItsConnectionHoweverItIsCut()
    {
        for (const std::string &header : {kLine, checkedHeader()}) {
            for (std::size_t cut = 1; cut < header.size(); ++cut) {
                Untrusted one;
                one.say(header.substr(0, cut));
                if (one.heard.strangers == 0)
                    one.say(header.substr(cut));
                QCOMPARE(one.heard.strangers, 1);
                QCOMPARE(one.client.text, std::string());
                QCOMPARE(one.client.ended, 1);
                QVERIFY(!one.wire.isOpen);
            }
        }
    }

    void anythingElseOfAStrangerPassesUnchangedHoweverItIsCut()
    {
        for (const std::string &all : {std::string("PROXIES and more"), kSignature.substr(0, 11) + "and more",
                                       std::string("\0\x01 a request", 12)}) {
            for (std::size_t cut = 1; cut < all.size(); ++cut) {
                Untrusted one;
                one.say(all.substr(0, cut));
                one.say(all.substr(cut));
                one.say(kRest);
                QCOMPARE(one.client.text, all + kRest);
                QCOMPARE(one.heard.strangers, 0);
            }
        }
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestProxyStreams)
#include "tst_proxy_streams.moc"
