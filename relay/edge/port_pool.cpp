// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/port_pool.h"

#include "core/base/random.h"

#include <utility>

namespace turnpike::edge {

namespace {
/// Tries before the rest of the range is searched in order: with half of the ports in use the search
/// is needed once in a million.
constexpr int kRandomTries = 20;
} // namespace

PortPool::PortPool(PortRange range)
    : m_range(range)
{
}

PortPool::Lease::Lease(Lease &&other) noexcept
    : m_pool(std::exchange(other.m_pool, nullptr))
    , m_port(other.m_port)
    , m_two(other.m_two)
{
}

PortPool::Lease &PortPool::Lease::operator=(Lease &&other) noexcept
{
    if (this != &other) {
        reset();
        m_pool = std::exchange(other.m_pool, nullptr);
        m_port = other.m_port;
        m_two = other.m_two;
    }
    return *this;
}

PortPool::Lease PortPool::Lease::takeNext()
{
    if (!m_pool || !m_two)
        return {};
    m_two = false;
    return Lease(*m_pool, Port{static_cast<std::uint16_t>(m_port.value + 1)}, false);
}

void PortPool::Lease::reset()
{
    if (m_pool)
        std::exchange(m_pool, nullptr)->giveBack(m_port, m_two);
}

bool PortPool::isFree(int port, PortParity parity) const
{
    const auto index = static_cast<std::size_t>(port);
    if (m_leased.test(index))
        return false;
    if (parity == PortParity::Any)
        return true;
    if (port % 2 != 0)
        return false;
    return parity == PortParity::Even || (port < m_range.last.value && !m_leased.test(index + 1));
}

std::optional<PortPool::Lease> PortPool::acquire(PortParity parity)
{
    const std::lock_guard lock(m_mutex);
    const int size = m_range.size();
    const auto randomPort = [&] {
        return m_range.first.value + static_cast<int>(randomBelow(static_cast<std::uint32_t>(size)));
    };
    int port = randomPort();
    for (int i = 0; i < kRandomTries && !isFree(port, parity); ++i)
        port = randomPort();
    for (int i = 0; i < size && !isFree(port, parity); ++i)
        port = port == m_range.last.value ? m_range.first.value : port + 1;
    if (!isFree(port, parity))
        return std::nullopt;
    const bool two = parity == PortParity::EvenReservingNext;
    m_leased.set(static_cast<std::size_t>(port));
    if (two)
        m_leased.set(static_cast<std::size_t>(port) + 1);
    return Lease(*this, Port{static_cast<std::uint16_t>(port)}, two);
}

void PortPool::setRange(PortRange range)
{
    const std::lock_guard lock(m_mutex);
    m_range = range;
}

PortRange PortPool::range() const
{
    const std::lock_guard lock(m_mutex);
    return m_range;
}

int PortPool::leasedCount() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_leased.count());
}

void PortPool::giveBack(Port port, bool two)
{
    const std::lock_guard lock(m_mutex);
    m_leased.reset(port.value);
    if (two)
        m_leased.reset(port.value + 1U);
}

} // namespace turnpike::edge
