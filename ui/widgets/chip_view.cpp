// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/chip_view.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace turnpike::ui {

namespace {

constexpr int kGap = 4;
constexpr int kPadding = 8;
constexpr int kMostLines = 6;
constexpr int kMostLetters = 48; ///< of one chip; the tool tip has all

class ChipDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QString text = index.data().toString();
        const int most = option.fontMetrics.averageCharWidth() * kMostLetters;
        return {qMin(option.fontMetrics.horizontalAdvance(text), most) + 2 * kPadding + kGap,
                qMax(24, option.fontMetrics.height() + kGap) + kGap};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme::Colors &colors = Theme::current().colors();
        const bool selected = option.state.testFlag(QStyle::State_Selected);
        const QRectF chip = QRectF(option.rect).adjusted(0.5, 0.5, -kGap - 0.5, -kGap - 0.5);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(selected ? colors.selection : colors.border, 1));
        painter->setBrush(selected ? colors.selection : colors.window);
        painter->drawRoundedRect(chip, Theme::kCornerRadius, Theme::kCornerRadius);
        if (option.state.testFlag(QStyle::State_HasFocus)) {
            painter->setPen(QPen(colors.accent, 1.5));
            painter->setBrush(Qt::NoBrush);
            painter->drawRoundedRect(chip, Theme::kCornerRadius, Theme::kCornerRadius);
        }
        painter->setFont(option.font);
        painter->setPen(selected ? colors.selectionText
                                 : option.palette.color(option.state.testFlag(QStyle::State_Enabled)
                                                            ? QPalette::Active
                                                            : QPalette::Disabled,
                                                        QPalette::Text));
        const QRectF room = chip.adjusted(kPadding / 2.0, 0, -kPadding / 2.0, 0);
        painter->drawText(room, Qt::AlignCenter,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle,
                                                        static_cast<int>(room.width())));
        painter->restore();
    }
};

} // namespace

ChipView::ChipView(QWidget *parent)
    : QListView(parent)
{
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setItemDelegate(new ChipDelegate(this));
    setViewportMargins(kGap, kGap, 0, 0);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setTabKeyNavigation(false);
}

void ChipView::setModel(QAbstractItemModel *newModel)
{
    QListView::setModel(newModel);
    connect(newModel, &QAbstractItemModel::rowsInserted, this, &ChipView::fitHeight);
    connect(newModel, &QAbstractItemModel::rowsRemoved, this, &ChipView::fitHeight);
    connect(newModel, &QAbstractItemModel::modelReset, this, &ChipView::fitHeight);
    fitHeight();
}

void ChipView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

QSize ChipView::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 64 + 20, height()};
}

// Wraps like QListView does; the list needs to know before its layout does.
int ChipView::linesFor(int room) const
{
    int lines = 1;
    int used = 0;
    for (int row = 0; model() != nullptr && row < model()->rowCount(); ++row) {
        const int width = sizeHintForIndex(model()->index(row, 0)).width();
        if (used > 0 && used + width >= room) {
            ++lines;
            used = 0;
        }
        used += width;
    }
    return lines;
}

int ChipView::heightForWidth(int width) const
{
    const int lineHeight = qMax(24, fontMetrics().height() + kGap) + kGap;
    const int lines = linesFor(width - 2 * frameWidth() - kGap);
    return qMin(lines, kMostLines) * lineHeight + kGap + 2 * frameWidth();
}

// The number of lines follows from the width; the view scrolls only when there are more than a few. A scroll
// bar that came and went as needed would change the width that decides whether it is needed.
void ChipView::fitHeight()
{
    const int lines = linesFor(width() - 2 * frameWidth() - kGap);
    setVerticalScrollBarPolicy(lines > kMostLines ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
    const int wanted = heightForWidth(width());
    if (wanted != height() || wanted != maximumHeight())
        setFixedHeight(wanted);
}

void ChipView::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    if (model() != nullptr && model()->rowCount() == 0) {
        QPainter painter(viewport());
        painter.setPen(Theme::current().colors().secondText);
        // A sentence, not an entry.
        painter.setFont(QApplication::font());
        painter.drawText(viewport()->rect().adjusted(kGap, 0, -kGap, -kGap), Qt::AlignVCenter | Qt::AlignLeft,
                         m_emptyText);
    }
}

void ChipView::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    fitHeight();
}

void ChipView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete || event->key() == Qt::Key_Backspace)
        Q_EMIT removeRequested();
    else if (event->matches(QKeySequence::Copy))
        Q_EMIT copyRequested();
    else
        QListView::keyPressEvent(event);
}

} // namespace turnpike::ui
