// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"

namespace turnpike::testing {

/// Addresses as a test writes them.
inline TransportAddress at(const std::string &text)
{
    return TransportAddress::parse(text).value();
}
inline IpAddress ip(const std::string &text)
{
    return IpAddress::parse(text).value();
}
/// Peers that the policy allows.
inline const TransportAddress kPeer = at("8.8.8.8:6000");
inline const TransportAddress kOther = at("9.9.9.9:6000");

} // namespace turnpike::testing
