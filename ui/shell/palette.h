// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/palette_model.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListView;

namespace turnpike::ui {

/// "Find anything": a box over the window that finds commands, pages, settings and people by name.
class Palette : public QFrame {
    Q_OBJECT
public:
    explicit Palette(QWidget *window);
    /// Shows it with these entries, ready to type.
    void open(std::vector<PaletteEntry> entries);
    [[nodiscard]] PaletteModel &model() { return *m_model; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void search(const QString &text);
    void move(int rows);
    void choose(const QModelIndex &index);
    PaletteModel *m_model;
    QLineEdit *m_box;
    QListView *m_list;
    QLabel *m_nothing;
    QPointer<QWidget> m_focusBefore;
};

} // namespace turnpike::ui
