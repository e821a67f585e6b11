// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bit_rate.h"
#include "core/base/ip_network.h"
#include "core/base/port.h"

#include <QJsonValue>
#include <QMetaEnum>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QTime>
#include <QVariant>

#include <chrono>

namespace turnpike::model {

/// What a value property holds; decides its JSON form, its text form and its editor.
enum class ValueKind {
    Text,
    Boolean,
    Integer,
    Real,
    Enumeration,
    Port,
    PortRange,
    Duration, ///< std::chrono::seconds or minutes; the number counts the property's unit
    BitRate,
    TimeOfDay,
    Address,
    TextList,
    NetworkList
};

/// The syntax of a text (or of every item of a text list).
enum class TextFormat {
    Free,            ///< one line
    Message,         ///< text for people, of several lines
    Name,            ///< key of a list entry: letters, digits, '.', '_', '-'
    HostName,        ///< fully qualified domain name
    CertificateName, ///< the same, or "*." and such a name (RFC 6125 section 6.4.3)
    HttpUrl,         ///< http or https
    LdapUrl,         ///< ldap or ldaps
    FilePath,
    FileExtension, ///< ".exe"
    UrlScheme,     ///< "http:", "www*": how a link begins
    HexKey,        ///< 32 or 96 hexadecimal digits: a derived long-term key
    UserName,      ///< USERNAME of STUN: OpaqueString (RFC 8265), at most 508 bytes
    Realm,         ///< REALM of STUN: OpaqueString, at most 127 characters
    Separator,     ///< one character of ASCII that is no letter, digit or space
    AddressAndPort,
    Moment, ///< of UTC: "2026-12-31T23:59:59Z"
    RegularExpression
};

/// Type of a value property. Text, JSON and command line go through parse()/format() of this one class.
class ValueType {
public:
    ValueType() = default;
    template <class Type>
    [[nodiscard]] static ValueType of();

    [[nodiscard]] ValueKind kind() const { return m_kind; }
    [[nodiscard]] TextFormat format() const { return m_format; }
    void setFormat(TextFormat format) { m_format = format; }
    [[nodiscard]] QMetaType metaType() const { return m_metaType; }
    /// Names of an enumeration's values, in order; empty for other kinds.
    [[nodiscard]] QStringList enumerators() const;

    /// From what a person typed. Durations and bit rates may carry a unit; names and realms of STUN come out
    /// prepared, so that one name has one spelling.
    [[nodiscard]] Result<QVariant> parse(const QString &text) const;
    /// What a person reads and parse() takes back.
    [[nodiscard]] QString toText(const QVariant &value) const;
    [[nodiscard]] Result<QVariant> fromJson(const QJsonValue &json) const;
    [[nodiscard]] QJsonValue toJson(const QVariant &value) const;
    /// Syntax only: the format of texts. Ranges belong to the property.
    [[nodiscard]] Result<void> check(const QVariant &value) const;
    /// "a port, 1 to 65535", "block, allowAsText or warn".
    [[nodiscard]] QString allowedText() const;

private:
    ValueKind m_kind = ValueKind::Text;
    TextFormat m_format = TextFormat::Free;
    QMetaType m_metaType;
    QMetaEnum m_enum;
};

/// Checks one text against a format; the error says what is allowed.
[[nodiscard]] Result<void> checkText(TextFormat format, const QString &text);

using NetworkList = QList<IpNetwork>;

template <class Type>
ValueType ValueType::of()
{
    ValueType type;
    type.m_metaType = QMetaType::fromType<Type>();
    if constexpr (std::is_same_v<Type, bool>)
        type.m_kind = ValueKind::Boolean;
    else if constexpr (std::is_same_v<Type, int>)
        type.m_kind = ValueKind::Integer;
    else if constexpr (std::is_same_v<Type, double>)
        type.m_kind = ValueKind::Real;
    else if constexpr (std::is_enum_v<Type>) {
        type.m_kind = ValueKind::Enumeration;
        type.m_enum = QMetaEnum::fromType<Type>();
    } else if constexpr (std::is_same_v<Type, Port>)
        type.m_kind = ValueKind::Port;
    else if constexpr (std::is_same_v<Type, PortRange>)
        type.m_kind = ValueKind::PortRange;
    else if constexpr (std::is_same_v<Type, std::chrono::seconds> ||
                       std::is_same_v<Type, std::chrono::minutes>)
        type.m_kind = ValueKind::Duration;
    else if constexpr (std::is_same_v<Type, BitRate>)
        type.m_kind = ValueKind::BitRate;
    else if constexpr (std::is_same_v<Type, QTime>)
        type.m_kind = ValueKind::TimeOfDay;
    else if constexpr (std::is_same_v<Type, IpAddress>)
        type.m_kind = ValueKind::Address;
    else if constexpr (std::is_same_v<Type, QStringList>)
        type.m_kind = ValueKind::TextList;
    else if constexpr (std::is_same_v<Type, NetworkList>)
        type.m_kind = ValueKind::NetworkList;
    else
        static_assert(std::is_same_v<Type, QString>, "a property type that ValueType does not know");
    return type;
}

} // namespace turnpike::model
