// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "core/wire/types.h"

#include <QTimer>
#include <QWidget>

class QVBoxLayout;

namespace turnpike::ui {

class Note;
class Workspace;

/// How the certificates of a site stand on the relay that is connected: for which names, by whom, until when,
/// and what is wrong with a file. Nothing is shown for a site that the relay does not belong to. Asks while
/// it is seen, and costs nothing while it is not.
class ServedCertificates : public QWidget {
    Q_OBJECT
public:
    /// `avEdge`: edgeSites[name].avEdge.
    ServedCertificates(Workspace &workspace, const document::PropertyPath &avEdge, QWidget *parent);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void ask();
    void show(const std::vector<wire::CertificateStatus> &certificates);
    Workspace &m_workspace;
    document::PropertyPath m_avEdge;
    QVBoxLayout *m_layout;
    std::vector<Note *> m_notes;
    std::vector<wire::CertificateStatus> m_shown;
    QTimer m_again;
};

} // namespace turnpike::ui
