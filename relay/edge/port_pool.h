// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/port.h"
#include "core/base/port_parity.h"

#include <bitset>
#include <memory>
#include <mutex>
#include <optional>

namespace turnpike::edge {

/// The relay ports of all workers. Which port comes next cannot be predicted from outside: a guessable
/// relay port lets a stranger aim at a call. A lock is taken when allocations come and go, never for
/// a packet.
class PortPool {
public:
    explicit PortPool(PortRange range);
    PortPool(const PortPool &) = delete;
    PortPool &operator=(const PortPool &) = delete;

    /// One port, or for EvenReservingNext an even port and the one after it. Gives them back when
    /// destroyed, so that no way out of a function can lose one.
    class Lease {
    public:
        Lease() = default;
        ~Lease() { reset(); }
        Lease(Lease &&other) noexcept;
        Lease &operator=(Lease &&other) noexcept;
        Lease(const Lease &) = delete;
        Lease &operator=(const Lease &) = delete;

        [[nodiscard]] Port port() const { return m_port; }
        [[nodiscard]] bool isHeld() const { return m_pool != nullptr; }
        /// Splits off the port after an even one; only for a lease of two.
        [[nodiscard]] Lease takeNext();
        void reset();

    private:
        friend class PortPool;
        Lease(PortPool &pool, Port port, bool two)
            : m_pool(&pool)
            , m_port(port)
            , m_two(two)
        {
        }
        PortPool *m_pool = nullptr;
        Port m_port;
        bool m_two = false;
    };

    /// Nothing when no port of that kind is free.
    [[nodiscard]] std::optional<Lease> acquire(PortParity parity);

    /// Ports that are leased now stay so, also outside the new range.
    void setRange(PortRange range);
    [[nodiscard]] PortRange range() const;
    /// Of all ports, inside the range and outside.
    [[nodiscard]] int leasedCount() const;

private:
    [[nodiscard]] bool isFree(int port, PortParity parity) const;
    void giveBack(Port port, bool two);

    mutable std::mutex m_mutex;
    PortRange m_range;
    std::bitset<65536> m_leased;
};

} // namespace turnpike::edge
