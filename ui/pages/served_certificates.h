// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "ui/widgets/tone_label.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace turnpike::ui {

class Note;
class Workspace;

/// How the certificates of a site stand on the relay that is connected: for which names, by whom, until when,
/// and what is wrong with a file; or that no certificate is used. Nothing is shown for a site that the relay
/// does not belong to. Costs nothing while it is not seen.
class ServedCertificates : public QWidget {
    Q_OBJECT
public:
    /// `avEdge`: edgeSites[name].avEdge.
    ServedCertificates(Workspace &workspace, const document::PropertyPath &avEdge, QWidget *parent);

private:
    /// One sentence with its sign.
    struct Line {
        QString icon;
        Theme::Tone tone = Theme::Tone::Good;
        QString text;
        bool isOld = false;
        bool operator==(const Line &) const = default;
    };
    [[nodiscard]] std::vector<Line> lines() const;
    void refresh();
    Workspace &m_workspace;
    document::PropertyPath m_avEdge;
    QVBoxLayout *m_layout;
    std::vector<Note *> m_notes;
    std::vector<Line> m_shown;
};

} // namespace turnpike::ui
