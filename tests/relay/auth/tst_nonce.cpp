// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/auth/base64.h"
#include "relay/auth/nonce.h"
#include "tests/support/main.h"

#include <bit>
#include <unordered_set>

using namespace turnpike;
using namespace turnpike::auth;
using namespace std::chrono_literals;

namespace {

NonceIssuer::Key keyOf(std::uint8_t first)
{
    NonceIssuer::Key key{};
    key[0] = first;
    return key;
}

const WallTime kMadeAt{1'735'689'600s};
constexpr auto kLifetime = 3600s;
constexpr SecurityOffer kOffer{.sha256 = true, .userHash = false};

TransportAddress client(const char *text = "198.51.100.7:4000")
{
    return TransportAddress::parse(text).value();
}

} // namespace

/// A nonce is worth something for one client, with one key, for a while.
class TestNonce : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void itIsShortPrintableText()
    {
        const std::string nonce = NonceIssuer(keyOf(1)).issue(client(), kMadeAt, kOffer);
        QCOMPARE(nonce.size(), NonceIssuer::kTextSize);
        QVERIFY(
            std::ranges::all_of(nonce, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; }));
    }

    // RFC 8489 section 9.2: bit 0 is the leftmost, as in the example of RFC 8656.
    void itBeginsWithWhatIsOffered()
    {
        const NonceIssuer issuer(keyOf(1));
        QVERIFY(issuer.issue(client(), kMadeAt, {}).starts_with("obMatJos2gAAA"));
        QVERIFY(issuer.issue(client(), kMadeAt, kOffer).starts_with("obMatJos2gAAA"));
        QVERIFY(issuer.issue(client(), kMadeAt, {.userHash = true}).starts_with("obMatJos2wAAA"));
    }

    void itIsWorthNothingUnderAnotherOffer()
    {
        const NonceIssuer issuer(keyOf(1));
        for (const SecurityOffer made : {SecurityOffer{}, SecurityOffer{true, false},
                                         SecurityOffer{false, true}, SecurityOffer{true, true}}) {
            const std::string nonce = issuer.issue(client(), kMadeAt, made);
            for (const SecurityOffer now : {SecurityOffer{}, SecurityOffer{true, false},
                                            SecurityOffer{false, true}, SecurityOffer{true, true}})
                QCOMPARE(issuer.verify(nonce, client(), kMadeAt, kLifetime, now) == NonceState::Valid,
                         now == made);
        }
    }

    // T20: its age, and the clock of another server of the fleet
    void itLivesExactlyAsLongAsAllowed()
    {
        const NonceIssuer issuer(keyOf(1));
        const std::string nonce = issuer.issue(client(), kMadeAt, kOffer);
        const auto after = [&](std::chrono::milliseconds age) {
            return issuer.verify(nonce, client(), kMadeAt + age, kLifetime, kOffer);
        };
        QVERIFY(after(0ms) == NonceState::Valid);
        QVERIFY(after(kLifetime - 1ms) == NonceState::Valid);
        QVERIFY(after(kLifetime) == NonceState::Stale);
        QVERIFY(after(24h) == NonceState::Stale);
        // Another server of the fleet may be a little behind, but not an hour.
        QVERIFY(after(-5s) == NonceState::Valid);
        QVERIFY(after(-6s) == NonceState::Stale);
    }

    void itBelongsToOneClientAndOneKey()
    {
        const NonceIssuer issuer(keyOf(1));
        const std::string nonce = issuer.issue(client(), kMadeAt, kOffer);
        for (const char *other :
             {"198.51.100.7:4001", "198.51.100.8:4000", "[2001:db8::1]:4000", "[::c633:6407]:4000"})
            QVERIFY2(issuer.verify(nonce, client(other), kMadeAt, kLifetime, kOffer) == NonceState::Foreign,
                     other);
        QVERIFY(NonceIssuer(keyOf(2)).verify(nonce, client(), kMadeAt, kLifetime, kOffer) ==
                NonceState::Foreign);
        QVERIFY(NonceIssuer(keyOf(1)).verify(nonce, client(), kMadeAt, kLifetime, kOffer) ==
                NonceState::Valid);
    }

    // T20: every bit of it
    void noBitOfItMayChange()
    {
        const NonceIssuer issuer(keyOf(1));
        const std::string nonce = issuer.issue(client(), kMadeAt, kOffer);
        for (std::size_t bit = 0; bit < nonce.size() * 8; ++bit) {
            std::string changed = nonce;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
            QVERIFY(issuer.verify(changed, client(), kMadeAt, kLifetime, kOffer) == NonceState::Foreign);
        }
        for (const std::string &text : {std::string(), nonce.substr(1), nonce + nonce, nonce + "A",
                                        std::string(20, '='), std::string(20, '\0'), std::string(4000, 'A')})
            QVERIFY(issuer.verify(text, client(), kMadeAt, kLifetime, kOffer) == NonceState::Foreign);
    }

    // T20: a million of them
    void aMillionOfThemLookRandomAndDiffer()
    {
        const NonceIssuer issuer(keyOf(7));
        std::unordered_set<std::string> seen;
        std::array<int, 80> ones{};
        constexpr int kCount = 1'000'000;
        seen.reserve(kCount);
        for (std::uint32_t i = 0; i < kCount; ++i) {
            const std::string nonce = issuer.issue(
                {IpAddress::v4(0xC6336400 + i / 1000), Port{static_cast<std::uint16_t>(i % 1000 + 1)}},
                kMadeAt, kOffer);
            const auto raw = fromBase64(nonce.substr(SecurityOffer::kCookieSize) + "=");
            for (std::size_t bit = 0; bit < ones.size(); ++bit)
                ones[bit] += std::to_integer<int>((*raw)[4 + bit / 8] >> bit % 8 & std::byte{1});
            seen.insert(nonce);
        }
        QCOMPARE(seen.size(), std::size_t{kCount});
        // Each bit is a fair coin: a million throws stray by more than six standard deviations (3000)
        // once in a billion tests.
        for (const int count : ones)
            QVERIFY2(std::abs(count - kCount / 2) < 3000, qPrintable(QString::number(count)));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestNonce)
#include "tst_nonce.moc"
