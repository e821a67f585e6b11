// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <vector>

class QGridLayout;

namespace turnpike::ui {

/// A card of groups side by side, as many in a row as the width has room for: none of their captions is cut.
class CounterGroups final : public QFrame {
    Q_OBJECT
public:
    explicit CounterGroups(QWidget *parent = nullptr);

    /// Takes the group over; its minimum width counts.
    void addGroup(QWidget *group);

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();
    void keepHeight();

    QGridLayout *m_grid;
    std::vector<QWidget *> m_groups;
    int m_columns = 0;
};

} // namespace turnpike::ui
