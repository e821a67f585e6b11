// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/folded_section.h"

#include "ui/style/theme.h"

#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

FoldedSection::FoldedSection(const QString &title, QWidget *body, QWidget *parent)
    : QWidget(parent)
    , m_heading(new QToolButton(this))
    , m_body(body)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kBetweenFields);
    layout->addWidget(m_heading, 0, Qt::AlignLeft);
    layout->addWidget(body);
    m_heading->setText(title);
    m_heading->setCheckable(true);
    m_heading->setAutoRaise(true);
    m_heading->setFocusPolicy(Qt::StrongFocus);
    m_heading->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    body->hide();
    connect(m_heading, &QToolButton::toggled, this, [this](bool open) {
        m_body->setVisible(open);
        updateIcon();
    });
    updateIcon();
}

bool FoldedSection::isOpen() const
{
    return m_heading->isChecked();
}

void FoldedSection::setOpen(bool open)
{
    m_heading->setChecked(open);
}

void FoldedSection::updateIcon()
{
    m_heading->setIcon(Theme::current().icon(isOpen() ? u"chevron-down"_s : u"chevron-right"_s));
}

} // namespace turnpike::ui
