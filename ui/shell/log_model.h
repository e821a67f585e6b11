// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QDateTime>

#include <deque>

namespace turnpike::ui {

/// What happened, newest last; the oldest lines go when there are too many.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Text, ColumnCount };
    static constexpr int kMostLines = 20000;

    /// Keeps `mostLines` lines at the most; the oldest go first.
    explicit LogModel(QObject *parent = nullptr, int mostLines = kMostLines);
    void append(const QDateTime &time, const QString &text);
    void clear();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line {
        QDateTime time;
        QString text;
    };
    int m_mostLines;
    std::deque<Line> m_lines;
};

} // namespace turnpike::ui
