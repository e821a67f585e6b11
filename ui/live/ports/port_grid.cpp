// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/ports/port_grid.h"

#include "ui/live/allocation_columns.h"
#include "ui/style/theme.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace turnpike::ui {

PortGrid::PortGrid(SharedPicture picture, const LivePicture *before)
    : m_picture(std::move(picture))
    , m_range(m_picture->snapshot()->relayPorts)
    , m_columns(columnsFor(m_range.size()))
{
    const auto size = static_cast<std::size_t>(std::max(0, m_range.size()));
    m_cells.resize(size, Cell::Free);
    m_calls.resize(size, kNoCall);
    m_bits.resize(size, 0.0);
    const bool isComparable = before != nullptr && before->snapshot()->epoch == m_picture->snapshot()->epoch;
    const auto &calls = m_picture->allocations();
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const auto old = isComparable ? before->indexOf(calls[i].key) : std::nullopt;
        const bool isDropping = old && AllocationColumns::dropped(calls[i]) >
                                           AllocationColumns::dropped(before->allocations()[*old]);
        // A call over both families is counted once; which of its ports carried it nobody knows.
        double bits = m_picture->ratesAt(i).bits();
        for (const TransportAddress &address : calls[i].relayedAddresses())
            put(address.port, i, std::exchange(bits, 0.0), isDropping);
    }
}

void PortGrid::put(Port port, std::size_t call, double bits, bool isDropping)
{
    const int cell = cellOf(port);
    if (cell < 0)
        return;
    const auto at = static_cast<std::size_t>(cell);
    // Several addresses can use one port number; the cell names the busiest of its calls.
    if (m_calls[at] == kNoCall || bits > m_picture->ratesAt(m_calls[at]).bits())
        m_calls[at] = call;
    m_bits[at] += bits;
    if (isDropping)
        m_cells[at] = Cell::Dropping;
    else if (m_cells[at] == Cell::Free)
        m_cells[at] = Cell::InUse;
}

int PortGrid::columnsFor(int ports)
{
    if (ports <= 0)
        return 0;
    if (ports <= 50)
        return 10;
    if (ports <= 400)
        return 20;
    if (ports <= 2500)
        return 50;
    return ports <= 20'000 ? 100 : 200;
}

double PortGrid::heatOf(double bitsPerSecond)
{
    return bitsPerSecond <= 1e3 ? 0.0 : std::min(1.0, std::log10(bitsPerSecond / 1e3) / 5.0);
}

Port PortGrid::portAt(int cell) const
{
    return Port{static_cast<std::uint16_t>(m_range.first.value + cell)};
}

int PortGrid::cellOf(Port port) const
{
    return m_range.contains(port) ? port.value - m_range.first.value : -1;
}

std::optional<std::size_t> PortGrid::callAt(int cell) const
{
    const std::size_t call = m_calls[static_cast<std::size_t>(cell)];
    return call == kNoCall ? std::nullopt : std::optional(call);
}

bool PortGrid::isExhausted() const
{
    return m_picture && cellCount() > 0 && m_picture->portsInUse() == cellCount();
}

int PortGrid::nextInUse(int cell, int step) const
{
    for (int tried = 1; tried <= cellCount(); ++tried) {
        const int candidate = ((cell + step * tried) % cellCount() + cellCount()) % cellCount();
        if (stateAt(candidate) != Cell::Free)
            return candidate;
    }
    return -1;
}

QImage PortGrid::image() const
{
    QImage image(std::max(1, m_columns), std::max(1, rows()), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const Theme &theme = Theme::current();
    std::array<QRgb, 256> ramp{};
    for (std::size_t i = 0; i < ramp.size(); ++i)
        ramp[i] = theme.heat(static_cast<double>(i) / 255.0).rgba();
    for (int cell = 0; cell < cellCount(); ++cell)
        if (stateAt(cell) != Cell::Free)
            image.setPixel(cell % m_columns, cell / m_columns,
                           ramp[static_cast<std::size_t>(heatOf(bitsAt(cell)) * 255)]);
    return image;
}

} // namespace turnpike::ui
