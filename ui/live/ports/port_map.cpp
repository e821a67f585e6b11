// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/ports/port_map.h"

#include "ui/live/live_text.h"
#include "ui/style/theme.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSmallestCell = 4;
constexpr int kLargestCell = 24;

} // namespace

PortMap::PortMap(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"portMap"_s);
    setAccessibleName(tr("Map of the relay ports"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setFont(Theme::current().tabularFont());
    connect(&Theme::current(), &Theme::changed, this, [this] {
        m_image = m_grid.image();
        update();
    });
}

void PortMap::setGrid(PortGrid grid)
{
    const bool isNewShape = grid.cellCount() != m_grid.cellCount();
    const Port cursorPort = m_cursor >= 0 ? m_grid.portAt(m_cursor) : Port{};
    m_grid = std::move(grid);
    m_image = m_grid.image();
    if (m_cursor >= 0)
        m_cursor = m_grid.cellOf(cursorPort);
    if (m_hovered >= m_grid.cellCount())
        m_hovered = -1;
    if (isNewShape)
        updateGeometry();
    update();
    Q_EMIT cellPointedAt(m_hovered >= 0 ? m_hovered : m_cursor);
}

int PortMap::gutter() const
{
    return fontMetrics().horizontalAdvance(u"65535"_s) + Theme::kInsideGroup;
}

QSize PortMap::cellSize() const
{
    if (m_grid.cellCount() == 0)
        return {kSmallestCell, kSmallestCell};
    const int width = (this->width() - gutter() - 2) / std::max(1, m_grid.columns());
    const int height = (this->height() - labelHeight() / 2 - 1) / std::max(1, m_grid.rows());
    // Ranges have more rows than a page is high: cells may be wider than high, so that the map fills its
    // place.
    const int tall = std::clamp(height, kSmallestCell, kLargestCell);
    return {std::clamp(width, kSmallestCell, 2 * tall), tall};
}

int PortMap::labelHeight() const
{
    return fontMetrics().height();
}

QRect PortMap::mapRect() const
{
    const QSize cell = cellSize();
    // The label of the first row is higher than the row.
    return {gutter(), labelHeight() / 2, cell.width() * m_grid.columns(), cell.height() * m_grid.rows()};
}

QSize PortMap::sizeHint() const
{
    return {gutter() + m_grid.columns() * 8 + 2, m_grid.rows() * 8 + labelHeight() / 2 + 1};
}

QSize PortMap::minimumSizeHint() const
{
    return {gutter() + m_grid.columns() * kSmallestCell + 2,
            m_grid.rows() * kSmallestCell + labelHeight() / 2 + 1};
}

int PortMap::cellAt(const QPoint &position) const
{
    const QRect map = mapRect();
    if (m_grid.cellCount() == 0 || !map.contains(position))
        return -1;
    const QSize size = cellSize();
    const int cell = (position.y() - map.top()) / size.height() * m_grid.columns() +
                     (position.x() - map.left()) / size.width();
    return cell < m_grid.cellCount() ? cell : -1;
}

QRect PortMap::cellRect(int cell) const
{
    const QRect map = mapRect();
    const QSize size = cellSize();
    return {QPoint(map.left() + cell % m_grid.columns() * size.width(),
                   map.top() + cell / m_grid.columns() * size.height()),
            size};
}

QString PortMap::describe(int cell) const
{
    if (cell < 0 || cell >= m_grid.cellCount())
        return {};
    const QString port = QString::number(m_grid.portAt(cell).value);
    const auto index = m_grid.callAt(cell);
    if (!index)
        return tr("Port %1 is free").arg(port);
    const live::Allocation &call = m_grid.picture()->allocations()[*index];
    QString line = tr("Port %1: %2 from %3, %4")
                       .arg(port, text::ofUtf8(call.person()), text::address(call.client),
                            text::bitRate(m_grid.bitsAt(cell)));
    if (m_grid.stateAt(cell) == PortGrid::Cell::Dropping)
        line += tr(", drops packets");
    return line;
}

void PortMap::setCursorCell(int cell)
{
    if (cell < 0 || cell >= m_grid.cellCount() || cell == m_cursor)
        return;
    m_cursor = cell;
    setAccessibleDescription(describe(cell));
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
    update();
    Q_EMIT cellPointedAt(cell);
}

void PortMap::clear()
{
    m_hovered = -1;
    m_cursor = -1;
    setAccessibleDescription({});
    setGrid({});
}

void PortMap::choose(int cell)
{
    if (cell < 0)
        return;
    if (const auto index = m_grid.callAt(cell))
        Q_EMIT callChosen(m_grid.picture()->allocations()[*index].key);
}

bool PortMap::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int cell = cellAt(help->pos());
        if (cell < 0)
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), describe(cell), this, cellRect(cell));
        return true;
    }
    return QWidget::event(event);
}

void PortMap::mouseMoveEvent(QMouseEvent *event)
{
    const int cell = cellAt(event->pos());
    if (cell == m_hovered)
        return;
    m_hovered = cell;
    const bool isCall = cell >= 0 && m_grid.callAt(cell);
    setCursor(isCall ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
    Q_EMIT cellPointedAt(cell >= 0 ? cell : m_cursor);
}

void PortMap::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const int cell = cellAt(event->pos());
    setCursorCell(cell);
    choose(cell);
}

void PortMap::leaveEvent(QEvent *event)
{
    m_hovered = -1;
    update();
    Q_EMIT cellPointedAt(m_cursor);
    QWidget::leaveEvent(event);
}

void PortMap::keyPressEvent(QKeyEvent *event)
{
    const int count = m_grid.cellCount();
    if (count == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    const bool isJump = event->modifiers().testFlag(Qt::ControlModifier);
    const int from = std::max(0, m_cursor);
    int to;
    switch (event->key()) {
    case Qt::Key_Left:
        to = isJump ? m_grid.nextInUse(from, -1) : from - 1;
        break;
    case Qt::Key_Right:
        to = isJump ? m_grid.nextInUse(from, 1) : from + 1;
        break;
    case Qt::Key_Up:
        to = from - m_grid.columns();
        break;
    case Qt::Key_Down:
        to = from + m_grid.columns();
        break;
    case Qt::Key_PageUp:
        to = from - 10 * m_grid.columns();
        break;
    case Qt::Key_PageDown:
        to = from + 10 * m_grid.columns();
        break;
    case Qt::Key_Home:
        to = isJump ? 0 : from - from % m_grid.columns();
        break;
    case Qt::Key_End:
        to = isJump ? count - 1 : from - from % m_grid.columns() + m_grid.columns() - 1;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        choose(m_cursor);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    setCursorCell(std::clamp(to, 0, count - 1));
}

void PortMap::focusInEvent(QFocusEvent *event)
{
    if (m_cursor < 0 && event->reason() != Qt::MouseFocusReason)
        setCursorCell(std::max(0, m_grid.cellCount() > 0 ? m_grid.nextInUse(-1, 1) : 0));
    update();
    QWidget::focusInEvent(event);
}

void PortMap::focusOutEvent(QFocusEvent *event)
{
    update();
    QWidget::focusOutEvent(event);
}

void PortMap::paintFree(QPainter &painter, const QRect &cell)
{
    // A dot in the middle: also without colour it is not a filled square.
    const Theme::Colors &colors = Theme::current().colors();
    const int size = std::max(1, std::min(cell.width(), cell.height()) / 5);
    painter.fillRect(QRect(cell.left() + (cell.width() - 1 - size) / 2,
                           cell.top() + (cell.height() - 1 - size) / 2, size, size),
                     Theme::current().isDark() ? colors.border.lighter(125) : colors.border.darker(108));
}

void PortMap::paintDropping(QPainter &painter, const QRect &cell)
{
    const Theme::Colors &colors = Theme::current().colors();
    const QRectF square = QRectF(cell).adjusted(0, 0, -1, -1);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.base, 3));
    painter.drawLine(square.bottomLeft(), square.topRight());
    painter.setPen(QPen(colors.bad, 1.5));
    painter.drawLine(square.bottomLeft(), square.topRight());
    painter.restore();
}

void PortMap::paintExhausted(QPainter &painter, const QRect &area)
{
    QColor color = Theme::current().colors().bad;
    color.setAlphaF(0.55F);
    painter.fillRect(area, QBrush(color, Qt::BDiagPattern));
}

void PortMap::paintRowLabels(QPainter &painter) const
{
    painter.setPen(Theme::current().colors().secondText);
    const int size = cellSize().height();
    const int lineHeight = labelHeight();
    int every = 1;
    for (const int candidate : {1, 2, 5, 10, 20, 50, 100}) {
        every = candidate;
        if (candidate * size >= lineHeight + 2)
            break;
    }
    for (int row = 0; row < m_grid.rows(); row += every) {
        const int y = mapRect().top() + row * size;
        painter.drawText(QRect(0, y + size / 2 - lineHeight / 2, gutter() - Theme::kInsideGroup, lineHeight),
                         Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(m_grid.portAt(row * m_grid.columns()).value));
    }
}

void PortMap::paintEvent(QPaintEvent *)
{
    if (m_grid.cellCount() == 0)
        return;
    QPainter painter(this);
    if (Theme::isDimmed(this))
        painter.setOpacity(0.45);
    const Theme::Colors &colors = Theme::current().colors();
    const QSize size = cellSize();
    const QRect map = mapRect();

    // One tile, repeated: drawing 10,000 dots one by one would be most of the work of a second.
    const qreal ratio = devicePixelRatioF();
    QPixmap tile((QSizeF(size) * ratio).toSize());
    tile.setDevicePixelRatio(ratio);
    tile.fill(colors.base);
    QPainter tilePainter(&tile);
    paintFree(tilePainter, QRect(QPoint(), size));
    tilePainter.end();
    painter.drawTiledPixmap(map, tile);
    painter.drawImage(map, m_image);
    painter.setPen(colors.base);
    for (int column = 1; column <= m_grid.columns(); ++column)
        painter.drawLine(map.left() + column * size.width() - 1, map.top(),
                         map.left() + column * size.width() - 1, map.bottom());
    for (int row = 1; row <= m_grid.rows(); ++row)
        painter.drawLine(map.left(), map.top() + row * size.height() - 1, map.right(),
                         map.top() + row * size.height() - 1);
    const int last = m_grid.cellCount() % m_grid.columns();
    if (last != 0)
        painter.fillRect(QRect(map.left() + last * size.width(), map.bottom() - size.height() + 1,
                               (m_grid.columns() - last) * size.width(), size.height()),
                         colors.base);

    for (int cell = 0; cell < m_grid.cellCount(); ++cell)
        if (m_grid.stateAt(cell) == PortGrid::Cell::Dropping)
            paintDropping(painter, cellRect(cell));
    if (m_grid.isExhausted())
        paintExhausted(painter, map);
    paintRowLabels(painter);

    const auto outline = [&](int cell, const QColor &color, int width) {
        painter.setPen(QPen(color, width));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cellRect(cell).adjusted(-2, -2, 0, 0));
    };
    if (m_hovered >= 0)
        outline(m_hovered, colors.text, 1);
    if (m_cursor >= 0)
        outline(m_cursor, hasFocus() ? colors.accent : colors.secondText, hasFocus() ? 2 : 1);
}

} // namespace turnpike::ui
