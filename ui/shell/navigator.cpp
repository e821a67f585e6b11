// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigator.h"

#include "ui/shell/navigator_delegate.h"
#include "ui/style/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QTreeView>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

Navigator::Navigator(QWidget *parent)
    : QWidget(parent)
    , m_model(new NavigatorModel(this))
    , m_filter(new NavigatorFilter(this))
    , m_box(new QLineEdit(this))
    , m_view(new QTreeView(this))
    , m_nothing(new QLabel(this))
{
    setObjectName(u"navigator"_s);
    m_filter->setSourceModel(m_model);

    m_box->setObjectName(u"navigatorFilter"_s);
    m_box->setPlaceholderText(tr("Filter pages and settings"));
    m_box->setAccessibleName(tr("Filter pages and settings"));
    m_box->setClearButtonEnabled(true);
    m_box->addAction(Theme::current().icon(u"filter"_s), QLineEdit::LeadingPosition);

    m_view->setObjectName(u"navigatorTree"_s);
    m_view->setAccessibleName(tr("Pages"));
    m_view->setModel(m_filter);
    m_view->setItemDelegate(new NavigatorDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setIndentation(16);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setTextElideMode(Qt::ElideRight);

    m_nothing->setObjectName(u"navigatorNothing"_s);
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setMargin(Theme::kPageMargin);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_nothing->hide();

    auto *top = new QHBoxLayout;
    top->setContentsMargins(Theme::kInsideGroup, Theme::kInsideGroup, Theme::kInsideGroup, 0);
    top->addWidget(m_box);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kInsideGroup);
    layout->addLayout(top);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_nothing, 1);

    connect(m_box, &QLineEdit::textChanged, this, &Navigator::filter);
    // Enter in the filter opens the first page that fits.
    connect(m_box, &QLineEdit::returnPressed, this, [this] {
        QModelIndex place = m_filter->index(0, 0);
        while (place.isValid() && m_filter->rowCount(place) > 0)
            place = m_filter->index(0, 0, place);
        if (place.isValid())
            m_view->setCurrentIndex(place);
        m_view->setFocus();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (current.isValid() && !m_isSelecting) {
                    m_currentId = current.data(NavigatorModel::IdRole).toString();
                    Q_EMIT pageChosen(m_currentId);
                }
            });
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &Navigator::expandNew);
    connect(&Theme::current(), &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void Navigator::filter(const QString &text)
{
    const bool wasActive = m_filter->isActive();
    if (!wasActive)
        m_expandedBeforeFilter = expanded();
    {
        // The current row may be filtered away; that does not mean that another page is wanted.
        const QScopedValueRollback selecting(m_isSelecting, true);
        m_filter->setWords(text);
        if (m_filter->isActive()) {
            m_view->expandAll();
        } else if (wasActive) {
            m_view->collapseAll();
            setExpanded(m_expandedBeforeFilter);
        }
    }
    select(m_currentId);
    const bool isEmpty = m_filter->rowCount() == 0;
    m_nothing->setText(
        tr("No page or setting holds “%1”. Try fewer letters, or find anything with Ctrl+K.").arg(text));
    m_nothing->setVisible(isEmpty);
    m_view->setVisible(!isEmpty);
}

void Navigator::select(const QString &id)
{
    m_currentId = id;
    const QModelIndex place = m_filter->mapFromSource(m_model->indexOf(id));
    const QScopedValueRollback selecting(m_isSelecting, true);
    // Filtered away, the page stays open and no other row is marked in its place.
    m_view->setCurrentIndex(place);
    if (place.isValid())
        m_view->scrollTo(place);
}

void Navigator::keepSelection()
{
    if (!m_view->currentIndex().isValid() && !m_currentId.isEmpty())
        select(m_currentId);
}

void Navigator::focusFilter()
{
    m_box->setFocus(Qt::ShortcutFocusReason);
    m_box->selectAll();
}

QStringList Navigator::expanded() const
{
    QStringList ids;
    m_model->visit([&](const QModelIndex &index) {
        if (m_view->isExpanded(m_filter->mapFromSource(index)))
            ids += index.data(NavigatorModel::IdRole).toString();
    });
    return ids;
}

void Navigator::setExpanded(const QStringList &ids)
{
    for (const QString &id : ids) {
        const QModelIndex place = m_filter->mapFromSource(m_model->indexOf(id));
        if (place.isValid())
            m_view->setExpanded(place, true);
    }
}

void Navigator::setWantedExpanded(const QStringList &ids)
{
    m_wantedExpanded = ids;
    m_hasWanted = true;
    setExpanded(ids);
}

void Navigator::expandNew(const QModelIndex &parent, int first, int last)
{
    // A node can only be expanded once it has children: look at who just got some.
    if (m_filter->isActive())
        return;
    if (parent.isValid()) {
        const QString id = parent.data(NavigatorModel::IdRole).toString();
        if (m_hasWanted ? m_wantedExpanded.contains(id) : !parent.parent().isValid())
            m_view->expand(parent);
    }
    for (int row = first; row <= last; ++row) {
        const QModelIndex place = m_filter->index(row, 0, parent);
        if (m_filter->rowCount(place) > 0)
            expandNew(place, 0, m_filter->rowCount(place) - 1);
    }
}

} // namespace turnpike::ui
