// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page_source.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QStackedWidget;
class QToolButton;

namespace turnpike::ui {

class Workspace;

/// The page that is open, below its heading. A page is made when it is opened for the first time.
class PageArea : public QWidget {
    Q_OBJECT
public:
    PageArea(Workspace &workspace, const PageSource &source, QWidget *parent = nullptr);

    /// False when the source has no such page.
    bool open(const PageNode &node);
    /// The focus goes to the first thing on the page that takes it.
    void takeFocus();
    /// How many changes of this page, or of the pages below it, are not pushed.
    void setPending(int count);
    /// Null while nothing is open.
    [[nodiscard]] Page *page() const;
    [[nodiscard]] QString currentId() const { return m_currentId; }
    /// Deletes pages of places that are gone.
    void keepOnly(const QStringList &ids);
    /// Says what to do while there is no page: not connected, still loading.
    void showNothing(const QString &text);

Q_SIGNALS:
    void pendingClicked();

private:
    void refreshHeading();
    Workspace &m_workspace;
    const PageSource &m_source;
    QLabel *m_title;
    QLabel *m_summary;
    QToolButton *m_pending;
    QStackedWidget *m_stack;
    QLabel *m_nothing;
    QHash<QString, Page *> m_pages;
    QString m_currentId;
};

} // namespace turnpike::ui
