// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"
#include "relay/net/drop_counter.h"
#include "relay/net/io_engine.h"

#include <functional>
#include <memory>
#include <vector>

namespace turnpike::net {

/// Everything that ends at this machine: the addresses of all interfaces, and the prefixes that its routing
/// delivers here without one. In order, none within another.
[[nodiscard]] Result<std::vector<IpNetwork>> machineAddresses();

/// Tells when the kernel gives an interface an address, routes one here, or takes one away (rtnetlink(7)).
class MachineAddressWatch final : private DatagramHandler {
public:
    /// `changed` is called on the engine's thread, after several changes in a row perhaps once.
    [[nodiscard]] static Result<std::unique_ptr<MachineAddressWatch>> start(IoEngine &engine,
                                                                            std::function<void()> changed);
    ~MachineAddressWatch() override;
    MachineAddressWatch(const MachineAddressWatch &) = delete;
    MachineAddressWatch &operator=(const MachineAddressWatch &) = delete;

private:
    MachineAddressWatch(IoEngine &engine, FileDescriptor socket, std::function<void()> changed);
    void datagramReceived(const Datagram &datagram) override;

    IoEngine &m_engine;
    FileDescriptor m_socket;
    std::function<void()> m_changed;
    DropCounter m_drops; ///< of messages
};

} // namespace turnpike::net
