// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/lower_panel.h"

#include "ui/shell/panel_list.h"
#include "ui/shell/problem_delegate.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/widgets/wrapping_delegate.h"
#include "ui/workspace/change_text.h"
#include "ui/workspace/check_text.h"
#include "ui/workspace/workspace.h"

#include <QEvent>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStyleOptionTab>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// Room for a count up to 999 is kept while there is none: the next tab stays where it is.
QString withCount(const QString &title, int count)
{
    constexpr qsizetype kDigits = 3;
    constexpr QChar kFigureSpace(0x2007);
    const QString number = count > 0 ? QString::number(count) : QString();
    return title + u"  "_s + number.leftJustified(kDigits, kFigureSpace);
}

/// The tab that is chosen is marked only while its list can be seen: a line under a word with nothing below
/// it says that something is open.
class PanelTabs final : public QTabBar {
public:
    explicit PanelTabs(LowerPanel &panel)
        : QTabBar(&panel)
        , m_panel(panel)
    {
    }

protected:
    void initStyleOption(QStyleOptionTab *option, int tab) const override
    {
        QTabBar::initStyleOption(option, tab);
        if (!m_panel.isOpen())
            option->state &= ~QStyle::State_Selected;
    }

private:
    const LowerPanel &m_panel;
};

QIcon emptyIcon()
{
    QPixmap pixmap(Theme::kIconSize, Theme::kIconSize);
    pixmap.fill(Qt::transparent);
    return pixmap;
}

} // namespace

LowerPanel::LowerPanel(Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_problems(new ProblemsModel(this))
    , m_changes(new ChangesModel(this))
    , m_log(new LogModel(this))
    , m_tabs(new PanelTabs(*this))
    , m_toggle(new QToolButton(this))
    , m_body(new QStackedWidget(this))
{
    setObjectName(u"lowerPanel"_s);
    m_tabs->setObjectName(u"lowerPanelTabs"_s);
    m_tabs->setAccessibleName(tr("Problems, pending changes, log"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setDocumentMode(true);
    // As high with the sign of a problem as without: the first problem must not move the page.
    m_tabs->addTab(ProblemsModel::severityIcon(validation::Severity::Error), tr("Problems"));
    m_tabs->setMinimumHeight(m_tabs->sizeHint().height());
    m_tabs->removeTab(0);
    m_toggle->setObjectName(u"lowerPanelToggle"_s);
    m_toggle->setAutoRaise(true);
    m_toggle->setFocusPolicy(Qt::TabFocus);

    addLists();

    auto *strip = new QHBoxLayout;
    strip->setContentsMargins(Theme::kInsideGroup, 0, Theme::kInsideGroup, 0);
    strip->addWidget(m_tabs);
    strip->addStretch();
    strip->addWidget(m_toggle);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(strip);
    layout->addWidget(m_body, 1);

    connect(m_tabs, &QTabBar::currentChanged, m_body, &QStackedWidget::setCurrentIndex);
    // A click on the tab that is open closes the panel; a click on any other opens that.
    connect(m_tabs, &QTabBar::tabBarClicked, this, [this](int tab) {
        if (tab >= 0)
            setOpen(!m_isOpen || tab != m_tabs->currentIndex());
    });
    connect(m_toggle, &QToolButton::clicked, this, [this] { setOpen(!m_isOpen); });
    connect(&m_workspace, &Workspace::problemsChanged, this, &LowerPanel::refreshProblems);
    connect(&m_workspace, &Workspace::connectionChanged, this, &LowerPanel::refreshProblems);
    connect(&m_workspace, &Workspace::connectionChanged, this, &LowerPanel::refreshChanges);
    connect(&m_workspace.document(), &document::ConfigDocument::baseChanged, this,
            &LowerPanel::refreshChanges);
    connect(&m_workspace.document(), &document::ConfigDocument::pendingChanged, this,
            &LowerPanel::refreshChanges);
    connect(&m_workspace, &Workspace::logged, this, [this](const QDateTime &time, const QString &text) {
        QScrollBar &bar = *m_logList->view().verticalScrollBar();
        const bool isAtEnd = bar.value() == bar.maximum();
        m_log->append(time, text);
        if (isAtEnd)
            m_logList->view().scrollToBottom();
    });
    refreshProblems();
    refreshChanges();
    setOpen(false);
}

void LowerPanel::addLists()
{
    m_problemList = new PanelList(m_problems, u"problemsList"_s, tr("Problems"), {}, m_body);
    QTreeView &problems = m_problemList->view();
    problems.header()->setSectionResizeMode(ProblemsModel::Message, QHeaderView::Stretch);
    problems.header()->resizeSection(ProblemsModel::Place, 260);
    // A remedy stands below its problem; as a column it is there for whoever copies the list.
    problems.setColumnHidden(ProblemsModel::Fix, true);
    new ProblemDelegate(problems);
    connect(&problems, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (const validation::Problem *problem = m_problems->problem(index))
            m_workspace.openPage(problem->path);
    });

    m_changeList = new PanelList(m_changes, u"changesList"_s, tr("Pending changes"), {}, m_body);
    QTreeView &changes = m_changeList->view();
    new WrappingDelegate(changes, PanelList::kRowPadding);
    changes.header()->setSectionResizeMode(ChangesModel::Place, QHeaderView::Stretch);
    changes.header()->resizeSection(ChangesModel::Before, 200);
    changes.header()->resizeSection(ChangesModel::After, 200);
    changes.header()->resizeSection(ChangesModel::Effect, 140);

    m_logList = new PanelList(m_log, u"logList"_s, tr("Log"), tr("Nothing has happened yet."), m_body);
    QTreeView &log = m_logList->view();
    new WrappingDelegate(log, PanelList::kRowPadding);
    log.header()->setSectionResizeMode(LogModel::Text, QHeaderView::Stretch);
    log.header()->resizeSection(LogModel::Time, 90);

    const std::pair<PanelList *, QString> lists[] = {
        {m_problemList, tr("Problems")}, {m_changeList, tr("Pending changes")}, {m_logList, tr("Log")}};
    for (const auto &[list, title] : lists) {
        m_body->addWidget(list);
        m_tabs->addTab(title);
        connect(list->view().selectionModel(), &QItemSelectionModel::selectionChanged, this,
                &LowerPanel::selectionChanged);
    }
}

void LowerPanel::refreshProblems()
{
    m_problems->setProblems(m_workspace.problems(), m_workspace.document().working());
    const int count = m_problems->rowCount();
    const int tab = static_cast<int>(Tab::Problems);
    m_tabs->setTabText(tab, withCount(tr("Problems"), count));
    m_tabs->setTabIcon(tab, count > 0 ? ProblemsModel::severityIcon(m_workspace.problems().front().severity)
                                      : emptyIcon());
    m_problemList->setEmptyText(checkText(m_workspace));
    refreshFixButtons();
}

void LowerPanel::refreshFixButtons()
{
    QTreeView &view = m_problemList->view();
    for (int row = 0; row < m_problems->rowCount(); ++row) {
        const QModelIndex cell = m_problems->index(row, ProblemsModel::Message);
        const validation::Problem &problem = *m_problems->problem(cell);
        auto *button = qobject_cast<QPushButton *>(view.indexWidget(cell));
        if (!problem.fix) {
            if (button)
                view.setIndexWidget(cell, nullptr);
            continue;
        }
        if (!button) {
            button = new QPushButton(&view);
            button->setObjectName(u"fixButton"_s);
            // The row of this moment: rows move while the button stays with its own.
            connect(button, &QPushButton::clicked, this, [this, place = QPersistentModelIndex(cell)] {
                const validation::Problem *found = m_problems->problem(place);
                if (found && found->fix) {
                    const document::PropertyPath path = found->path;
                    if (m_workspace.apply(validation::Fix(*found->fix).edits))
                        m_workspace.openPage(path);
                }
            });
            view.setIndexWidget(cell, button);
        }
        button->setText(TextGuard::caption(problem.fix->label));
        button->setAccessibleName(tr("%1: %2").arg(problem.fix->label, problem.message));
        button->setToolTip(
            tr("%1. One step that can be undone.", "what a remedy does").arg(problem.fix->label));
    }
}

void LowerPanel::refreshChanges()
{
    document::ConfigDocument &document = m_workspace.document();
    m_changes->setChanges(document.pendingChanges(), document.working(), document.base());
    m_changeList->setWarning(lockedOutText(document.pendingChanges(), *document.working(), *document.base()));
    const int count = m_changes->rowCount();
    const QString reason = m_workspace.whyNoConfiguration();
    m_changeList->setEmptyText(
        reason.isEmpty() ? tr("Nothing has been changed since the last push. What you change on a "
                              "page is collected here until you push it.")
                         : tr("%1 There is nothing to change.", "why there is no configuration").arg(reason));
    m_tabs->setTabText(static_cast<int>(Tab::Changes), withCount(tr("Pending changes"), count));
}

void LowerPanel::setOpen(bool open)
{
    const bool isNews = std::exchange(m_isOpen, open) != open;
    m_body->setVisible(open);
    m_tabs->update();
    layout()->activate();
    fitHeight();
    if (isNews)
        Q_EMIT openChanged(open);
    m_toggle->setArrowType(open ? Qt::DownArrow : Qt::UpArrow);
    m_toggle->setToolTip(open ? tr("Close this panel.") : tr("Open this panel."));
    m_toggle->setAccessibleName(m_toggle->toolTip());
}

// Closed, only the strip of tabs stays, also at the first start; it grows when a tab gets an icon.
void LowerPanel::fitHeight()
{
    setMaximumHeight(m_isOpen ? QWIDGETSIZE_MAX : layout()->minimumSize().height());
}

bool LowerPanel::event(QEvent *event)
{
    const bool isDone = QWidget::event(event);
    if (event->type() == QEvent::LayoutRequest)
        fitHeight();
    return isDone;
}

void LowerPanel::show(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
    setOpen(true);
}

LowerPanel::Tab LowerPanel::currentTab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

const validation::Problem *LowerPanel::selectedProblem() const
{
    return m_problems->problem(m_problemList->view().currentIndex());
}

document::Changes LowerPanel::selectedChanges() const
{
    document::Changes chosen;
    for (const QModelIndex &row : m_changeList->view().selectionModel()->selectedRows()) {
        if (const document::Change *change = m_changes->change(row))
            chosen.push_back(*change);
    }
    return chosen;
}

void LowerPanel::selectProblem(int row)
{
    const QModelIndex place = m_problems->index(row, 0);
    m_problemList->view().setCurrentIndex(place);
    if (const validation::Problem *problem = m_problems->problem(place))
        m_workspace.openPage(problem->path);
}

void LowerPanel::clearLog()
{
    m_log->clear();
}

} // namespace turnpike::ui
