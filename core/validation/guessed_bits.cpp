// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/guessed_bits.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace turnpike::validation {

namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype kLongest = 64;
/// A pattern that is shorter than this costs no less than its characters.
constexpr qsizetype kShortestPattern = 4;
/// Which pattern it is, where it begins and how long it is.
constexpr double kPatternBits = 8;

/// Rows of keyboards, and what stands in every list of common passwords; in lower case.
constexpr std::array kCommon = {u"qwertyuiop",
                                u"qwertzuiop",
                                u"azertyuiop",
                                u"asdfghjkl",
                                u"zxcvbnm",
                                u"yxcvbnm",
                                u"1qaz2wsx",
                                u"password",
                                u"passwort",
                                u"passw0rd",
                                u"p@ssw0rd",
                                u"secret",
                                u"s3cret",
                                u"shared",
                                u"turnserver",
                                u"turnpike",
                                u"coturn",
                                u"static",
                                u"auth",
                                u"admin",
                                u"administrator",
                                u"changeme",
                                u"default",
                                u"letmein",
                                u"welcome",
                                u"example",
                                u"server",
                                u"test",
                                u"superman",
                                u"iloveyou",
                                u"monkey",
                                u"dragon",
                                u"football",
                                u"baseball",
                                u"sunshine",
                                u"princess",
                                u"master",
                                u"trustno1",
                                u"whatever",
                                u"hello",
                                u"internet",
                                u"company",
                                u"webrtc",
                                u"jitsi",
                                u"matrix",
                                u"synapse",
                                u"nextcloud",
                                u"north",
                                u"correcthorsebatterystaple",
                                u"correct",
                                u"horse",
                                u"battery",
                                u"staple"};

/// How many characters from `begin` on go on as the first two do: "aaaa", "abcd", "9876", "2468".
qsizetype runAt(const QString &text, qsizetype begin)
{
    if (begin + 1 >= text.size())
        return 1;
    const int step = text[begin + 1].unicode() - text[begin].unicode();
    if (step < -2 || step > 2)
        return 1;
    qsizetype end = begin + 2;
    while (end < text.size() && text[end].unicode() - text[end - 1].unicode() == step)
        ++end;
    return end - begin;
}

/// How many characters from `begin` on stood there before.
qsizetype repetitionAt(const QString &text, qsizetype begin)
{
    qsizetype longest = 0;
    for (qsizetype earlier = 0; earlier < begin; ++earlier) {
        qsizetype length = 0;
        while (begin + length < text.size() && text[earlier + length] == text[begin + length])
            ++length;
        longest = std::max(longest, length);
    }
    return longest;
}

qsizetype commonTextAt(const QString &lower, qsizetype begin, const QStringList &known)
{
    const QStringView rest = QStringView(lower).sliced(begin);
    qsizetype longest = 0;
    const auto consider = [&](QStringView word) {
        // A part of a row of keys is as easy as the whole.
        qsizetype length = 0;
        while (length < word.size() && length < rest.size() && word[length] == rest[length])
            ++length;
        longest = std::max(longest, length);
    };
    for (const char16_t *word : kCommon)
        consider(word);
    for (const QString &word : known)
        consider(word);
    return longest;
}

/// Of how many characters one is drawn, by the kinds of them that occur.
double alphabetOf(const QString &text)
{
    const auto has = [&text](auto isKind) { return std::any_of(text.begin(), text.end(), isKind); };
    const auto isHexLetter = [](QChar c) { return c.toLower() >= u'a' && c.toLower() <= u'f'; };
    const bool hasOnlyHex = !has([&](QChar c) { return !(c >= u'0' && c <= u'9') && !isHexLetter(c); });
    if (hasOnlyHex)
        return has(isHexLetter) ? 16 : 10;
    double size = 0;
    size += has([](QChar c) { return c >= u'a' && c <= u'z'; }) ? 26 : 0;
    size += has([](QChar c) { return c >= u'A' && c <= u'Z'; }) ? 26 : 0;
    size += has([](QChar c) { return c >= u'0' && c <= u'9'; }) ? 10 : 0;
    size += has([](QChar c) { return c > u' ' && c < u'\u007f' && !c.isLetterOrNumber(); }) ? 20 : 0;
    size += has([](QChar c) { return c > u'\u007f'; }) ? 60 : 0;
    return std::max(size, 2.0);
}

} // namespace

double guessedBits(const QString &secret, const QStringList &known)
{
    const QString text = secret.left(kLongest);
    const QString lower = text.toLower();
    QStringList knownLower;
    for (const QString &word : known)
        knownLower += word.toLower();
    const double bitsOfOne = std::log2(alphabetOf(text));
    double bits = 0;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype pattern =
            std::max({runAt(lower, at), repetitionAt(lower, at), commonTextAt(lower, at, knownLower)});
        if (pattern < kShortestPattern) {
            bits += bitsOfOne;
            ++at;
            continue;
        }
        bits += std::min(kPatternBits, bitsOfOne * static_cast<double>(pattern));
        at += pattern;
    }
    return bits;
}

bool isGuessable(const QString &secret, const QStringList &known)
{
    constexpr double kFewestBits = 48;
    return guessedBits(secret, known) < kFewestBits;
}

QStringList firstGuesses(const QString &user, const QString &realm)
{
    return {QString(),   user,          realm,     user + u'1',   u"password"_s, u"Password1"_s, u"secret"_s,
            u"123456"_s, u"12345678"_s, u"1234"_s, u"changeme"_s, u"test"_s,     u"turn"_s,      u"coturn"_s,
            u"guest"_s,  u"admin"_s,    u"user"_s, u"pass"_s,     u"qwerty"_s,   u"letmein"_s};
}

bool isAmongFirstGuesses(const QString &password, const QString &user, const QString &realm)
{
    return firstGuesses(user, realm).contains(password);
}

} // namespace turnpike::validation
