// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace turnpike::ui {

/// One change in full: where, what it was, what it becomes, when that takes effect.
class ChangeDetail : public QWidget {
    Q_OBJECT
public:
    explicit ChangeDetail(QWidget *parent = nullptr);
    /// Null: asks to select one.
    void show(const document::Change *change, const model::Deployment &working,
              const model::Deployment &base);

private:
    QLabel *addRow(const QString &label, const QString &name);
    QGridLayout *m_grid;
    QLabel *m_title;
    QLabel *m_help;
    QLabel *m_before;
    QLabel *m_after;
    QLabel *m_effect;
    QWidget *m_rows;
};

} // namespace turnpike::ui
