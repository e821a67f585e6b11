// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/pairing_code.h"

#include "core/base/random.h"
#include "core/document/atomic_file.h"
#include "core/document/regular_file.h"
#include "core/wire/json.h"
#include "core/wire/json_reader.h"

#include <QFile>
#include <QJsonDocument>

#include <openssl/crypto.h>

namespace turnpike::trust {

using namespace Qt::StringLiterals;

namespace {

// RFC 4648 section 6: no 0, 1, 8 or 9, which are mistaken for O, I, B and g.
constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr int kLetters = 16;
constexpr int kGroup = 4;
constexpr char kRemedy[] = "print a new code on the relay's machine with turnpiked --pair";

/// Names this run of the machine: within one, every process reads the same monotonic clock.
QString bootId()
{
    QFile file(u"/proc/sys/kernel/random/boot_id"_s);
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.readAll().trimmed()) : QString();
}

double millisecondsOf(MonotonicTime time)
{
    return static_cast<double>(std::chrono::ceil<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

/// What a person typed, as it was meant.
QByteArray normalized(const QString &code)
{
    QByteArray letters;
    for (const QChar typed : code.toUpper()) {
        const char letter = typed.toLatin1();
        if (letter == '0')
            letters += 'O';
        else if (letter == '1')
            letters += 'I';
        else if (letter == '8')
            letters += 'B';
        else if (letter != '-' && !typed.isSpace())
            letters += letter;
    }
    return letters;
}

} // namespace

PairingCode::PairingCode(wire::Role role, MonotonicTime now)
    : m_role(role)
    , m_validUntil(now + kLifetime)
{
    for (int i = 0; i < kLetters; ++i) {
        if (i > 0 && i % kGroup == 0)
            m_text += u'-';
        m_text += QLatin1Char(kAlphabet[randomBelow(sizeof kAlphabet - 1)]);
    }
}

Result<void> PairingCode::write(const QString &fileName) const
{
    const QJsonObject json{{u"code"_s, m_text},
                           {u"role"_s, wire::toText(m_role)},
                           {u"boot"_s, bootId()},
                           {u"validUntilMilliseconds"_s, millisecondsOf(m_validUntil)}};
    return document::writeFileAtomically(fileName, QJsonDocument(json).toJson(QJsonDocument::Compact));
}

Result<PairingCode> PairingCode::read(const QString &fileName)
{
    constexpr qint64 kLongest = 1024;
    auto read = document::readRegularFile(fileName, kLongest, "the pairing code");
    if (!read) {
        read.error().remedy = kRemedy;
        return tl::make_unexpected(read.error());
    }
    const auto json = wire::parseObject(*read, fileName);
    if (!json)
        return tl::make_unexpected(json.error());
    wire::JsonReader reader(*json, u"pairing code"_s);
    PairingCode code;
    code.m_text = reader.text("code");
    const auto role = wire::roleFromText(reader.text("role"));
    const QString boot = reader.text("boot");
    const auto validUntil = std::chrono::milliseconds(reader.number("validUntilMilliseconds"));
    // Monotonic time began anew when the machine was started: a code of before has no place on it.
    code.m_validUntil = boot == bootId() ? MonotonicTime(validUntil) : MonotonicTime::min();
    if (reader.finish())
        return tl::make_unexpected(*reader.finish());
    if (!role)
        return tl::make_unexpected(role.error());
    code.m_role = *role;
    if (normalized(code.m_text).size() != kLetters)
        return fail(Error::Code::InvalidValue, "this is no pairing code", fileName.toStdString(), {},
                    kRemedy);
    return code;
}

bool PairingCode::isValid(MonotonicTime now) const
{
    return m_wrongTries < kMostWrongTries && now < m_validUntil;
}

bool PairingCode::isTypedAs(const QString &code) const
{
    const QByteArray expected = normalized(m_text);
    // Compared at full length whatever was typed, so that time tells nothing.
    const QByteArray given = normalized(code).leftJustified(kLetters, '\0', true);
    return CRYPTO_memcmp(given.constData(), expected.constData(), kLetters) == 0 &&
           normalized(code).size() == kLetters;
}

QString PairingCode::beginning() const
{
    return m_text.left(kGroup) + u"-\u2026"_s;
}

Result<void> PairingCode::check(const QString &code, MonotonicTime now)
{
    if (m_wrongTries >= kMostWrongTries) {
        return fail(Error::Code::Unauthenticated, "the pairing code is void after a hundred wrong tries",
                    "code", {}, kRemedy);
    }
    if (now >= m_validUntil)
        return fail(Error::Code::Unauthenticated, "the pairing code has expired", "code", {}, kRemedy);
    if (isTypedAs(code))
        return {};
    ++m_wrongTries;
    return fail(Error::Code::Unauthenticated, "this is not the pairing code", "code",
                "the code that the relay printed", "compare it with what turnpiked printed");
}

} // namespace turnpike::trust
