// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/link_card.h"

#include "ui/forms/problem_notes.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QPainter>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::ConfigDocument;

namespace {
constexpr int kPadding = 12;
constexpr int kSummaryLines = 2;
} // namespace

LinkCard::LinkCard(Workspace &workspace, document::PropertyPath path, const QString &icon,
                   const QString &title, Summary summary, QWidget *parent)
    : QAbstractButton(parent)
    , m_workspace(workspace)
    , m_path(std::move(path))
    , m_target(m_path)
    , m_icon(icon)
    , m_summarize(std::move(summary))
{
    setText(title);
    setAccessibleName(title);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this,
            [this] { m_workspace.openPage(m_firstProblem.isRoot() ? m_target : m_firstProblem); });
    connect(&workspace.document(), &ConfigDocument::workingChanged, this, &LinkCard::refresh);
    connect(&workspace.document(), &ConfigDocument::pendingChanged, this, &LinkCard::refresh);
    connect(&workspace, &Workspace::problemsChanged, this, &LinkCard::refresh);
    refresh();
}

QSize LinkCard::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 44,
            2 * kPadding + fontMetrics().height() * (1 + kSummaryLines) + fontMetrics().leading() + 6};
}

QSize LinkCard::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 28, sizeHint().height()};
}

void LinkCard::refresh()
{
    const model::Deployment &deployment = *m_workspace.document().working();
    if (!document::resolve(deployment, m_path))
        return;
    m_summary = m_summarize(deployment);
    m_isPending = m_workspace.document().isPending(m_path);
    m_attention.clear();
    m_firstProblem = {};
    int count = 0;
    validation::Severity worst = validation::Severity::Information;
    for (const validation::Problem &problem : m_workspace.problems()) {
        if (problem.severity == validation::Severity::Information || !problem.path.startsWith(m_path))
            continue;
        if (count == 0) {
            worst = problem.severity;
            m_firstProblem = problem.path;
        }
        ++count;
    }
    if (count > 0) {
        m_attention = worst == validation::Severity::Error ? tr("%n problem(s)", nullptr, count)
                                                           : tr("%n warning(s)", nullptr, count);
        m_attentionIcon = severityIcon(worst);
    }
    QStringList description{m_summary};
    if (count > 0)
        description << m_attention;
    if (m_isPending)
        description << tr("Changed, not pushed");
    setAccessibleDescription(description.join(u". "));
    setToolTip(m_summary);
    update();
}

void LinkCard::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    const Theme::Colors &colors = theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(underMouse() || hasFocus() ? colors.accent : colors.border, hasFocus() ? 1.5 : 1));
    painter.setBrush(isDown() ? colors.alternate : colors.base);
    painter.drawRoundedRect(frame, Theme::kCornerRadius, Theme::kCornerRadius);

    QRect content = rect().adjusted(kPadding, kPadding, -kPadding, -kPadding);
    const QRect heading(content.left(), content.top(), content.width(), fontMetrics().height() + 2);
    const QPoint iconAt(heading.left(), heading.center().y() - Theme::kIconSize / 2);
    painter.drawPixmap(iconAt,
                       theme.pixmap(m_icon, Theme::Tone::Second, Theme::kIconSize, devicePixelRatioF()));

    int right = heading.right();
    if (!m_attention.isEmpty()) {
        const Theme::Tone tone = m_attentionIcon == u"error" ? Theme::Tone::Bad : Theme::Tone::Warning;
        const int width = fontMetrics().horizontalAdvance(m_attention);
        right -= width;
        painter.setPen(theme.color(tone));
        painter.drawText(QRect(right, heading.top(), width + 1, heading.height()), Qt::AlignVCenter,
                         m_attention);
        right -= Theme::kIconSize + 4;
        painter.drawPixmap(right, iconAt.y(),
                           theme.pixmap(m_attentionIcon, tone, Theme::kIconSize, devicePixelRatioF()));
    }
    if (m_isPending) {
        right -= 12;
        painter.setPen(Qt::NoPen);
        painter.setBrush(colors.accent);
        painter.drawEllipse(QPointF(right, heading.center().y() + 0.5), 4, 4);
    }

    QFont bold = font();
    bold.setBold(true);
    painter.setFont(bold);
    painter.setPen(colors.text);
    const int titleLeft = heading.left() + Theme::kIconSize + 8;
    const QRect title(titleLeft, heading.top(), right - 8 - titleLeft, heading.height());
    painter.drawText(title, Qt::AlignVCenter,
                     QFontMetrics(bold).elidedText(TextGuard::inert(text()), Qt::ElideRight, title.width()));

    painter.setFont(font());
    painter.setPen(colors.secondText);
    painter.setClipRect(content);
    const QRect body(titleLeft, heading.bottom() + 5, content.right() - titleLeft,
                     fontMetrics().height() * kSummaryLines);
    painter.drawText(body, Qt::TextWordWrap | Qt::AlignTop, TextGuard::inert(m_summary));
}

void LinkCard::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void LinkCard::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace turnpike::ui
