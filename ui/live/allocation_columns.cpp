// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/allocation_columns.h"

#include "ui/live/live_text.h"

#include <QDateTime>
#include <QLocale>
#include <QStringList>

#include <array>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

template <class T>
int threeWay(const T &a, const T &b)
{
    return a < b ? -1 : b < a ? 1 : 0;
}

int threeWayText(std::string_view a, std::string_view b)
{
    return qstrnicmp(a.data(), static_cast<qsizetype>(a.size()), b.data(), static_cast<qsizetype>(b.size()));
}

std::chrono::seconds wholeSeconds(std::chrono::milliseconds duration)
{
    return std::chrono::floor<std::chrono::seconds>(duration);
}

QString addressesText(const live::RelayedAddresses &addresses)
{
    QStringList texts;
    for (const TransportAddress &address : addresses)
        texts.append(text::address(address));
    return texts.join(u", "_s);
}

QString peersText(const std::vector<TransportAddress> &peers)
{
    if (peers.empty())
        return u"–"_s;
    const QString first = text::address(peers.front());
    return peers.size() == 1 ? first : first + u" +%1"_s.arg(peers.size() - 1);
}

} // namespace

std::uint64_t AllocationColumns::packets(const live::Allocation &allocation)
{
    return allocation.counters.fromClient.packets + allocation.counters.toClient.packets;
}

std::uint64_t AllocationColumns::dropped(const live::Allocation &allocation)
{
    return allocation.counters.fromClient.droppedPackets + allocation.counters.toClient.droppedPackets;
}

QString AllocationColumns::allPeers(const live::Allocation &allocation)
{
    QStringList lines;
    for (const TransportAddress &peer : allocation.counters.peers)
        lines.append(text::address(peer));
    return lines.join(u'\n');
}

QString AllocationColumns::credential(const live::Allocation &allocation)
{
    const auto name = allocation.timeLimitedName();
    if (!name)
        return {};
    const auto expires = QDateTime::fromMSecsSinceEpoch(name->expires.time_since_epoch().count());
    return tr("Signed in as %1, a credential that expires %2")
        .arg(text::ofUtf8(allocation.username), QLocale().toString(expires, QLocale::ShortFormat));
}

bool AllocationColumns::isAddress(int column)
{
    return column == Client || column == Relayed || column == Peers;
}

bool AllocationColumns::isNumeric(int column)
{
    return column == In || column == Out || column == Packets || column == Dropped || column == Age ||
           column == Expires;
}

QString AllocationColumns::title(int column)
{
    switch (column) {
    case User:
        return tr("User");
    case Client:
        return tr("Client");
    case Transport:
        return tr("Transport");
    case Relayed:
        return tr("Relayed address");
    case Peers:
        return tr("Peers");
    case In:
        return tr("In (kbit/s)");
    case Out:
        return tr("Out (kbit/s)");
    case Sparkline:
        return tr("Last minute");
    case Packets:
        return tr("Packets");
    case Dropped:
        return tr("Dropped");
    case Age:
        return tr("Age");
    case Expires:
        return tr("Expires in");
    case Dialect:
        return tr("Dialect");
    default:
        return {};
    }
}

QString AllocationColumns::id(int column)
{
    static const std::array<QString, Count> kIds{
        u"user"_s,           u"client"_s,           u"transport"_s, u"relayed"_s, u"peers"_s,
        u"bitsFromClient"_s, u"bitsToClient"_s,     u"bits"_s,      u"packets"_s, u"dropped"_s,
        u"ageSeconds"_s,     u"expiresInSeconds"_s, u"dialect"_s};
    return kIds.at(static_cast<std::size_t>(column));
}

QString AllocationColumns::cell(const LivePicture &picture, std::size_t index, int column)
{
    const live::Allocation &allocation = picture.allocations()[index];
    const AllocationRates &rates = picture.ratesAt(index);
    const WallTime now = picture.snapshot()->time;
    switch (column) {
    case User:
        return text::ofUtf8(allocation.person());
    case Client:
        return text::address(allocation.client);
    case Transport:
        return text::transport(allocation.transport);
    case Relayed:
        return addressesText(allocation.relayedAddresses());
    case Peers:
        return peersText(allocation.counters.peers);
    case In:
        return picture.hasRates() ? text::kilobits(rates.bitsFromClient) : u"–"_s;
    case Out:
        return picture.hasRates() ? text::kilobits(rates.bitsToClient) : u"–"_s;
    case Sparkline:
        return text::bitRate(rates.bits());
    case Packets:
        return text::number(packets(allocation));
    case Dropped:
        return text::number(dropped(allocation));
    case Age:
        return text::duration(wholeSeconds(now - allocation.created));
    case Expires:
        return text::duration(wholeSeconds(allocation.counters.expires - now));
    case Dialect:
        return text::dialect(allocation.dialect);
    default:
        return {};
    }
}

QVariant AllocationColumns::raw(const LivePicture &picture, std::size_t index, int column)
{
    const live::Allocation &allocation = picture.allocations()[index];
    const AllocationRates &rates = picture.ratesAt(index);
    const WallTime now = picture.snapshot()->time;
    switch (column) {
    case Transport:
        return text::ofUtf8(allocation.transport);
    case Dialect:
        return text::ofUtf8(allocation.dialect);
    case Peers:
        return allPeers(allocation).replace(u'\n', u' ');
    case In:
        return qRound64(rates.bitsFromClient);
    case Out:
        return qRound64(rates.bitsToClient);
    case Sparkline:
        return qRound64(rates.bits());
    case Packets:
        return quint64{packets(allocation)};
    case Dropped:
        return quint64{dropped(allocation)};
    case Age:
        return qint64{wholeSeconds(now - allocation.created).count()};
    case Expires:
        return qint64{wholeSeconds(allocation.counters.expires - now).count()};
    default:
        return cell(picture, index, column);
    }
}

QString AllocationColumns::hint(int column)
{
    switch (column) {
    case In:
        return tr("Payload from the client to its peers");
    case Out:
        return tr("Payload from the peers to the client");
    case Packets:
        return tr("Packets passed on since the call began, both directions");
    case Dropped:
        return tr("Packets not passed on since the call began, both directions");
    case Expires:
        return tr("When the client must have refreshed its allocation");
    case Relayed:
        return tr("The address on this relay that peers see");
    case Peers:
        return tr("Peers that may send to the client, the latest first");
    default:
        return {};
    }
}

int AllocationColumns::compare(int column, const LivePicture &picture, std::size_t a, std::size_t b)
{
    const live::Allocation &left = picture.allocations()[a];
    const live::Allocation &right = picture.allocations()[b];
    const AllocationRates &leftRates = picture.ratesAt(a);
    const AllocationRates &rightRates = picture.ratesAt(b);
    switch (column) {
    case User:
        return threeWayText(left.person(), right.person());
    case Client:
        return threeWay(left.client, right.client);
    case Transport:
        return threeWay(left.transport, right.transport);
    case Relayed:
        return threeWay(left.relayed, right.relayed);
    case Peers:
        return threeWay(left.counters.peers, right.counters.peers);
    case In:
        return threeWay(leftRates.bitsFromClient, rightRates.bitsFromClient);
    case Out:
        return threeWay(leftRates.bitsToClient, rightRates.bitsToClient);
    case Sparkline:
        return threeWay(leftRates.bits(), rightRates.bits());
    case Packets:
        return threeWay(packets(left), packets(right));
    case Dropped:
        return threeWay(dropped(left), dropped(right));
    case Age:
        return threeWay(right.created, left.created); // the youngest was made last
    case Expires:
        return threeWay(left.counters.expires, right.counters.expires);
    case Dialect:
        return threeWay(left.dialect, right.dialect);
    default:
        return 0;
    }
}

} // namespace turnpike::ui
