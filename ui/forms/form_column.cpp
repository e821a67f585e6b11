// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/form_column.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPointer>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdlib>

namespace turnpike::ui {

namespace {

constexpr int kMostLetters = 150;
/// What a column needs beside another: label, control, marks.
constexpr int kFewestLettersOfTwo = 105;

/// The nearest control to `place` in `around` that takes the focus. Buttons do not: what they do would be one
/// key away from somebody who did not choose them.
QWidget *nearestControl(const QWidget *around, const QPoint &place)
{
    QWidget *nearest = nullptr;
    int distance = 0;
    for (QWidget *widget : around->findChildren<QWidget *>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) == 0 || !widget->isEnabled() || !widget->isVisible() ||
            widget->focusProxy() != nullptr || qobject_cast<QPushButton *>(widget) != nullptr ||
            qobject_cast<QToolButton *>(widget) != nullptr)
            continue;
        const QRect area(widget->mapTo(around, QPoint()), widget->size());
        const QPoint inside(std::clamp(place.x(), area.left(), area.right()),
                            std::clamp(place.y(), area.top(), area.bottom()));
        const int length = (inside - place).manhattanLength();
        if (nearest == nullptr || length < distance) {
            nearest = widget;
            distance = length;
        }
    }
    return nearest;
}

} // namespace

FormColumn::FormColumn(Workspace &workspace, QWidget *parent)
    : QScrollArea(parent)
    , m_workspace(workspace)
{
    auto *content = new QWidget(this);
    m_sideways = new QHBoxLayout(content);
    const int margin = Theme::kPageMargin;
    m_sideways->setContentsMargins(margin, margin, margin, margin);
    m_sideways->setSpacing(Theme::kBetweenGroups);
    m_first = makeColumn(content);
    m_second = makeColumn(content);
    m_second.widget->hide();
    m_sideways->addStretch(0);
    setWidget(content);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
}

FormColumn::Column FormColumn::makeColumn(QWidget *parent)
{
    Column column;
    column.widget = new QWidget(parent);
    column.layout = new QVBoxLayout(column.widget);
    column.layout->setContentsMargins({});
    column.layout->setSpacing(Theme::kBetweenGroups);
    column.layout->addStretch(1);
    m_sideways->addWidget(column.widget, 1);
    return column;
}

FieldGroup *FormColumn::addGroup(const QString &title, const QString &help)
{
    auto *group = new FieldGroup(m_workspace, title, help, FieldGroup::Style::Panel, m_first.widget);
    addWidget(group);
    return group;
}

Form *FormColumn::addForm(const document::PropertyPath &objectPath, const QString &title, const QString &help,
                          const QStringList &except)
{
    auto *form = new Form(m_workspace, objectPath, title, help, except, m_first.widget);
    addWidget(form);
    return form;
}

void FormColumn::addWidget(QWidget *added)
{
    m_widgets << added;
    m_first.layout->insertWidget(m_first.layout->count() - 1, added);
    m_columnCount = 0; // to be filled anew when it is shown
}

void FormColumn::takeWidth()
{
    m_takesWidth = true;
    m_columnCount = 0;
}

bool FormColumn::focusNextPrevChild(bool next)
{
    const QWidget *lost = QApplication::focusWidget();
    if (lost == nullptr || !isAncestorOf(lost) || (lost->isEnabled() && lost->isVisible()))
        return QScrollArea::focusNextPrevChild(next);
    for (const QWidget *around = lost->parentWidget(); around != nullptr && around != viewport();
         around = around->parentWidget()) {
        if (!around->isVisible())
            continue;
        if (QWidget *heir = nearestControl(around, lost->mapTo(around, lost->rect().center()))) {
            heir->setFocus(Qt::OtherFocusReason);
            return true;
        }
    }
    return QScrollArea::focusNextPrevChild(next);
}

void FormColumn::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    fitWidth();
}

void FormColumn::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    fitWidth();
}

void FormColumn::fitWidth()
{
    const int letter = fontMetrics().averageCharWidth();
    const int room = width() - 2 * Theme::kPageMargin - Theme::kBetweenGroups;
    const bool isWide = room >= 2 * kFewestLettersOfTwo * letter;
    const int count = isWide && !m_takesWidth && m_widgets.size() > 1 ? 2 : 1;
    if (count != m_columnCount)
        fillColumns(count);
}

// Half of the height on each side, as it is now: what is folded open later stays where it is.
void FormColumn::fillColumns(int count)
{
    m_columnCount = count;
    // A widget that gets another parent loses the focus.
    QPointer<QWidget> focus = QApplication::focusWidget();
    if (focus && !isAncestorOf(focus))
        focus = nullptr;
    const auto heightOf = [](const QWidget *widget) {
        return widget->isHidden() ? 0 : widget->sizeHint().height();
    };
    int whole = 0;
    for (const QWidget *widget : std::as_const(m_widgets))
        whole += heightOf(widget);
    qsizetype left = m_widgets.size();
    if (count == 2) {
        int height = 0;
        int best = whole;
        for (qsizetype i = 0; i + 1 < m_widgets.size(); ++i) {
            height += heightOf(m_widgets.at(i));
            if (const int unevenness = std::abs(whole - 2 * height); unevenness < best) {
                best = unevenness;
                left = i + 1;
            }
        }
    }
    bool hasTable = m_takesWidth;
    for (qsizetype i = 0; i < m_widgets.size(); ++i) {
        QVBoxLayout *layout = i < left ? m_first.layout : m_second.layout;
        if (layout->indexOf(m_widgets.at(i)) < 0) {
            QVBoxLayout *other = i < left ? m_second.layout : m_first.layout;
            const bool isHidden = m_widgets.at(i)->isHidden();
            other->removeWidget(m_widgets.at(i));
            layout->insertWidget(layout->count() - 1, m_widgets.at(i));
            m_widgets.at(i)->setHidden(isHidden);
        }
        hasTable = hasTable || m_widgets.at(i)->findChild<ObjectListEditor *>() != nullptr;
    }
    // In the order of reading: what comes back from the other side stands at the end of its layout.
    for (QVBoxLayout *layout : {m_first.layout, m_second.layout}) {
        for (QWidget *widget : std::as_const(m_widgets)) {
            if (layout->indexOf(widget) >= 0) {
                layout->removeWidget(widget);
                layout->insertWidget(layout->count() - 1, widget);
            }
        }
    }
    m_second.widget->setVisible(left < m_widgets.size());
    const int most = hasTable ? QWIDGETSIZE_MAX : fontMetrics().averageCharWidth() * kMostLetters;
    m_first.widget->setMaximumWidth(most);
    m_second.widget->setMaximumWidth(most);
    if (focus && !focus->hasFocus())
        focus->setFocus(Qt::OtherFocusReason);
}

} // namespace turnpike::ui
