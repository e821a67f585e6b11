// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/validation/problem.h"

#include <QAbstractTableModel>
#include <QIcon>

namespace turnpike::ui {

/// Problems, worst first. A new list is worked into the old one, so that the selection stays.
class ProblemsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Message, Place, Fix, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    /// `deployment` names the places.
    void setProblems(const validation::Problems &problems, model::SharedDeployment deployment);
    [[nodiscard]] const validation::Problem *problem(const QModelIndex &index) const;
    [[nodiscard]] static QString severityText(validation::Severity severity);
    [[nodiscard]] static QIcon severityIcon(validation::Severity severity);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    validation::Problems m_problems;
    model::SharedDeployment m_deployment;
};

} // namespace turnpike::ui
