// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/validation/problem.h"
#include "ui/workspace/certificate_state.h"

#include <QFrame>

class QVBoxLayout;

namespace turnpike::ui {

class Workspace;

/// The relay's certificates that need somebody, then the first problems of the configuration, each with a way
/// to its place and, where there is one, a fix.
class AttentionList : public QFrame {
    Q_OBJECT
public:
    explicit AttentionList(Workspace &workspace, QWidget *parent = nullptr);

private:
    void rebuild();
    void followReport();
    QWidget *makeRow(const validation::Problem &problem, int number);
    Workspace &m_workspace;
    QVBoxLayout *m_rows;
    std::vector<CertificateState> m_certificates; ///< as they are shown
    QWidget *m_content = nullptr;
};

} // namespace turnpike::ui
