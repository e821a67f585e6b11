// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"

#include <vector>

namespace turnpike::edge {

/// The balancers whose word about their clients is taken.
class ProxySources {
public:
    ProxySources() = default;
    explicit ProxySources(std::vector<IpNetwork> networks);

    [[nodiscard]] bool contain(const IpAddress &address) const
    {
        return !m_networks.empty() && isInOne(address);
    }
    bool operator==(const ProxySources &) const = default;

private:
    [[nodiscard]] bool isInOne(const IpAddress &address) const;

    std::vector<IpNetwork> m_networks;
};

} // namespace turnpike::edge
