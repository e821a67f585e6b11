// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QWidget>

namespace turnpike::ui {

class Workspace;

/// What the navigator shows on the right: one file pair a page in ui/pages (configuration) and ui/live.
class Page : public QWidget {
    Q_OBJECT
public:
    Page(Workspace &workspace, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_workspace(workspace)
    {
    }
    /// "pool1 › Instant-message filter"; the window draws it as the page's heading.
    [[nodiscard]] virtual QString title() const = 0;
    /// One sentence below the title: what this page is for.
    [[nodiscard]] virtual QString summary() const = 0;
    /// Brings the field of this path into view and focuses it. False when it is not on this page.
    virtual bool reveal(const document::PropertyPath &path) = 0;
    /// Shows what the argument of a PageLink names, with the focus where work goes on. On a page of the
    /// configuration that is a path. False when it is not here (any more).
    virtual bool showArgument(const QString &argument)
    {
        const auto path = document::PropertyPath::parse(argument);
        return path && reveal(*path);
    }
    /// Opens the tab on which this path is; the focus stays where it is.
    virtual void bringForward(const document::PropertyPath &) {}

Q_SIGNALS:
    void titleChanged();

protected:
    [[nodiscard]] Workspace &workspace() const { return m_workspace; }

private:
    Workspace &m_workspace;
};

} // namespace turnpike::ui
