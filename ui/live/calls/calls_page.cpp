// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/calls/calls_page.h"

#include "ui/live/calls/allocation_delegate.h"
#include "ui/live/calls/allocation_detail.h"
#include "ui/live/calls/allocation_table_model.h"
#include "ui/live/calls/end_calls_bar.h"
#include "ui/live/calls/table_export.h"
#include "ui/live/freshness.h"
#include "ui/live/live_links.h"
#include "ui/live/live_state_line.h"
#include "ui/live/live_text.h"
#include "ui/style/theme.h"
#include "ui/widgets/empty_view.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/live_hub.h"
#include "ui/workspace/settings.h"
#include "ui/workspace/workspace.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// Bumped when columns are added or moved: an old state would put widths on the wrong ones.
const QString kHeaderKey = u"live/calls/columns-1"_s;
const QString kOwnWidthsKey = u"live/calls/own-widths"_s;
const QString kSplitterKey = u"live/calls/detail-1"_s;

QStringList listenerLines(const live::Snapshot &snapshot)
{
    QStringList lines;
    for (const live::Listener &listener : snapshot.listeners)
        lines.append(text::ofUtf8(listener.transport) + u' ' + text::address(listener.address));
    return lines;
}

} // namespace

CallsPage::CallsPage(Workspace &workspace, QWidget *parent)
    : LivePage(workspace, parent)
    , m_model(new AllocationTableModel(this))
    , m_endBar(new EndCallsBar(workspace, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyView(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_detail(new AllocationDetail(this))
{
    setObjectName(u"callsPage"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, Theme::kInsideGroup, Theme::kPageMargin,
                               Theme::kPageMargin);
    layout->setSpacing(Theme::kInsideGroup);
    layout->addWidget(makeFilterLine());
    layout->addWidget(m_filterError);
    layout->addWidget(m_endBar);
    layout->addWidget(m_splitter, 1);

    m_stack->addWidget(makeTable());
    m_stack->addWidget(m_empty);
    auto *frame = new QFrame(this);
    frame->setObjectName(u"callDetailCard"_s);
    frame->setProperty("card", true);
    auto *frameLayout = new QVBoxLayout(frame);
    frameLayout->setContentsMargins(1, 1, 1, 1);
    frameLayout->addWidget(m_detail);
    m_splitter->setObjectName(u"callsSplitter"_s);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(frame);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(Theme::kInsideGroup);
    m_splitter->setSizes({600, 220});

    makeActions();
    restoreColumns();
    dimWhileOld(hub(), QList<QWidget *>{m_count, m_table} + m_detail->numbers());
    connect(m_empty, &EmptyView::actionTriggered, this, [this] { setFilterText({}); });
    connect(m_detail, &AllocationDetail::endRequested, this, &CallsPage::endSelected);
    connect(m_detail, &AllocationDetail::showPortRequested, m_showPort, &QAction::trigger);
}

QString CallsPage::summary() const
{
    return tr("Everyone who talks through this relay now, from where, to whom, and how much.");
}

QWidget *CallsPage::makeFilterLine()
{
    auto *line = new QWidget(this);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kInsideGroup);

    m_filter = new QLineEdit(line);
    m_filter->setObjectName(u"callsFilter"_s);
    m_filter->setAccessibleName(tr("Filter calls"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setPlaceholderText(tr("Filter: alice, transport:tcp rate>1M"));
    m_filter->setToolTip(tr("Words are looked for everywhere. Fields: %1.\n"
                            "Compare with : = != < <= > >=, exclude with a minus in front: -transport:udp.")
                             .arg(AllocationFilter::fieldNames().join(u", "_s)));
    m_filter->setMinimumWidth(220);
    m_filterIcon = m_filter->addAction(Theme::current().icon(u"filter"_s, Theme::Tone::Second),
                                       QLineEdit::LeadingPosition);
    m_filterIcon->setEnabled(true);
    m_filterTimer = new QTimer(this);
    m_filterTimer->setSingleShot(true);
    m_filterTimer->setInterval(120);
    connect(m_filterTimer, &QTimer::timeout, this, &CallsPage::applyFilter);
    connect(m_filter, &QLineEdit::textChanged, m_filterTimer, QOverload<>::of(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        m_filterTimer->stop();
        applyFilter();
    });

    m_filterError = new QLabel(this);
    m_filterError->setObjectName(u"callsFilterError"_s);
    m_filterError->setWordWrap(true);
    m_filterError->setTextFormat(Qt::PlainText);
    m_filterError->hide();
    Theme::setTone(m_filterError, Theme::Tone::Bad);

    m_count = new QLabel(line);
    m_count->setObjectName(u"callsCount"_s);
    m_count->setFont(Theme::current().tabularFont());
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_count->setMinimumWidth(
        m_count->fontMetrics().horizontalAdvance(tr("%1 of %2 calls").arg(u"10,000"_s, u"10,000"_s)));
    Theme::setTone(m_count, Theme::Tone::Second);

    auto *columns = new QToolButton(line);
    columns->setObjectName(u"chooseColumns"_s);
    columns->setText(tr("Columns"));
    columns->setAccessibleName(tr("Choose columns"));
    columns->setToolTip(tr("Choose which columns the table has"));
    columns->setIcon(Theme::current().icon(u"columns"_s));
    columns->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    columns->setPopupMode(QToolButton::InstantPopup);
    columns->setFocusPolicy(Qt::StrongFocus);
    auto *menu = new QMenu(columns);
    menu->setObjectName(u"columnsMenu"_s);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        fillColumnMenu(*menu);
    });
    columns->setMenu(menu);

    layout->addWidget(m_filter, 1);
    layout->addWidget(m_count);
    layout->addWidget(new LiveStateLine(hub(), line));
    layout->addWidget(columns);
    return line;
}

QWidget *CallsPage::makeTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(u"callsTable"_s);
    m_table->setAccessibleName(tr("Calls"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new AllocationDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setCornerButtonEnabled(false);
    m_table->setTabKeyNavigation(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    // Heights that follow the contents would be asked for 10,000 times a second.
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 9);
    m_table->verticalHeader()->setMinimumSectionSize(0);

    QHeaderView *header = m_table->horizontalHeader();
    header->setObjectName(u"callsHeader"_s);
    header->setSectionsMovable(true);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setHighlightSections(false);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setSortingEnabled(true);

    // Enter and a double click.
    connect(m_table, &QTableView::activated, this, [this] { m_showPort->trigger(); });
    connect(m_table, &QWidget::customContextMenuRequested, this, &CallsPage::showTableMenu);
    connect(header, &QWidget::customContextMenuRequested, this, &CallsPage::showHeaderMenu);
    connect(header, &QHeaderView::sectionClicked, this, &CallsPage::sortDownwardFirst);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        refreshActions();
        refreshDetail();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &CallsPage::refreshDetail);
    return m_table;
}

void CallsPage::makeActions()
{
    const auto make = [this](const QString &name, const QString &text, const QString &icon,
                             const QKeySequence &keys) {
        auto *action = new QAction(Theme::current().icon(icon), text, this);
        action->setObjectName(name);
        action->setShortcut(keys);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        m_table->addAction(action);
        return action;
    };
    m_end = make(u"endCalls"_s, tr("End call…"), u"kill"_s, Qt::Key_Delete);
    m_endOfUser = make(u"endCallsOfUser"_s, tr("End all calls of this user…"), u"user"_s, {});
    m_copyText = make(u"copyAsText"_s, tr("Copy as text"), u"copy"_s, QKeySequence::Copy);
    m_copyCsv = make(u"copyAsCsv"_s, tr("Copy as CSV"), {}, {});
    m_copyJson = make(u"copyAsJson"_s, tr("Copy as JSON"), {}, {});
    m_copyAddress = make(u"copyAddress"_s, tr("Copy client address"), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_C);
    m_showPort = make(u"showPort"_s, tr("Show port"), u"ports"_s, {});
    connect(m_end, &QAction::triggered, this, &CallsPage::endSelected);
    connect(m_endOfUser, &QAction::triggered, this, &CallsPage::endOfUser);
    connect(m_copyText, &QAction::triggered, this, [this] { copyRows(&TableExport::text); });
    connect(m_copyCsv, &QAction::triggered, this, [this] { copyRows(&TableExport::csv); });
    connect(m_copyJson, &QAction::triggered, this, [this] { copyRows(&TableExport::json); });
    connect(m_copyAddress, &QAction::triggered, this, [this] {
        QStringList lines;
        for (const int row : selectedRows())
            lines.append(text::address(m_model->allocationAt(row).client));
        QApplication::clipboard()->setText(lines.join(u'\n'));
    });
    connect(m_showPort, &QAction::triggered, this, [this] {
        if (const auto key = m_detail->shownKey())
            this->workspace().openPage(linkToPortOf(*key));
    });
    refreshActions();
}

void CallsPage::refreshActions()
{
    const auto count = static_cast<int>(selectedRows().size());
    const QString whyNot = EndCallsBar::whyNot(workspace());
    m_end->setText(count > 1 ? tr("End %n calls…", nullptr, count) : tr("End call…"));
    for (QAction *action : {m_end, m_endOfUser}) {
        action->setEnabled(count > 0 && whyNot.isEmpty());
        action->setToolTip(whyNot);
    }
    m_endOfUser->setEnabled(m_endOfUser->isEnabled() && count == 1);
    for (QAction *action : {m_copyText, m_copyCsv, m_copyJson, m_copyAddress})
        action->setEnabled(count > 0);
    m_showPort->setEnabled(count > 0);
    m_detail->setEndable(whyNot);
}

void CallsPage::setFilterText(const QString &text)
{
    m_filter->setText(text);
    m_filterTimer->stop();
    applyFilter();
}

void CallsPage::applyFilter()
{
    const auto filter = AllocationFilter::parse(m_filter->text());
    m_filterError->setVisible(!filter);
    if (!filter) {
        m_filterError->setText(errorText(filter.error()));
        m_filterIcon->setIcon(Theme::current().icon(u"error"_s, Theme::Tone::Bad));
        return; // what was shown stays until the text can be understood
    }
    m_filterIcon->setIcon(
        Theme::current().icon(u"filter"_s, filter->isEmpty() ? Theme::Tone::Second : Theme::Tone::Accent));
    m_model->setFilter(*filter);
    refreshCount();
    refreshEmpty();
    refreshDetail();
}

bool CallsPage::selectCall(live::AllocationKey key)
{
    int row = m_model->rowOf(key);
    if (row < 0 && !m_filter->text().isEmpty()) {
        setFilterText({});
        row = m_model->rowOf(key);
    }
    if (row < 0) {
        m_table->clearSelection();
        m_detail->showNothing(tr("The call that was asked for is over."));
        return false;
    }
    m_table->selectRow(row);
    m_table->scrollTo(m_model->index(row, 0), QAbstractItemView::PositionAtCenter);
    m_table->setFocus(Qt::OtherFocusReason);
    return true;
}

bool CallsPage::showArgument(const QString &argument)
{
    refresh();
    if (const auto key = callNamedBy(argument))
        return selectCall(*key);
    setFilterText(argument);
    (m_model->rowCount() > 0 ? static_cast<QWidget *>(m_table) : m_filter)->setFocus(Qt::OtherFocusReason);
    return true;
}

void CallsPage::sortDownwardFirst(int column)
{
    // Whoever sorts by a number looks for the largest.
    if (std::exchange(m_sortedColumn, column) != column && AllocationColumns::isNumeric(column))
        m_table->sortByColumn(column, Qt::DescendingOrder);
}

void CallsPage::refresh()
{
    // The row that is being looked at stays where it is, and the others move round it.
    const auto placeOfCurrent = [this] { return m_table->visualRect(m_table->currentIndex()); };
    const QRect before = placeOfCurrent();
    const bool isInSight = before.isValid() && m_table->viewport()->rect().intersects(before);
    m_model->applySnapshot(hub().picture());
    if (isInSight && m_table->currentIndex().isValid()) {
        QScrollBar *bar = m_table->verticalScrollBar();
        bar->setValue(bar->value() + placeOfCurrent().top() - before.top());
    }
    refreshCount();
    refreshEmpty();
    refreshDetail();
    refreshActions();
    m_endBar->refresh();
}

void CallsPage::startOver()
{
    // The keys of another relay, or of another life of this one, name other calls.
    m_endBar->dismiss();
    m_model->applySnapshot(nullptr);
    m_detail->showNothing(tr("Select a call to see everything about it."));
}

void CallsPage::refreshCount()
{
    const auto total = static_cast<std::uint64_t>(m_model->totalCount());
    const auto shown = static_cast<std::uint64_t>(m_model->rowCount());
    if (!m_model->picture())
        m_count->clear();
    else if (shown != total)
        m_count->setText(tr("%1 of %2 calls").arg(text::number(shown), text::number(total)));
    else
        m_count->setText(total == 1 ? tr("1 call") : tr("%1 calls").arg(text::number(total)));
}

void CallsPage::refreshEmpty()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_stack->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_empty) : m_table);
    m_detail->parentWidget()->setVisible(!isEmpty || m_detail->shownKey().has_value());
    if (!isEmpty)
        return;
    const SharedPicture &picture = hub().picture();
    if (!picture && !hub().isConnected())
        m_empty->say(u"disconnected"_s, tr("Not connected"),
                     tr("Calls are shown while the console is connected to a relay."));
    else if (!picture)
        m_empty->say(u"calls"_s, tr("Waiting for the relay"), tr("It reports its calls once a second."));
    else if (m_model->totalCount() > 0)
        m_empty->say(
            u"filter"_s, tr("No call matches the filter"),
            tr("%1 calls are hidden.").arg(text::number(static_cast<std::uint64_t>(m_model->totalCount()))),
            {}, tr("Show all calls"));
    else
        m_empty->say(u"calls"_s, tr("No calls"), tr("Clients reach this relay at"),
                     listenerLines(*picture->snapshot()));
}

void CallsPage::refreshDetail()
{
    const QModelIndex current = m_table->selectionModel()->currentIndex();
    const bool isSelected = current.isValid() && m_table->selectionModel()->isRowSelected(current.row());
    const QList<int> rows = selectedRows();
    const int row = isSelected ? current.row() : rows.isEmpty() ? -1 : rows.front();
    if (row >= 0) {
        const LivePicture &picture = *m_model->picture();
        m_detail->showCall(picture, *picture.indexOf(m_model->keyAt(row)));
    } else if (const auto key = m_detail->shownKey()) {
        const bool isAlive = m_model->picture() && m_model->picture()->indexOf(*key);
        if (isAlive)
            m_detail->showNothing(tr("Select a call to see everything about it."));
        else
            m_detail->showEnded();
    } else {
        m_detail->showNothing(tr("Select a call to see everything about it."));
    }
}

QList<int> CallsPage::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::vector<live::AllocationKey> CallsPage::selectedKeys() const
{
    std::vector<live::AllocationKey> keys;
    for (const int row : selectedRows())
        keys.push_back(m_model->keyAt(row));
    return keys;
}

QList<int> CallsPage::shownColumns() const
{
    QList<int> columns;
    const QHeaderView *header = m_table->horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual)
        if (const int column = header->logicalIndex(visual); !header->isSectionHidden(column))
            columns.append(column);
    return columns;
}

void CallsPage::copyRows(QString (TableExport::*write)() const)
{
    const TableExport rows(*m_model, selectedRows(), shownColumns());
    QApplication::clipboard()->setText((rows.*write)());
}

void CallsPage::endSelected()
{
    auto keys = selectedKeys();
    if (!keys.empty())
        m_endBar->askFor(std::move(keys));
}

void CallsPage::endOfUser()
{
    const QList<int> rows = selectedRows();
    if (!rows.isEmpty())
        m_endBar->askForUser(m_model->allocationAt(rows.front()).person());
}

void CallsPage::showTableMenu(const QPoint &position)
{
    auto *menu = new QMenu(m_table);
    menu->setObjectName(u"callsMenu"_s);
    menu->addAction(m_end);
    menu->addAction(m_endOfUser);
    menu->addSeparator();
    menu->addActions({m_copyText, m_copyCsv, m_copyJson, m_copyAddress});
    menu->addSeparator();
    menu->addAction(m_showPort);
    menu->setToolTipsVisible(true);
    popUp(menu, m_table->viewport()->mapToGlobal(position));
}

void CallsPage::showHeaderMenu(const QPoint &position)
{
    auto *menu = new QMenu(m_table);
    menu->setObjectName(u"callsHeaderMenu"_s);
    fillColumnMenu(*menu);
    popUp(menu, m_table->horizontalHeader()->mapToGlobal(position));
}

void CallsPage::popUp(QMenu *menu, const QPoint &globalPosition)
{
    menu->setAttribute(Qt::WA_DeleteOnClose);
    m_model->setOrderFrozen(true);
    connect(menu, &QObject::destroyed, m_model, [model = m_model] { model->setOrderFrozen(false); });
    menu->popup(globalPosition);
}

void CallsPage::fillColumnMenu(QMenu &menu)
{
    QHeaderView *header = m_table->horizontalHeader();
    for (int column = 0; column < AllocationColumns::Count; ++column) {
        QAction *action = menu.addAction(AllocationColumns::title(column));
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        // Without a name a row says nothing.
        action->setEnabled(column != AllocationColumns::User);
        connect(action, &QAction::toggled, header,
                [header, column](bool shown) { header->setSectionHidden(column, !shown); });
    }
    menu.addSeparator();
    QAction *reset = menu.addAction(Theme::current().icon(u"reset"_s), tr("Reset columns"));
    connect(reset, &QAction::triggered, this, &CallsPage::resetColumns);
}

void CallsPage::resetColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    for (int column = 0; column < AllocationColumns::Count; ++column) {
        header->moveSection(header->visualIndex(column), column);
        header->setSectionHidden(column, column == AllocationColumns::Expires ||
                                             column == AllocationColumns::Dialect ||
                                             column == AllocationColumns::Packets);
    }
    m_hasOwnWidths = false;
    setDefaultWidths();
    m_table->sortByColumn(AllocationColumns::Age, Qt::AscendingOrder);
    m_sortedColumn = AllocationColumns::Age;
}

void CallsPage::setDefaultWidths()
{
    const QScopedValueRollback arranging(m_isArranging, true);
    QHeaderView *header = m_table->horizontalHeader();
    const QFontMetrics plain(font());
    const QFontMetrics fixed(Theme::current().fixedFont());
    const int air = 16;
    for (int column = 0; column < AllocationColumns::Count; ++column) {
        // The sort arrow stands beside the title.
        int width = plain.horizontalAdvance(AllocationColumns::title(column)) + air + 18;
        if (AllocationColumns::isAddress(column))
            // Half an address is none, so the longest of IPv4 fits; IPv6 is wider than most windows.
            width = fixed.horizontalAdvance(column == AllocationColumns::Peers ? u"255.255.255.255:65535 +1"_s
                                                                               : u"255.255.255.255:65535"_s) +
                    air;
        else if (column == AllocationColumns::User)
            width = plain.horizontalAdvance(u"firstname.lastname"_s) + air;
        else if (column == AllocationColumns::Sparkline)
            width = 110;
        else if (column == AllocationColumns::Packets)
            width = std::max(width, plain.horizontalAdvance(u"88,888,888"_s) + air);
        header->resizeSection(column, width);
    }
    // What a wide window has left goes to what gains by it: names, several peers, the last minute.
    const int left = m_table->viewport()->width() - header->length();
    if (left <= 0)
        return;
    for (const int column : {AllocationColumns::User, AllocationColumns::Peers, AllocationColumns::Sparkline})
        header->resizeSection(column, header->sectionSize(column) + left / 3);
}

bool CallsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize && !m_hasOwnWidths)
        setDefaultWidths();
    return LivePage::eventFilter(watched, event);
}

void CallsPage::restoreColumns()
{
    resetColumns();
    const Settings &settings = workspace().settings();
    QHeaderView *header = m_table->horizontalHeader();
    m_hasOwnWidths = header->restoreState(settings.value(kHeaderKey).toByteArray()) &&
                     settings.value(kOwnWidthsKey).toBool();
    m_sortedColumn = header->sortIndicatorSection();
    m_splitter->restoreState(settings.value(kSplitterKey).toByteArray());
    // Soon after a change, so that also a window that is killed has them at its next start. Queued, because a
    // column that is being hidden says so before it is.
    connect(header, &QHeaderView::sectionResized, this, [this](int, int before, int after) {
        // Hiding and showing a column says so by its width, too.
        m_hasOwnWidths = m_hasOwnWidths || (!m_isArranging && before > 0 && after > 0);
    });
    m_table->viewport()->installEventFilter(this);
    connect(header, &QHeaderView::sectionResized, this, &CallsPage::saveColumns, Qt::QueuedConnection);
    connect(header, &QHeaderView::sectionMoved, this, &CallsPage::saveColumns, Qt::QueuedConnection);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &CallsPage::saveColumns, Qt::QueuedConnection);
    connect(m_splitter, &QSplitter::splitterMoved, this, &CallsPage::saveColumns, Qt::QueuedConnection);
}

void CallsPage::saveColumns()
{
    Settings &settings = workspace().settings();
    settings.setValue(kHeaderKey, m_table->horizontalHeader()->saveState());
    settings.setValue(kOwnWidthsKey, m_hasOwnWidths);
    settings.setValue(kSplitterKey, m_splitter->saveState());
}

} // namespace turnpike::ui
