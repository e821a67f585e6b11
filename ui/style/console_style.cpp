// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/console_style.h"

#include "ui/style/color_mix.h"
#include "ui/style/control_painter.h"
#include "ui/style/scroll_bar_layout.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"

#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QPainter>
#include <QStyleOption>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using namespace paint;

namespace {

/// Fields and buttons that stand in one row are of one height.
constexpr int kControlHeight = 26;
constexpr int kFieldPadding = 4;
constexpr int kButtonPadding = 12;
constexpr int kMenuArrow = 14; ///< room for the arrow of a button with a menu
/// Where the header of a table puts its text, less Qt's own pixel.
constexpr int kCellPadding = 7;
constexpr int kHeaderPadding = 8;
constexpr int kSortArrow = 14; ///< room for the arrow of a sorted column, which stands beside the text
constexpr int kScrollBarWidth = 12;

bool isPrimary(const QWidget *widget)
{
    return widget != nullptr && widget->property(ConsoleStyle::kPrimary).toBool();
}

/// Tables, and lists with a header: their text begins where that of the header does.
bool hasColumns(const QWidget *widget)
{
    const auto *tree = qobject_cast<const QTreeView *>(widget);
    return tree != nullptr ? !tree->isHeaderHidden() : qobject_cast<const QTableView *>(widget) != nullptr;
}

/// Where lines may break within a word says a delegate that wraps, and it has made the text inert before.
QString inertCell(const QStyleOptionViewItem &item)
{
    return item.features.testFlag(QStyleOptionViewItem::WrapText) ? TextGuard::inertPieces(item.text)
                                                                  : TextGuard::inert(item.text);
}

/// A tab stands between the text of a menu entry and its shortcut.
QString inertEntry(const QString &text)
{
    const qsizetype tab = text.indexOf(u'\t');
    return tab < 0 ? TextGuard::inert(text) : TextGuard::inert(text.first(tab)) + text.mid(tab);
}

bool isFramed(const QStyleOptionToolButton &button)
{
    return !button.state.testFlag(QStyle::State_AutoRaise);
}

} // namespace

ConsoleStyle::ConsoleStyle()
    : QProxyStyle(u"Fusion"_s)
{
}

// The style sheet measures spin boxes by itself and asks no style below it.
void ConsoleStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractSpinBox *>(widget) != nullptr)
        widget->setMinimumHeight(kControlHeight);
}

void ConsoleStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                                 const QWidget *widget) const
{
    switch (element) {
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (frame == nullptr || frame->lineWidth == 0)
            break; // the field inside of another control
        drawField(*painter, *option);
        return;
    }
    case PE_FrameLineEdit:
        drawPanel(*painter, option->rect, Qt::transparent, frameColor(*option));
        return;
    case PE_Frame:
        if (qobject_cast<const QAbstractScrollArea *>(widget) == nullptr)
            break;
        painter->setPen(colors().border);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_PanelButtonCommand:
        drawButton(*painter, *option, isPrimary(widget));
        return;
    case PE_PanelButtonTool:
        drawToolButton(*painter, *option);
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(*painter, *option);
        return;
    case PE_IndicatorRadioButton:
        drawRadioButton(*painter, *option);
        return;
    case PE_IndicatorArrowDown:
    case PE_IndicatorArrowUp:
    case PE_IndicatorArrowLeft:
    case PE_IndicatorArrowRight:
        drawChevron(*painter, option->rect, element, arrowColor(*option));
        return;
    case PE_IndicatorBranch:
        if (option->state.testFlag(State_Children)) {
            const bool isMirrored = option->direction == Qt::RightToLeft;
            drawChevron(*painter, option->rect,
                        option->state.testFlag(State_Open) ? PE_IndicatorArrowDown
                        : isMirrored                       ? PE_IndicatorArrowLeft
                                                           : PE_IndicatorArrowRight,
                        arrowColor(*option));
        }
        return;
    case PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            drawChevron(*painter, option->rect,
                        header->sortIndicator == QStyleOptionHeader::SortUp ? PE_IndicatorArrowUp
                                                                            : PE_IndicatorArrowDown,
                        colors().text);
        return;
    case PE_PanelMenu:
    case PE_FrameMenu:
        // Over a page of the same colour only its border tells where a menu ends.
        painter->setPen(mixed(colors().border, colors().secondText, 0.5));
        painter->setBrush(element == PE_PanelMenu
                              ? QBrush(Theme::current().isDark() ? mixed(colors().window, colors().text, 0.03)
                                                                 : colors().base)
                              : Qt::NoBrush);
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        return;
    case PE_FrameTabBarBase:
        drawHairlineBelow(*painter, option->rect);
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void ConsoleStyle::drawItemText(QPainter *painter, const QRect &rect, int flags, const QPalette &palette,
                                bool isEnabled, const QString &text, QPalette::ColorRole role) const
{
    QProxyStyle::drawItemText(painter, rect, flags, palette, isEnabled, TextGuard::inert(text), role);
}

void ConsoleStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                               const QWidget *widget) const
{
    switch (element) {
    case CE_MenuItem:
        if (drawHighlightedMenuItem(option, painter, widget))
            return;
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            QStyleOptionMenuItem changed = *item;
            changed.text = inertEntry(item->text);
            QProxyStyle::drawControl(CE_MenuItem, &changed, painter, widget);
            return;
        }
        break;
    case CE_ItemViewItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option)) {
            QStyleOptionViewItem changed = *item;
            changed.text = inertCell(*item);
            QProxyStyle::drawControl(CE_ItemViewItem, &changed, painter, widget);
            return;
        }
        break;
    case CE_HeaderSection:
        painter->fillRect(option->rect, colors().window);
        painter->setPen(colors().border);
        painter->drawLine(option->rect.bottomLeft(), option->rect.bottomRight());
        painter->drawLine(option->rect.topRight(), option->rect.bottomRight());
        return;
    case CE_HeaderEmptyArea:
        painter->fillRect(option->rect, colors().window);
        drawHairlineBelow(*painter, option->rect);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            drawHeaderLabel(*header, painter, widget);
            return;
        }
        break;
    case CE_ComboBoxLabel:
        // What there is no room for is said to be there.
        if (const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option)) {
            QStyleOptionComboBox changed = *box;
            const int room = subControlRect(CC_ComboBox, box, SC_ComboBoxEditField, widget).width() -
                             (box->currentIcon.isNull() ? 2 : box->iconSize.width() + 6);
            changed.currentText = box->fontMetrics.elidedText(box->currentText, Qt::ElideRight, room);
            QProxyStyle::drawControl(CE_ComboBoxLabel, &changed, painter, widget);
            return;
        }
        break;
    case CE_ToolBar:
        painter->fillRect(option->rect, colors().window);
        drawHairlineBelow(*painter, option->rect);
        return;
    case CE_ToolButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button != nullptr && isFramed(*button) &&
            button->toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
            drawToolButtonLabel(*button, painter, widget);
            return;
        }
        break;
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button != nullptr && isPrimary(widget)) {
            drawPrimaryLabel(*button, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            drawTab(*painter, *tab);
            return;
        }
        break;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            drawTabLabel(*tab, painter, widget);
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void ConsoleStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                      QPainter *painter, const QWidget *widget) const
{
    if (const auto *box = qstyleoption_cast<const QStyleOptionSpinBox *>(option);
        control == CC_SpinBox && box != nullptr && box->frame) {
        drawSpinBox(*box, painter, widget);
        return;
    }
    if (const auto *box = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        control == CC_ComboBox && box != nullptr && box->frame) {
        drawComboBox(*box, painter, widget);
        return;
    }
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        control == CC_ScrollBar && bar != nullptr) {
        drawScrollBar(*bar, painter, widget);
        return;
    }
    if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        control == CC_ToolButton && button != nullptr &&
        button->features.testFlag(QStyleOptionToolButton::HasMenu)) {
        drawMenuButton(*button, painter, widget);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

// Fusion asks for the active icon for a highlighted menu entry and for buttons under the mouse alike, and
// only one of the two can be right.
bool ConsoleStyle::drawHighlightedMenuItem(const QStyleOption *option, QPainter *painter,
                                           const QWidget *widget) const
{
    const auto *menuItem = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
    if (menuItem == nullptr || menuItem->icon.isNull() ||
        !menuItem->state.testFlags(State_Selected | State_Enabled))
        return false;
    QStyleOptionMenuItem changed = *menuItem;
    changed.text = inertEntry(menuItem->text);
    const int size = pixelMetric(PM_SmallIconSize, option, widget);
    const qreal ratio = painter->device()->devicePixelRatioF();
    changed.icon = QIcon(menuItem->icon.pixmap(QSize(size, size), ratio, QIcon::Selected));
    QProxyStyle::drawControl(CE_MenuItem, &changed, painter, widget);
    return true;
}

// The frame needs as much room before the icon as behind the text.
void ConsoleStyle::drawToolButtonLabel(const QStyleOptionToolButton &option, QPainter *painter,
                                       const QWidget *widget) const
{
    QStyleOptionToolButton changed = option;
    const bool isMirrored = option.direction == Qt::RightToLeft;
    changed.rect.adjust(isMirrored ? 0 : kFieldPadding, 0, isMirrored ? -kFieldPadding : 0, 0);
    QProxyStyle::drawControl(CE_ToolButtonLabel, &changed, painter, widget);
}

void ConsoleStyle::drawPrimaryLabel(const QStyleOptionButton &option, QPainter *painter,
                                    const QWidget *widget) const
{
    QStyleOptionButton changed = option;
    if (isEnabled(option))
        changed.palette.setColor(QPalette::ButtonText, colors().selectionText);
    QProxyStyle::drawControl(CE_PushButtonLabel, &changed, painter, widget);
}

void ConsoleStyle::drawHeaderLabel(const QStyleOptionHeader &option, QPainter *painter,
                                   const QWidget *widget) const
{
    QStyleOptionHeader changed = option;
    changed.palette.setColor(QPalette::ButtonText, colors().secondText);
    changed.text = option.fontMetrics.elidedText(option.text, Qt::ElideRight, option.rect.width());
    QProxyStyle::drawControl(CE_HeaderLabel, &changed, painter, widget);
}

void ConsoleStyle::drawTabLabel(const QStyleOptionTab &option, QPainter *painter, const QWidget *widget) const
{
    QStyleOptionTab changed = option;
    if (!option.state.testFlag(State_Selected) && !isHovered(option))
        // Which of them is the text depends on the colour behind the tabs.
        for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
            changed.palette.setColor(role, colors().secondText);
    QProxyStyle::drawControl(CE_TabBarTabLabel, &changed, painter, widget);
}

// Fusion's arrow is a few pixels in the corner.
void ConsoleStyle::drawMenuButton(const QStyleOptionToolButton &option, QPainter *painter,
                                  const QWidget *widget) const
{
    QStyleOptionToolButton withoutArrow = option;
    withoutArrow.features.setFlag(QStyleOptionToolButton::HasMenu, false);
    QProxyStyle::drawComplexControl(CC_ToolButton, &withoutArrow, painter, widget);
    const QRect logical(option.rect.right() - kMenuArrow - 2, option.rect.top(), kMenuArrow,
                        option.rect.height());
    drawChevron(*painter, visualRect(option.direction, option.rect, logical), PE_IndicatorArrowDown,
                isEnabled(option) ? colors().secondText : fadedText(option));
}

void ConsoleStyle::drawComboBox(const QStyleOptionComboBox &option, QPainter *painter,
                                const QWidget *widget) const
{
    if (option.editable)
        drawField(*painter, option);
    else
        drawPanel(*painter, option.rect, buttonColor(option), frameColor(option));
    drawChevron(*painter, subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, widget),
                PE_IndicatorArrowDown, isEnabled(option) ? colors().secondText : fadedText(option));
}

void ConsoleStyle::drawSpinBox(const QStyleOptionSpinBox &option, QPainter *painter,
                               const QWidget *widget) const
{
    drawField(*painter, option);
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto drawStep = [&](SubControl part, QAbstractSpinBox::StepEnabledFlag step,
                              PrimitiveElement arrow) {
        const bool isPossible = isEnabled(option) && option.stepEnabled.testFlag(step);
        const bool isPointedAt = isHovered(option) && (option.activeSubControls & part) != 0;
        const QColor color = !isPossible   ? fadedText(option)
                             : isPointedAt ? colors().text
                                           : colors().secondText;
        drawChevron(*painter, subControlRect(CC_SpinBox, &option, part, widget), arrow, color);
    };
    drawStep(SC_SpinBoxUp, QAbstractSpinBox::StepUpEnabled, PE_IndicatorArrowUp);
    drawStep(SC_SpinBoxDown, QAbstractSpinBox::StepDownEnabled, PE_IndicatorArrowDown);
}

void ConsoleStyle::drawScrollBar(const QStyleOptionSlider &option, QPainter *painter, const QWidget *) const
{
    painter->fillRect(option.rect, colors().base);
    if (option.maximum <= option.minimum)
        return;
    constexpr int kInset = 3;
    const bool isGrabbed =
        option.state.testFlag(State_Sunken) && (option.activeSubControls & SC_ScrollBarSlider) != 0;
    const double strength = isGrabbed ? 0.9 : isHovered(option) ? 0.65 : 0.3;
    const QColor color = mixed(colors().border, colors().secondText, strength);
    const QRect handle = scrollBarPart(option, SC_ScrollBarSlider)
                             .value_or(QRect())
                             .adjusted(kInset, kInset, -kInset, -kInset);
    drawPanel(*painter, handle, color, color, 2.5);
}

QRect ConsoleStyle::subElementRect(SubElement element, const QStyleOption *option,
                                   const QWidget *widget) const
{
    if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
        header != nullptr && (element == SE_HeaderLabel || element == SE_HeaderArrow)) {
        const QRect inner = option->rect.adjusted(kHeaderPadding, 0, -kHeaderPadding, -1);
        const int arrow = header->sortIndicator != QStyleOptionHeader::None ? kSortArrow : 0;
        const QRect logical = element == SE_HeaderLabel
                                  ? inner.adjusted(0, 0, -arrow, 0)
                                  : QRect(inner.right() - arrow + 5, inner.top(), arrow - 4, inner.height());
        return visualRect(option->direction, option->rect, logical);
    }
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (element == SE_LineEditContents && frame != nullptr && frame->lineWidth > 0)
        return rect.adjusted(kFieldPadding, 0, -kFieldPadding, 0);
    // Qt puts the margin on both sides of an icon; before the text once is enough.
    const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
    if (element == SE_ItemViewItemText && item != nullptr && hasColumns(widget) &&
        item->features.testFlag(QStyleOptionViewItem::HasDecoration))
        return visualRect(option->direction, option->rect,
                          visualRect(option->direction, option->rect, rect).adjusted(-kCellPadding, 0, 0, 0));
    return rect;
}

QRect ConsoleStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                                   const QWidget *widget) const
{
    if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        control == CC_ScrollBar && bar != nullptr) {
        if (const auto rect = scrollBarPart(*bar, part))
            return *rect;
    }
    QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if (control == CC_ComboBox && part == SC_ComboBoxEditField)
        rect.adjust(option->direction == Qt::LeftToRight ? kFieldPadding : 0, 0,
                    option->direction == Qt::RightToLeft ? -kFieldPadding : 0, 0);
    if (control == CC_SpinBox && part == SC_SpinBoxEditField)
        rect.adjust(kFieldPadding, 0, 0, 0);
    return rect;
}

QSize ConsoleStyle::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
                                     const QWidget *widget) const
{
    if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option);
        item != nullptr && type == CT_ItemViewItem && inertCell(*item) != item->text) {
        QStyleOptionViewItem changed = *item;
        changed.text = inertCell(*item);
        return sizeFromContents(type, &changed, contents, widget);
    }
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_HeaderSection:
        // With room for the arrow whether or not there is one: a click must not cut the text.
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            return {header->fontMetrics.horizontalAdvance(header->text) + 2 * kHeaderPadding + kSortArrow,
                    header->fontMetrics.height() + 10};
        return size;
    case CT_PushButton:
        size.setWidth(std::max(size.width(), contents.width() + 2 * kButtonPadding));
        return size.expandedTo({0, kControlHeight});
    case CT_LineEdit:
    case CT_SpinBox:
        return size.expandedTo({0, kControlHeight});
    case CT_ComboBox:
        return (size + QSize(2 * kFieldPadding, 0)).expandedTo({0, kControlHeight});
    case CT_TabBarTab:
        return size + QSize(0, 6);
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        const bool isSeparator = item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator;
        return isSeparator ? size : size + QSize(0, 4);
    }
    case CT_ItemViewItem:
        return size.expandedTo({0, option->fontMetrics.height() + 10});
    case CT_ToolButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        const bool hasText =
            button != nullptr && !button->text.isEmpty() && button->toolButtonStyle != Qt::ToolButtonIconOnly;
        if (!hasText)
            return size;
        const int arrow = button->features.testFlag(QStyleOptionToolButton::HasMenu) ? kMenuArrow : 0;
        const int padding = isFramed(*button) ? kFieldPadding : 0;
        return (size + QSize(padding + arrow, 0)).expandedTo({0, kControlHeight});
    }
    default:
        return size;
    }
}

int ConsoleStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_FocusFrameHMargin:
        if (hasColumns(widget))
            return kCellPadding;
        break;
    case PM_MenuPanelWidth:
        return 1;
    case PM_ScrollBarExtent:
        return kScrollBarWidth;
    case PM_ScrollBarSliderMin:
        return kSmallestHandle;
    case PM_TabBarTabShiftVertical:
        return 0;
    default:
        break;
    }
    return QProxyStyle::pixelMetric(metric, option, widget);
}

int ConsoleStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                            QStyleHintReturn *returnData) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    // One click selects and two open, on every desktop: a look at a row must not leave the page.
    case SH_ItemView_ActivateItemOnSingleClick:
        return 0;
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

} // namespace turnpike::ui
