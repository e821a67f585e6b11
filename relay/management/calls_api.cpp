// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/calls_api.h"

#include "core/wire/calls.h"

#include <algorithm>
#include <map>

namespace turnpike::management {

using namespace Qt::StringLiterals;
namespace calls = wire::calls;

namespace {

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes);
}

QJsonObject pageOf(const live::Snapshot &snapshot, const calls::ListAllocations::Request &page)
{
    const auto &all = snapshot.allocations;
    QJsonArray rows;
    const auto first = std::min(static_cast<std::size_t>(page.offset), all.size());
    const auto last = std::min(first + static_cast<std::size_t>(page.limit), all.size());
    for (auto row = first; row < last; ++row)
        rows.append(wire::toJson(all[row]));
    return {{u"total"_s, static_cast<double>(all.size())},
            {u"offset"_s, page.offset},
            {u"time"_s, wire::toText(wire::toDateTime(snapshot.time))},
            {u"allocations"_s, rows}};
}

Result<QJsonObject> rowOf(const std::optional<live::Allocation> &allocation, live::AllocationKey key)
{
    if (allocation)
        return wire::toJson(*allocation);
    return fail(Error::Code::NotFound, "there is no allocation " + key.toString() + " any more");
}

QJsonObject portsOf(const live::Snapshot &snapshot)
{
    QJsonArray used;
    for (const auto &row : snapshot.allocations) {
        for (const TransportAddress &relayed : row.relayedAddresses())
            used.append(QJsonObject{{u"port"_s, relayed.port.value},
                                    {u"allocation"_s, text(row.key.toString())},
                                    {u"username"_s, text(row.username)}});
    }
    return {{u"first"_s, snapshot.relayPorts.first.value},
            {u"last"_s, snapshot.relayPorts.last.value},
            {u"used"_s, used}};
}

QJsonObject usersOf(const live::Snapshot &snapshot)
{
    struct Sum {
        int allocations = 0;
        quint64 bytesFromClient = 0;
        quint64 bytesToClient = 0;
    };
    std::map<std::string_view, Sum> sums;
    for (const auto &row : snapshot.allocations) {
        auto &sum = sums[row.person()];
        ++sum.allocations;
        sum.bytesFromClient += row.counters.fromClient.bytes;
        sum.bytesToClient += row.counters.toClient.bytes;
    }
    QJsonArray users;
    for (const auto &[name, sum] : sums)
        users.append(QJsonObject{{u"username"_s, text(name)},
                                 {u"allocations"_s, sum.allocations},
                                 {u"bytesFromClient"_s, static_cast<double>(sum.bytesFromClient)},
                                 {u"bytesToClient"_s, static_cast<double>(sum.bytesToClient)}});
    return {{u"users"_s, users}};
}

} // namespace

CallsApi::CallsApi(RelayController &controller)
    : m_controller(controller)
{
}

void CallsApi::addTo(CallTable &table)
{
    addLists(table);
    table.add<calls::Status>(
        [this](const Asker &asker, const auto &) { return m_controller.status(asker.caller); });
    table.add<calls::EndAllocation>([this](const Asker &asker, const auto &request) {
        return m_controller.endAllocation(asker.caller, request.key);
    });
    table.add<calls::EndAllocationsOf>([this](const Asker &asker, const auto &request) {
        return m_controller.endAllocationsOf(asker.caller, request.name);
    });
    table.add<calls::IssueCredential>([this](const Asker &asker, const auto &request) {
        return m_controller.issueCredential(asker.caller, request.user, request.lifetime);
    });
    table.add<calls::ExplainPeer>([this](const Asker &asker, const auto &request) {
        return m_controller.explainPeer(asker.caller, request.address);
    });
    table.add<calls::Drain>([this](const Asker &asker, const auto &request) {
        return m_controller.drain(asker.caller, request.deadline);
    });
    table.add<calls::Undrain>(
        [this](const Asker &asker, const auto &) { return m_controller.undrain(asker.caller); });
    table.add<calls::ListClients>(
        [this](const Asker &asker, const auto &) { return m_controller.knownClients(asker.caller); });
    table.add<calls::RevokeClient>([this](const Asker &asker, const auto &request) {
        return m_controller.revokeClient(asker.caller, request.name);
    });
}

/// What people and scripts read; whoever may make the call may see all of it.
void CallsApi::addLists(CallTable &table)
{
    table.add<calls::ListAllocations>([this](const Asker &, const auto &request) {
        return Result<QJsonObject>(pageOf(*m_controller.snapshotNow(), request));
    });
    table.add<calls::FetchAllocation>([this](const Asker &, const auto &request) {
        return rowOf(m_controller.edge().allocation(request.key), request.key);
    });
    table.add<calls::ListPorts>([this](const Asker &, const auto &) {
        return Result<QJsonObject>(portsOf(*m_controller.snapshotNow()));
    });
    table.add<calls::ListUsers>([this](const Asker &, const auto &) {
        return Result<QJsonObject>(usersOf(*m_controller.snapshotNow()));
    });
}

} // namespace turnpike::management
