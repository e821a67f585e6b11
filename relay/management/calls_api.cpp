// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/calls_api.h"

#include "core/wire/json.h"
#include "core/wire/json_reader.h"
#include "relay/management/api_support.h"

#include <algorithm>
#include <map>

namespace turnpike::management {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostRows = 10'000;
constexpr int kUsualRows = 1'000;
constexpr int kLargestOffset = 1'000'000'000;
constexpr int kUsualDrainTime = 60;
constexpr int kMostDrainTime = 86'400;

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes);
}

} // namespace

CallsApi::CallsApi(RelayController &controller)
    : m_controller(controller)
{
}

void CallsApi::addTo(http::Router &router)
{
    router.add("GET", u"/api/v1/status"_s, this, &CallsApi::status);
    router.add("GET", u"/api/v1/allocations"_s, this, &CallsApi::allocations, {u"limit"_s, u"offset"_s});
    router.add("GET", u"/api/v1/allocations/{id}"_s, this, &CallsApi::allocation);
    router.add("DELETE", u"/api/v1/allocations/{id}"_s, this, &CallsApi::endAllocation);
    router.add("GET", u"/api/v1/ports"_s, this, &CallsApi::ports);
    router.add("GET", u"/api/v1/users"_s, this, &CallsApi::users);
    router.add("DELETE", u"/api/v1/users/{name}/allocations"_s, this, &CallsApi::endAllocationsOf);
    router.add("POST", u"/api/v1/credentials"_s, this, &CallsApi::issueCredential);
    router.add("GET", u"/api/v1/explain-peer"_s, this, &CallsApi::explainPeer, {u"address"_s});
    router.add("POST", u"/api/v1/drain"_s, this, &CallsApi::drain, {u"deadline"_s});
    router.add("DELETE", u"/api/v1/drain"_s, this, &CallsApi::undrain);
    router.add("GET", u"/api/v1/clients"_s, this, &CallsApi::clients);
    router.add("DELETE", u"/api/v1/clients/{name}"_s, this, &CallsApi::revokeClient);
}

http::Response CallsApi::status(const http::Request &request) const
{
    return api::answer(m_controller.status(request.caller),
                       [](const auto &status) { return api::ok(wire::toJson(status)); });
}

http::Response CallsApi::allocations(const http::Request &request)
{
    const auto limit = api::number(request, u"limit"_s, kUsualRows, 1, kMostRows);
    if (!limit)
        return http::Response::refusal(limit.error());
    const auto offset = api::number(request, u"offset"_s, 0, 0, kLargestOffset);
    if (!offset)
        return http::Response::refusal(offset.error());
    const auto snapshot = m_controller.snapshotNow();
    const auto &all = snapshot->allocations;
    QJsonArray rows;
    const auto first = std::min(static_cast<std::size_t>(*offset), all.size());
    const auto last = std::min(first + static_cast<std::size_t>(*limit), all.size());
    for (auto row = first; row < last; ++row)
        rows.append(wire::toJson(all[row]));
    return api::ok({{u"total"_s, static_cast<double>(all.size())},
                    {u"offset"_s, *offset},
                    {u"time"_s, wire::toText(wire::toDateTime(snapshot->time))},
                    {u"allocations"_s, rows}});
}

http::Response CallsApi::allocation(const http::Request &, const http::Router::Parameters &parameters)
{
    const auto key = live::AllocationKey::parse(parameters.value(u"id"_s).toStdString());
    if (!key)
        return http::Response::refusal(key.error());
    if (const auto row = m_controller.edge().allocation(*key))
        return api::ok(wire::toJson(*row));
    return http::Response::refusal(
        {Error::Code::NotFound, "there is no allocation " + key->toString() + " any more", {}, {}, {}});
}

http::Response CallsApi::endAllocation(const http::Request &request,
                                       const http::Router::Parameters &parameters)
{
    const auto key = live::AllocationKey::parse(parameters.value(u"id"_s).toStdString());
    if (!key)
        return http::Response::refusal(key.error());
    const auto ended = m_controller.endAllocation(request.caller, *key);
    return ended ? http::Response{204, {}, {}, {}, false} : http::Response::refusal(ended.error());
}

http::Response CallsApi::ports(const http::Request &)
{
    const auto snapshot = m_controller.snapshotNow();
    QJsonArray used;
    for (const auto &row : snapshot->allocations)
        used.append(QJsonObject{{u"port"_s, row.relayed.port.value},
                                {u"allocation"_s, text(row.key.toString())},
                                {u"username"_s, text(row.username)}});
    return api::ok({{u"first"_s, snapshot->relayPorts.first.value},
                    {u"last"_s, snapshot->relayPorts.last.value},
                    {u"used"_s, used}});
}

http::Response CallsApi::users(const http::Request &)
{
    struct Sum {
        int allocations = 0;
        quint64 bytesFromClient = 0;
        quint64 bytesToClient = 0;
    };
    std::map<std::string_view, Sum> sums;
    const auto snapshot = m_controller.snapshotNow();
    for (const auto &row : snapshot->allocations) {
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
    return api::ok({{u"users"_s, users}});
}

http::Response CallsApi::endAllocationsOf(const http::Request &request,
                                          const http::Router::Parameters &parameters)
{
    return api::answer(m_controller.endAllocationsOf(request.caller, parameters.value(u"name"_s)),
                       [](int ended) {
                           return api::ok({{u"ended"_s, ended}});
                       });
}

http::Response CallsApi::issueCredential(const http::Request &request)
{
    const auto body = api::jsonBody(request);
    if (!body)
        return body.error();
    wire::JsonReader reader(*body, u"body"_s);
    const auto user = reader.text("user");
    const auto lifetime = std::chrono::seconds(reader.number("lifetimeSeconds"));
    if (reader.finish())
        return http::Response::refusal(*reader.finish());
    return api::answer(m_controller.issueCredential(request.caller, user, lifetime),
                       [](const auto &credential) { return api::ok(wire::toJson(credential)); });
}

http::Response CallsApi::explainPeer(const http::Request &request) const
{
    const auto address = request.query.queryItemValue(u"address"_s, QUrl::FullyDecoded);
    return api::answer(m_controller.explainPeer(request.caller, address),
                       [](const auto &verdict) { return api::ok(wire::toJson(verdict)); });
}

http::Response CallsApi::drain(const http::Request &request)
{
    const auto deadline = api::number(request, u"deadline"_s, kUsualDrainTime, 0, kMostDrainTime);
    if (!deadline)
        return http::Response::refusal(deadline.error());
    const auto begun = m_controller.drain(request.caller, std::chrono::seconds(*deadline));
    return begun ? api::ok({{u"draining"_s, true}}, 202) : http::Response::refusal(begun.error());
}

http::Response CallsApi::clients(const http::Request &request) const
{
    return api::answer(m_controller.knownClients(request.caller),
                       [](const auto &clients) { return api::ok(wire::toJson(clients)); });
}

http::Response CallsApi::revokeClient(const http::Request &request,
                                      const http::Router::Parameters &parameters)
{
    const auto revoked = m_controller.revokeClient(request.caller, parameters.value(u"name"_s));
    return revoked ? http::Response{204, {}, {}, {}, false} : http::Response::refusal(revoked.error());
}

http::Response CallsApi::undrain(const http::Request &request)
{
    const auto ended = m_controller.undrain(request.caller);
    if (!ended)
        return http::Response::refusal(ended.error());
    return api::ok({{u"draining"_s, false}});
}

} // namespace turnpike::management
