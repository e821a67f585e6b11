// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/validation/problem.h"

#include <QFrame>

class QVBoxLayout;

namespace turnpike::ui {

class Workspace;

/// The first problems of the configuration, each with a way to its place and, where there is one, a fix.
class AttentionList : public QFrame {
    Q_OBJECT
public:
    explicit AttentionList(Workspace &workspace, QWidget *parent = nullptr);

private:
    void rebuild();
    QWidget *makeRow(const validation::Problem &problem, int number);
    Workspace &m_workspace;
    QVBoxLayout *m_rows;
    QWidget *m_content = nullptr;
};

} // namespace turnpike::ui
