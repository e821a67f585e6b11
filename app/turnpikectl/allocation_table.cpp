// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/allocation_table.h"

#include "app/turnpikectl/output.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8);
}

double bytes(const live::AllocationCounters &counters)
{
    return static_cast<double>(counters.fromClient.bytes) + static_cast<double>(counters.toClient.bytes);
}

template <class Addresses>
QString addresses(const Addresses &all)
{
    QStringList list;
    for (const TransportAddress &address : all)
        list.append(text(address.toString()));
    return list.join(u' ');
}

} // namespace

QHash<quint64, double> ratesBetween(const live::Snapshot &before, const live::Snapshot &after)
{
    QHash<quint64, double> rates;
    const auto seconds = std::chrono::duration<double>(after.uptime - before.uptime).count();
    if (before.epoch != after.epoch || seconds <= 0)
        return rates;
    QHash<quint64, double> earlier;
    for (const auto &allocation : before.allocations)
        earlier.insert(allocation.key.value, bytes(allocation.counters));
    for (const auto &allocation : after.allocations) {
        const auto grown = bytes(allocation.counters) - earlier.value(allocation.key.value);
        rates.insert(allocation.key.value, std::max(0.0, grown / seconds));
    }
    return rates;
}

QString allocationTable(const live::Snapshot &snapshot, const QHash<quint64, double> &rates, int most)
{
    std::vector<const live::Allocation *> order;
    for (const auto &allocation : snapshot.allocations)
        order.push_back(&allocation);
    std::stable_sort(order.begin(), order.end(), [&rates](const auto *left, const auto *right) {
        return rates.value(left->key.value) > rates.value(right->key.value);
    });
    QList<QStringList> rows{{u"ALLOCATION"_s, u"USER"_s, u"VIA"_s, u"CLIENT"_s, u"RELAYED"_s, u"AGE"_s,
                             u"IN"_s, u"OUT"_s, u"RATE"_s, u"PEERS"_s}};
    for (const auto *allocation : order) {
        if (most >= 0 && rows.size() > most)
            break;
        const auto &counters = allocation->counters;
        rows.append({text(allocation->key.toString()), text(allocation->person()),
                     text(allocation->transport), text(allocation->client.toString()),
                     addresses(allocation->relayedAddresses()), duration(snapshot.time - allocation->created),
                     byteText(static_cast<double>(counters.fromClient.bytes)),
                     byteText(static_cast<double>(counters.toClient.bytes)),
                     byteText(rates.value(allocation->key.value)) + u"/s"_s, addresses(counters.peers)});
    }
    return table(rows, {5, 6, 7, 8});
}

QString refusedPeersText(const live::Snapshot &snapshot)
{
    QString lines;
    for (const auto &allocation : snapshot.allocations) {
        for (const auto &refused : allocation.counters.refused)
            lines += u"\n%1 asked %2 for %3, which is refused: %4"_s.arg(
                text(allocation.key.toString()),
                refused.times == 1 ? u"once"_s : QString::number(refused.times) + u" times",
                text(refused.peerText()), text(refused.rule));
    }
    return lines;
}

} // namespace turnpike::ctl
