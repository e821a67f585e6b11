// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

#include <vector>

namespace turnpike::edge {

/// Who may be a client at all: asked for every datagram and connection, before anything is decoded. An
/// empty allow list lets everybody in; the most specific rule wins, deny wins a tie.
class ClientPolicy {
public:
    ClientPolicy() = default;
    ClientPolicy(std::vector<IpNetwork> allow, std::vector<IpNetwork> deny);

    [[nodiscard]] bool admits(const IpAddress &client) const
    {
        return (m_allow.empty() && m_deny.empty()) || judge(client);
    }
    bool operator==(const ClientPolicy &) const = default;

private:
    [[nodiscard]] bool judge(const IpAddress &client) const;

    std::vector<IpNetwork> m_allow;
    std::vector<IpNetwork> m_deny;
};

} // namespace turnpike::edge
