// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/merge.h"

#include <QWidget>

class QLabel;

namespace turnpike::ui {

class ConflictsModel;

/// Somebody else changed what runs: lists where both changed the same place and lets the person choose.
class MergePage : public QWidget {
    Q_OBJECT
public:
    explicit MergePage(QWidget *parent = nullptr);
    /// `intro` says who changed what.
    void show(const document::MergeResult &merge, const QString &intro);
    [[nodiscard]] QList<document::PropertyPath> mineWins() const;

private:
    ConflictsModel *m_model;
    QLabel *m_intro;
    QWidget *m_choice;
};

} // namespace turnpike::ui
