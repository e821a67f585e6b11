// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/live_picture.h"

#include <QImage>

#include <optional>

namespace turnpike::ui {

/// The relay range as cells, row by row, and what each holds in one picture. No widget: what PortMap draws.
class PortGrid {
public:
    enum class Cell : quint8 {
        Free,
        InUse,
        Dropping ///< in use, and packets were dropped since the picture before
    };
    static constexpr std::size_t kNoCall = static_cast<std::size_t>(-1);

    PortGrid() = default;
    /// `before` tells which calls dropped packets lately; it may be null.
    PortGrid(SharedPicture picture, const LivePicture *before);

    [[nodiscard]] const SharedPicture &picture() const { return m_picture; }
    [[nodiscard]] int cellCount() const { return static_cast<int>(m_cells.size()); }
    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] int rows() const { return m_columns > 0 ? (cellCount() + m_columns - 1) / m_columns : 0; }
    [[nodiscard]] Port portAt(int cell) const;
    /// -1 when the port is outside the range.
    [[nodiscard]] int cellOf(Port port) const;
    [[nodiscard]] Cell stateAt(int cell) const { return m_cells[static_cast<std::size_t>(cell)]; }
    /// Index into the picture's allocations of the busiest call on this port.
    [[nodiscard]] std::optional<std::size_t> callAt(int cell) const;
    /// Bit rate of everything on this port.
    [[nodiscard]] double bitsAt(int cell) const { return m_bits[static_cast<std::size_t>(cell)]; }
    [[nodiscard]] bool isExhausted() const;
    /// The nearest cell in use after `cell` (or before it), going round; -1 when there is none.
    [[nodiscard]] int nextInUse(int cell, int step) const;
    /// One pixel a cell: cells in use in the colour of their load, the others transparent.
    [[nodiscard]] QImage image() const;

    /// 100 a row for ranges of thousands, so that a row is a round number of ports.
    [[nodiscard]] static int columnsFor(int ports);
    /// Where a bit rate stands on the heat ramp: by powers of ten from 1 kbit/s to 100 Mbit/s. A fixed scale:
    /// a cell must not change its colour because another call got busier.
    [[nodiscard]] static double heatOf(double bitsPerSecond);

private:
    void put(Port port, std::size_t call, double bits, bool isDropping);

    SharedPicture m_picture;
    PortRange m_range;
    int m_columns = 0;
    std::vector<Cell> m_cells;
    std::vector<std::size_t> m_calls;
    std::vector<double> m_bits;
};

} // namespace turnpike::ui
