// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

namespace turnpike::ui {

/// Keeps nodes that hold every word of the filter, their ancestors, and what is below them.
class NavigatorFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit NavigatorFilter(QObject *parent = nullptr);
    void setWords(const QString &text);
    [[nodiscard]] bool isActive() const { return !m_words.isEmpty(); }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QStringList m_words;
};

} // namespace turnpike::ui
