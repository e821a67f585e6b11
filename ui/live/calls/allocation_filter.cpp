// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/calls/allocation_filter.h"

#include "core/base/text.h"
#include "ui/live/live_text.h"
#include "ui/workspace/written_number.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <string_view>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

using Field = AllocationFilter::Field;
using Operator = AllocationFilter::Operator;

enum class Kind { Text, Address, Number, BitRate, Duration };

struct FieldInfo {
    QStringView name;
    Field field;
    Kind kind;
};

constexpr std::array<FieldInfo, 18> kFields{{
    {u"user", Field::User, Kind::Text},
    {u"realm", Field::Realm, Kind::Text},
    {u"client", Field::Client, Kind::Address},
    {u"relayed", Field::Relayed, Kind::Address},
    {u"peer", Field::Peer, Kind::Address},
    {u"transport", Field::Transport, Kind::Text},
    {u"dialect", Field::Dialect, Kind::Text},
    {u"port", Field::Port, Kind::Number},
    {u"in", Field::In, Kind::BitRate},
    {u"out", Field::Out, Kind::BitRate},
    {u"rate", Field::Rate, Kind::BitRate},
    {u"packets", Field::Packets, Kind::Number},
    {u"dropped", Field::Dropped, Kind::Number},
    {u"age", Field::Age, Kind::Duration},
    {u"expires", Field::Expires, Kind::Duration},
    {u"channels", Field::Channels, Kind::Number},
    {u"permissions", Field::Permissions, Kind::Number},
    {u"worker", Field::Worker, Kind::Number},
}};

struct AllocationFilterWords {
    Q_DECLARE_TR_FUNCTIONS(AllocationFilter)
};

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// `needle` is lower case already.
bool containsText(std::string_view text, std::string_view needle)
{
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                       [](char a, char b) { return lower(a) == b; }) != text.end();
}

bool equalsText(std::string_view text, std::string_view wanted)
{
    return std::equal(text.begin(), text.end(), wanted.begin(), wanted.end(),
                      [](char a, char b) { return lower(a) == b; });
}

/// Writing an address out is dear with 10,000 rows; most words cannot be in one.
bool canBeInAddress(std::string_view word)
{
    return word.find_first_not_of("0123456789abcdef.:[]") == std::string_view::npos;
}

Result<double> parseNumber(const QString &text, Kind kind)
{
    static const QRegularExpression kPattern(u"^(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z/]*)$"_s);
    const auto match = kPattern.match(withPlainNumber(text));
    const QString unit = match.captured(2);
    double factor = 0;
    QString allowed;
    if (kind == Kind::Duration) {
        allowed = AllocationFilterWords::tr("seconds, or a number with s, m, h or d");
        const QString units = u"smhd"_s;
        const std::array<double, 4> factors{1, 60, 3600, 86400};
        if (unit.isEmpty())
            factor = 1;
        else if (unit.size() == 1 && units.contains(unit))
            factor = factors[static_cast<std::size_t>(units.indexOf(unit))];
    } else {
        allowed = kind == Kind::BitRate ? AllocationFilterWords::tr("bit/s, or a number with k, M or G")
                                        : AllocationFilterWords::tr("a number, also with k, M or G");
        QString prefix = unit;
        if (kind == Kind::BitRate)
            prefix.remove(u"bit/s"_s);
        factor = prefix.isEmpty()                                         ? 1
                 : prefix.compare(u"k"_s, Qt::CaseInsensitive) == 0       ? 1e3
                 : prefix == u"M" || (prefix == u"m" && unit.size() == 1) ? 1e6
                 : prefix.compare(u"g"_s, Qt::CaseInsensitive) == 0       ? 1e9
                                                                          : 0;
    }
    if (!match.hasMatch() || factor == 0)
        return fail(Error::Code::InvalidValue,
                    AllocationFilterWords::tr("“%1” is not a number").arg(text).toStdString(), {},
                    allowed.toStdString());
    return match.captured(1).toDouble() * factor;
}

bool compare(double value, Operator op, double wanted)
{
    switch (op) {
    case Operator::Contains:
    case Operator::Equal:
        return value == wanted;
    case Operator::NotEqual:
        return value != wanted;
    case Operator::Less:
        return value < wanted;
    case Operator::LessOrEqual:
        return value <= wanted;
    case Operator::Greater:
        return value > wanted;
    case Operator::GreaterOrEqual:
        return value >= wanted;
    }
    return false;
}

double seconds(std::chrono::milliseconds duration)
{
    return std::chrono::duration<double>(duration).count();
}

double numberOf(Field field, const live::Allocation &allocation, const AllocationRates &rates, WallTime now)
{
    const live::AllocationCounters &counters = allocation.counters;
    switch (field) {
    case Field::In:
        return rates.bitsFromClient;
    case Field::Out:
        return rates.bitsToClient;
    case Field::Rate:
        return rates.bits();
    case Field::Packets:
        return static_cast<double>(counters.fromClient.packets + counters.toClient.packets);
    case Field::Dropped:
        return static_cast<double>(counters.fromClient.droppedPackets + counters.toClient.droppedPackets);
    case Field::Age:
        return seconds(now - allocation.created);
    case Field::Expires:
        return seconds(counters.expires - now);
    case Field::Channels:
        return counters.channels;
    case Field::Permissions:
        return counters.permissions;
    case Field::Worker:
        return allocation.worker;
    default:
        return 0;
    }
}

/// AllocationFilterWords of the filter line; double quotes keep spaces inside, and two of them there stand
/// for one.
Result<QStringList> words(const QString &text)
{
    QStringList result;
    QString word;
    bool isQuoted = false;
    bool isStarted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar letter = text.at(i);
        if (isQuoted && text.sliced(i).startsWith(u"\"\""_s)) {
            word += letter;
            ++i;
        } else if (letter == u'"') {
            isQuoted = !isQuoted;
            isStarted = true;
        } else if (letter.isSpace() && !isQuoted) {
            if (isStarted)
                result.append(std::exchange(word, {}));
            isStarted = false;
        } else {
            word += letter;
            isStarted = true;
        }
    }
    if (isQuoted)
        return fail(Error::Code::InvalidValue,
                    AllocationFilterWords::tr("The closing quotation mark is missing").toStdString());
    if (isStarted)
        result.append(word);
    return result;
}

Operator operatorOf(const QString &text)
{
    static const std::array<std::pair<QStringView, Operator>, 7> kOperators{
        {{u":", Operator::Contains},
         {u"=", Operator::Equal},
         {u"!=", Operator::NotEqual},
         {u"<", Operator::Less},
         {u"<=", Operator::LessOrEqual},
         {u">", Operator::Greater},
         {u">=", Operator::GreaterOrEqual}}};
    for (const auto &[name, op] : kOperators)
        if (name == text)
            return op;
    return Operator::Contains;
}

Error unknownField(const QString &name)
{
    std::vector<std::string> names;
    names.reserve(std::size(kFields));
    for (const FieldInfo &info : kFields)
        names.push_back(info.name.toString().toStdString());
    const std::string nearest = nearestName(name.toStdString(), names);
    Error error;
    error.code = Error::Code::InvalidValue;
    error.message = AllocationFilterWords::tr("There is no field “%1”").arg(name).toStdString();
    error.allowed = AllocationFilter::fieldNames().join(u", "_s).toStdString();
    if (!nearest.empty())
        error.remedy =
            AllocationFilterWords::tr("did you mean “%1”?").arg(text::ofUtf8(nearest)).toStdString();
    return error;
}

} // namespace

QStringList AllocationFilter::fieldNames()
{
    QStringList names;
    for (const FieldInfo &info : kFields)
        names.append(info.name.toString());
    return names;
}

Result<AllocationFilter> AllocationFilter::parse(const QString &text)
{
    const auto terms = words(text);
    if (!terms)
        return tl::make_unexpected(terms.error());
    AllocationFilter filter;
    for (const QString &word : *terms) {
        auto term = parseTerm(word);
        if (!term)
            return tl::make_unexpected(term.error());
        filter.m_terms.push_back(std::move(*term));
    }
    return filter;
}

Result<AllocationFilter::Term> AllocationFilter::parseTerm(QString text)
{
    Term term;
    if (text.size() > 1 && text.startsWith(u'-')) {
        term.isNegated = true;
        text.remove(0, 1);
    }
    // "[2001:db8::1]:5000" and "fe80::1" are words, "port>5" is a comparison: field names are letters, and
    // an address has no single colon after letters alone.
    static const QRegularExpression kComparison(u"^([A-Za-z]+)(!=|<=|>=|:(?!:)|=|<|>)(.*)$"_s);
    const auto match = kComparison.match(text);
    if (!match.hasMatch()) {
        term.text = text.toLower().toStdString();
        return term;
    }
    const QString name = match.captured(1).toLower();
    const QString value = match.captured(3);
    const auto *info =
        std::find_if(kFields.begin(), kFields.end(), [&name](const FieldInfo &f) { return f.name == name; });
    if (info == kFields.end())
        return tl::make_unexpected(unknownField(match.captured(1)));
    if (value.isEmpty())
        return fail(Error::Code::InvalidValue,
                    AllocationFilterWords::tr("“%1” has nothing to compare with").arg(text).toStdString());
    term.field = info->field;
    term.op = operatorOf(match.captured(2));
    if (info->kind == Kind::Text || info->kind == Kind::Address) {
        if (term.op != Operator::Contains && term.op != Operator::Equal && term.op != Operator::NotEqual)
            return fail(Error::Code::InvalidValue,
                        AllocationFilterWords::tr("“%1” is text and cannot be compared with “%2”")
                            .arg(name, match.captured(2))
                            .toStdString(),
                        {}, ": = !=");
        term.text = value.toLower().toStdString();
        if (info->kind == Kind::Address && value.contains(u'/')) {
            const auto network = IpNetwork::parse(term.text);
            if (!network)
                return tl::make_unexpected(network.error());
            term.network = *network;
        }
        return term;
    }
    const auto number = parseNumber(value, info->kind);
    if (!number)
        return tl::make_unexpected(number.error());
    term.number = *number;
    return term;
}

bool AllocationFilter::matches(const live::Allocation &allocation, const AllocationRates &rates,
                               WallTime now) const
{
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term &term) {
        return holds(term, allocation, rates, now) != term.isNegated;
    });
}

bool AllocationFilter::holds(const Term &term, const live::Allocation &allocation,
                             const AllocationRates &rates, WallTime now)
{
    const auto textHolds = [&term](std::string_view value) {
        if (term.op == Operator::Contains)
            return containsText(value, term.text);
        return equalsText(value, term.text) == (term.op == Operator::Equal);
    };
    const auto addressContains = [&term](const TransportAddress &address) {
        if (term.network)
            return term.network->contains(address.address);
        if (term.op == Operator::Contains)
            return containsText(address.toString(), term.text);
        return term.text == address.toString() || term.text == address.address.toString();
    };
    const auto anyPeer = [&] {
        const auto &peers = allocation.counters.peers;
        return std::any_of(peers.begin(), peers.end(), addressContains);
    };
    const auto relayed = allocation.relayedAddresses();
    const auto isRelayedThere = [&] { return std::any_of(relayed.begin(), relayed.end(), addressContains); };
    const auto portHolds = [&term](const TransportAddress &address) {
        return compare(address.port.value, term.op, term.number);
    };
    const bool isExcluded = term.op == Operator::NotEqual;
    switch (term.field) {
    case Field::Anything:
        return containsText(allocation.username, term.text) || containsText(allocation.realm, term.text) ||
               containsText(allocation.transport, term.text) || containsText(allocation.dialect, term.text) ||
               (canBeInAddress(term.text) &&
                (addressContains(allocation.client) || isRelayedThere() || anyPeer()));
    case Field::User:
        // The name as signed in with, or the person behind it.
        return isExcluded ? textHolds(allocation.username) && textHolds(allocation.person())
                          : textHolds(allocation.username) || textHolds(allocation.person());
    case Field::Realm:
        return textHolds(allocation.realm);
    case Field::Transport:
        return textHolds(allocation.transport);
    case Field::Dialect:
        return textHolds(allocation.dialect);
    case Field::Client:
        return addressContains(allocation.client) != isExcluded;
    case Field::Relayed:
        return isRelayedThere() != isExcluded;
    case Field::Peer:
        return anyPeer() != isExcluded;
    case Field::Port:
        return isExcluded ? std::all_of(relayed.begin(), relayed.end(), portHolds)
                          : std::any_of(relayed.begin(), relayed.end(), portHolds);
    default:
        return compare(numberOf(term.field, allocation, rates, now), term.op, term.number);
    }
}

} // namespace turnpike::ui
