// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/panel_list.h"

#include "ui/style/theme.h"
#include "ui/widgets/note.h"
#include "ui/widgets/table_text.h"

#include <QHeaderView>
#include <QLabel>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostMeasuredRows = 200;

} // namespace

PanelList::PanelList(QAbstractItemModel *model, const QString &name, const QString &accessibleName,
                     const QString &emptyText, QWidget *parent)
    : QStackedWidget(parent)
    , m_content(new QWidget(this))
    , m_warning(new Note(u"warning"_s, Theme::Tone::Warning, {}, m_content))
    , m_view(new QTreeView(m_content))
    , m_empty(new QLabel(emptyText, this))
{
    m_view->setObjectName(name);
    m_view->setAccessibleName(accessibleName);
    m_view->setModel(model);
    m_view->setRootIsDecorated(false);
    m_view->setAlternatingRowColors(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_empty->setObjectName(name + "Empty"_L1);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(Theme::kPageMargin);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_warning->setObjectName(name + "Warning"_L1);
    m_warning->setContentsMargins(Theme::kPageMargin, Theme::kInsideGroup, Theme::kPageMargin,
                                  Theme::kInsideGroup);
    m_warning->hide();
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_warning);
    column->addWidget(m_view, 1);
    addWidget(m_content);
    addWidget(m_empty);
    connect(model, &QAbstractItemModel::rowsInserted, this, &PanelList::update);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &PanelList::update);
    connect(model, &QAbstractItemModel::modelReset, this, &PanelList::update);
    update();
}

void PanelList::setEmptyText(const QString &text)
{
    m_empty->setText(text);
}

void PanelList::setWarning(const QString &text)
{
    m_warning->setText(text);
    m_warning->setVisible(!text.isEmpty());
}

void PanelList::update()
{
    const int rows = m_view->model()->rowCount();
    setCurrentWidget(rows > 0 ? m_content : m_empty);
    // By pixels the view knows where its rows end, whatever their heights, and needs the heights of all.
    m_view->setVerticalScrollMode(rows <= kMostMeasuredRows ? QAbstractItemView::ScrollPerPixel
                                                            : QAbstractItemView::ScrollPerItem);
}

QString PanelList::selectedText() const
{
    const QAbstractItemModel &model = *m_view->model();
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells += model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    lines += cells.join(u'\t');
    for (const QModelIndex &row : rows) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column)
            cells += oneCell(row.siblingAtColumn(column).data(Qt::DisplayRole).toString());
        lines += cells.join(u'\t');
    }
    return lines.join(u'\n') + u'\n';
}

} // namespace turnpike::ui
