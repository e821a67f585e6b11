// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_history.h"

#include <QScopedValueRollback>

namespace turnpike::ui {

namespace {

constexpr qsizetype kMostRemembered = 100;

} // namespace

void PageHistory::visit(const QString &id)
{
    if (m_isOnTheWay || (m_place >= 0 && m_ids.at(m_place) == id))
        return;
    m_ids.resize(m_place + 1);
    m_ids += id;
    if (m_ids.size() > kMostRemembered)
        m_ids.removeFirst();
    m_place = m_ids.size() - 1;
}

void PageHistory::goBack(const Open &open)
{
    const QScopedValueRollback onTheWay(m_isOnTheWay, true);
    while (canGoBack() && !open(m_ids.at(--m_place)))
        ;
}

void PageHistory::goForward(const Open &open)
{
    const QScopedValueRollback onTheWay(m_isOnTheWay, true);
    while (canGoForward() && !open(m_ids.at(++m_place)))
        ;
}

} // namespace turnpike::ui
