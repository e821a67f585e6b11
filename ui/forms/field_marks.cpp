// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/field_marks.h"

#include "ui/forms/problem_notes.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMarkSize = 24;

// "Not pushed" is a dot in the accent colour; the word is in the tooltip and in the menu.
QIcon dotIcon(qreal ratio)
{
    QPixmap pixmap(QSize(Theme::kIconSize, Theme::kIconSize) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::current().colors().accent);
    painter.drawEllipse(QPointF(Theme::kIconSize / 2.0, Theme::kIconSize / 2.0), 4, 4);
    return QIcon(pixmap);
}

} // namespace

FieldMarks::FieldMarks(QWidget *parent)
    : QWidget(parent)
    , m_default(addMark(tr("Reset to default"), &FieldMarks::resetRequested))
    , m_pending(addMark(tr("Put back what the relay runs"), &FieldMarks::putBackRequested))
    , m_problem(addMark(QString(), nullptr))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    for (QToolButton *mark : {m_default, m_pending, m_problem})
        layout->addWidget(mark);
    keepPlaces(true);
    m_default->setIcon(Theme::current().icon(u"reset"_s, Theme::Tone::Second));
    connect(&Theme::current(), &Theme::changed, this, &FieldMarks::updateIcons);
    updateIcons();
}

QToolButton *FieldMarks::addMark(const QString &actionText, void (FieldMarks::*signal)())
{
    auto *mark = new QToolButton(this);
    mark->setAutoRaise(true);
    mark->setFixedSize(kMarkSize, kMarkSize);
    mark->setIconSize({Theme::kIconSize, Theme::kIconSize});
    // With the keyboard, the same actions are in the context menu of the control.
    mark->setFocusPolicy(Qt::NoFocus);
    mark->hide();
    if (signal != nullptr) {
        connect(mark, &QToolButton::clicked, this, [this, mark, actionText, signal] {
            auto *menu = new QMenu(mark);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            QAction *action = menu->addAction(actionText);
            action->setEnabled(!m_isReadOnly);
            connect(action, &QAction::triggered, this, signal);
            menu->popup(mark->mapToGlobal(QPoint(0, mark->height())));
        });
    }
    return mark;
}

void FieldMarks::keepPlaces(bool keeps)
{
    for (QToolButton *mark : {m_default, m_pending, m_problem}) {
        QSizePolicy policy = mark->sizePolicy();
        policy.setRetainSizeWhenHidden(keeps);
        mark->setSizePolicy(policy);
    }
}

void FieldMarks::setDefault(const QString &defaultText)
{
    m_default->setHidden(defaultText.isNull());
    m_default->setToolTip(tr("Changed; the default is %1.").arg(defaultText));
    m_default->setAccessibleName(m_default->toolTip());
}

void FieldMarks::setPending(const QString &oldText, const QString &effect)
{
    m_pending->setHidden(oldText.isNull());
    m_pending->setToolTip(tr("Not pushed: the relay runs with %1. %2").arg(oldText, effect));
    m_pending->setAccessibleName(m_pending->toolTip());
}

void FieldMarks::setProblem(std::optional<validation::Severity> severity, const QString &text)
{
    m_problem->setHidden(!severity);
    if (severity) {
        m_problem->setToolTip(severityWord(*severity) % u": " % text);
        m_problem->setAccessibleName(m_problem->toolTip());
        m_problem->setIcon(Theme::current().icon(severityIcon(*severity), severityTone(*severity)));
    }
}

void FieldMarks::updateIcons()
{
    m_pending->setIcon(dotIcon(devicePixelRatioF()));
}

} // namespace turnpike::ui
