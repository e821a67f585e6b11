// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/open_listener.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

bool isServed(Transport transport)
{
    switch (transport) {
    case Transport::Udp:
    case Transport::Tcp:
        return true;
    case Transport::Tls:
    case Transport::Dtls:
        return false;
    }
    return false;
}

} // namespace

std::string describe(Transport transport, const TransportAddress &address)
{
    return std::string(name(transport)) + " " + address.toString();
}

bool overlaps(const OpenListener &open, const Settings::Listener &wanted)
{
    return open.configured.transport == wanted.transport && open.bound.port == wanted.address.port &&
           open.bound.address.family() == wanted.address.address.family() &&
           (open.bound.address == wanted.address.address || open.bound.address.isUnspecified() ||
            wanted.address.address.isUnspecified());
}

ListenerPlan planListeners(const std::vector<OpenListener> &open, std::vector<Settings::Listener> wanted)
{
    ListenerPlan plan;
    for (std::size_t i = 0; i < open.size(); ++i) {
        const auto found = std::find(wanted.begin(), wanted.end(), open[i].configured);
        if (found != wanted.end()) {
            plan.keep.push_back(i);
            wanted.erase(found);
        } else if (!open[i].isRetired) {
            plan.retire.push_back(i);
        }
    }
    plan.add = std::move(wanted);
    return plan;
}

Result<std::vector<PreparedListener>> prepareListeners(const ListenerPlan &plan,
                                                       const std::vector<OpenListener> &open, int workers,
                                                       std::uint32_t nextId)
{
    std::vector<PreparedListener> prepared;
    for (const auto &wanted : plan.add) {
        if (!isServed(wanted.transport)) {
            return fail(Error::Code::InvalidValue, "this relay cannot serve this transport",
                        "listener " + describe(wanted.transport, wanted.address), "udp, tcp",
                        "remove the listener");
        }
        const bool besideOurOwn = std::any_of(open.begin(), open.end(), [&](const OpenListener &own) {
            const auto index = static_cast<std::size_t>(&own - open.data());
            const bool goes = own.isRetired || std::count(plan.retire.begin(), plan.retire.end(), index) > 0;
            return goes && overlaps(own, wanted);
        });
        auto sockets = net::openListeners(wanted.transport, wanted.address, workers, besideOurOwn);
        if (!sockets)
            return tl::make_unexpected(sockets.error());
        const TransportAddress bound = sockets->front().address;
        prepared.push_back({{.id = nextId++, .configured = wanted, .bound = bound}, std::move(*sockets)});
    }
    return prepared;
}

} // namespace turnpike::edge
