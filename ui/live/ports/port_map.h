// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/live/ports/port_grid.h"

#include <QWidget>

namespace turnpike::ui {

/// The relay range as a map: a dot is a free port, a square one in use, coloured by its load. Arrow keys move
/// a cursor, Ctrl with them jumps from port in use to port in use; Enter or a click chooses the call.
class PortMap : public QWidget {
    Q_OBJECT
public:
    explicit PortMap(QWidget *parent = nullptr);
    void setGrid(PortGrid grid);
    /// Neither ports nor a place of the cursor.
    void clear();
    [[nodiscard]] const PortGrid &grid() const { return m_grid; }

    /// -1 where no cell is.
    [[nodiscard]] int cellAt(const QPoint &position) const;
    [[nodiscard]] QRect cellRect(int cell) const;
    [[nodiscard]] int cursorCell() const { return m_cursor; }
    void setCursorCell(int cell);
    /// "Port 50123: alice from 198.51.100.7:4000, 1.24 Mbit/s", "Port 50124 is free".
    [[nodiscard]] QString describe(int cell) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// The three signs of a cell, also for the legend.
    static void paintFree(QPainter &painter, const QRect &cell);
    static void paintDropping(QPainter &painter, const QRect &cell);
    static void paintExhausted(QPainter &painter, const QRect &area);

Q_SIGNALS:
    /// The cell under the mouse or the cursor changed; -1: none.
    void cellPointedAt(int cell);
    void callChosen(turnpike::live::AllocationKey key);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] QSize cellSize() const;
    [[nodiscard]] int gutter() const;
    [[nodiscard]] int labelHeight() const;
    [[nodiscard]] QRect mapRect() const;
    void choose(int cell);
    void paintRowLabels(QPainter &painter) const;

    PortGrid m_grid;
    QImage m_image;
    int m_hovered = -1;
    int m_cursor = -1;
};

} // namespace turnpike::ui
