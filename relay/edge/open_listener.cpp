// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/open_listener.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

std::vector<ListenerSocket> socketsFor(const std::vector<Settings::Listener> &listeners)
{
    std::vector<ListenerSocket> sockets;
    for (const Settings::Listener &listener : listeners) {
        ListenerSocket own{listener.address, {listener.transport}};
        const auto shared =
            std::ranges::find_if(sockets, [&](const ListenerSocket &one) { return one.isSameSocket(own); });
        if (shared == sockets.end())
            sockets.push_back(std::move(own));
        else if (std::ranges::find(shared->transports, listener.transport) == shared->transports.end())
            shared->transports.push_back(listener.transport);
    }
    return sockets;
}

} // namespace

std::string describe(const std::vector<Transport> &transports, const TransportAddress &address)
{
    std::string text;
    for (const Transport transport : transports)
        text += (text.empty() ? "" : " and ") + std::string(name(transport));
    return text + ' ' + address.toString();
}

bool overlaps(const OpenListener &open, const ListenerSocket &wanted)
{
    return open.configured.kind() == wanted.kind() && open.bound.port == wanted.address.port &&
           open.bound.address.family() == wanted.address.address.family() &&
           (open.bound.address == wanted.address.address || open.bound.address.isUnspecified() ||
            wanted.address.address.isUnspecified());
}

ListenerPlan planListeners(const std::vector<OpenListener> &open,
                           const std::vector<Settings::Listener> &wanted)
{
    ListenerPlan plan;
    plan.add = socketsFor(wanted);
    for (std::size_t i = 0; i < open.size(); ++i) {
        const auto found = std::ranges::find_if(
            plan.add, [&](const ListenerSocket &socket) { return socket.isSameSocket(open[i].configured); });
        if (found != plan.add.end()) {
            plan.keep.push_back({i, std::move(*found)});
            plan.add.erase(found);
        } else if (!open[i].isRetired) {
            plan.retire.push_back(i);
        }
    }
    return plan;
}

Result<std::vector<PreparedListener>> prepareListeners(const ListenerPlan &plan,
                                                       const std::vector<OpenListener> &open, int workers,
                                                       std::uint32_t nextId)
{
    std::vector<PreparedListener> prepared;
    for (const ListenerSocket &wanted : plan.add) {
        const bool besideOurOwn = std::any_of(open.begin(), open.end(), [&](const OpenListener &own) {
            const auto index = static_cast<std::size_t>(&own - open.data());
            const bool goes = own.isRetired || std::count(plan.retire.begin(), plan.retire.end(), index) > 0;
            return goes && overlaps(own, wanted);
        });
        auto sockets = net::openListeners(wanted.transports.front(), wanted.address, workers, besideOurOwn);
        if (!sockets)
            return tl::make_unexpected(sockets.error());
        const TransportAddress bound = sockets->front().address;
        prepared.push_back({{.id = nextId++, .configured = wanted, .bound = bound}, std::move(*sockets)});
    }
    return prepared;
}

} // namespace turnpike::edge
