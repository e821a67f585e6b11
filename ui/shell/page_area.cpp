// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_area.h"

#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// The window is as large as it is: what a page needs more than that is the page's business. Otherwise
/// opening a page, or a long name on it, would make the window grow.
class PageStack final : public QStackedWidget {
public:
    using QStackedWidget::QStackedWidget;
    QSize minimumSizeHint() const override { return {0, 0}; }
};

} // namespace

PageArea::PageArea(Workspace &workspace, const PageSource &source, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_source(source)
    , m_title(new QLabel(this))
    , m_summary(new QLabel(this))
    , m_pending(new QToolButton(this))
    , m_stack(new PageStack(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(u"pageArea"_s);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    m_title->setObjectName(u"pageTitle"_s);
    m_title->setFont(Theme::current().titleFont());
    m_title->setTextFormat(Qt::PlainText);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_summary->setObjectName(u"pageSummary"_s);
    m_summary->setWordWrap(true);
    Theme::setTone(m_summary, Theme::Tone::Second);
    m_pending->setObjectName(u"pagePending"_s);
    m_pending->setAutoRaise(true);
    // The first change must not push the page down.
    QSizePolicy keepsPlace = m_pending->sizePolicy();
    keepsPlace.setRetainSizeWhenHidden(true);
    m_pending->setSizePolicy(keepsPlace);
    m_pending->setToolTip(tr("Show what has been changed and not pushed yet."));
    const auto paintPending = [this] {
        QPalette palette = this->palette();
        palette.setColor(QPalette::ButtonText, Theme::current().colors().accent);
        m_pending->setPalette(palette);
    };
    paintPending();
    connect(&Theme::current(), &Theme::changed, this, paintPending);
    connect(m_pending, &QToolButton::clicked, this, &PageArea::pendingClicked);
    m_nothing->setObjectName(u"pageNothing"_s);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(3 * Theme::kPageMargin);
    Theme::setTone(m_nothing, Theme::Tone::Second);
    m_stack->addWidget(m_nothing);

    auto *top = new QHBoxLayout;
    top->addWidget(m_title, 1);
    top->addWidget(m_pending);
    auto *heading = new QVBoxLayout;
    heading->setContentsMargins(Theme::kPageMargin, Theme::kBetweenFields, Theme::kPageMargin,
                                Theme::kInsideGroup);
    heading->setSpacing(2);
    heading->addLayout(top);
    heading->addWidget(m_summary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(heading);
    layout->addWidget(m_stack, 1);

    showNothing({});
}

bool PageArea::open(const PageNode &node)
{
    Page *page = m_pages.value(node.id);
    if (!page) {
        std::unique_ptr<Page> made = m_source.make(node, m_workspace, m_stack);
        if (!made)
            return false;
        page = made.release();
        m_stack->addWidget(page);
        m_pages.insert(node.id, page);
        connect(page, &Page::titleChanged, this, &PageArea::refreshHeading);
    }
    m_currentId = node.id;
    m_stack->setCurrentWidget(page);
    refreshHeading();
    return true;
}

Page *PageArea::page() const
{
    return m_pages.value(m_currentId);
}

void PageArea::takeFocus()
{
    Page *open = page();
    if (open == nullptr)
        return;
    for (QWidget *next = open->nextInFocusChain(); next != open; next = next->nextInFocusChain()) {
        if (open->isAncestorOf(next) && next->isVisible() && next->isEnabled() &&
            (next->focusPolicy() & Qt::TabFocus) == Qt::TabFocus) {
            next->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    open->setFocusPolicy(Qt::StrongFocus);
    open->setFocus(Qt::OtherFocusReason);
}

void PageArea::keepOnly(const QStringList &ids)
{
    const QStringList known = m_pages.keys();
    for (const QString &id : known) {
        if (ids.contains(id))
            continue;
        Page *page = m_pages.take(id);
        m_stack->removeWidget(page);
        // The change that removed the place may have come from the page itself.
        page->deleteLater();
        if (id == m_currentId)
            showNothing(tr("What this page showed is gone. Choose another page on the left."));
    }
}

void PageArea::showNothing(const QString &text)
{
    m_currentId.clear();
    setPending(0);
    m_nothing->setText(text);
    m_stack->setCurrentWidget(m_nothing);
    refreshHeading();
}

void PageArea::refreshHeading()
{
    const Page *open = page();
    m_title->setText(open ? open->title() : QString());
    m_summary->setText(open ? open->summary() : QString());
    m_title->setVisible(open);
    m_summary->setVisible(open && !open->summary().isEmpty());
}

void PageArea::setPending(int count)
{
    m_pending->setText(u"●  "_s + tr("%n change(s) not pushed", nullptr, count));
    m_pending->setVisible(count > 0 && page());
}

} // namespace turnpike::ui
