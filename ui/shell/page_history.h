// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <functional>

namespace turnpike::ui {

/// The pages that were open, by id, for Back and Forward.
class PageHistory {
public:
    /// Shows a page; false when there is none with this id any more.
    using Open = std::function<bool(const QString &id)>;

    /// What was left with Back is forgotten.
    void visit(const QString &id);
    [[nodiscard]] bool canGoBack() const { return m_place > 0; }
    [[nodiscard]] bool canGoForward() const { return m_place + 1 < m_ids.size(); }
    /// Pages of places that are gone are passed over. Opening a page on the way visits none.
    void goBack(const Open &open);
    void goForward(const Open &open);

private:
    QStringList m_ids;
    qsizetype m_place = -1; ///< of the page that is open
    bool m_isOnTheWay = false;
};

} // namespace turnpike::ui
