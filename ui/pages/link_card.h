// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QAbstractButton>

#include <functional>

namespace turnpike::ui {

class Workspace;

/// One part of the configuration on an overview: what it is, its present state in a sentence, whether
/// something needs attention. Pressing it opens the page, where something is wrong at
/// the tab that has the worst of it.
class LinkCard : public QAbstractButton {
    Q_OBJECT
public:
    using Summary = std::function<QString(const model::Deployment &)>;
    /// `path` decides which page opens and whose problems and changes are counted.
    LinkCard(Workspace &workspace, document::PropertyPath path, const QString &icon, const QString &title,
             Summary summary, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// The page to open when it is not the one of the path.
    void setTarget(const document::PropertyPath &target) { m_target = target; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void refresh();
    Workspace &m_workspace;
    document::PropertyPath m_path;
    document::PropertyPath m_target;
    document::PropertyPath m_firstProblem; ///< root: there is none
    QString m_icon;
    Summary m_summarize;
    QString m_summary;
    QString m_attention;
    QString m_attentionIcon;
    bool m_isPending = false;
};

} // namespace turnpike::ui
