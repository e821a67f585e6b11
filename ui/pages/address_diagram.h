// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QWidget>

namespace turnpike::ui {

class Workspace;

/// The three addresses of an edge server where they lie: inside, outside, and what clients are told.
class AddressDiagram : public QWidget {
    Q_OBJECT
public:
    AddressDiagram(Workspace &workspace, document::PropertyPath server, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    Workspace &m_workspace;
    document::PropertyPath m_server;
    QString m_name;
    QString m_internal;
    QString m_external;
    QString m_public;
};

} // namespace turnpike::ui
