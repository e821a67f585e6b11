// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/form.h"

#include <QList>
#include <QScrollArea>

class QHBoxLayout;

namespace turnpike::ui {

/// What a page, or one tab of it, consists of: groups one below the other, no wider than is good to read.
/// Where there is room for two such columns, the second half of the groups stands beside the first; a table
/// takes the width.
class FormColumn : public QScrollArea {
    Q_OBJECT
public:
    explicit FormColumn(Workspace &workspace, QWidget *parent = nullptr);
    FieldGroup *addGroup(const QString &title, const QString &help = {});
    Form *addForm(const document::PropertyPath &objectPath, const QString &title = {},
                  const QString &help = {}, const QStringList &except = {});
    void addWidget(QWidget *widget);
    /// One of the groups is a table: it has all the width, and no column stands beside it.
    void takeWidth();
    [[nodiscard]] int columnCount() const { return m_columnCount; }

protected:
    /// Whoever has the focus and can keep it no longer (a button that has nothing left to remove, a field
    /// of an entry that is gone) hands it to what stands nearest: the page stays where it is.
    bool focusNextPrevChild(bool next) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    struct Column {
        QWidget *widget = nullptr;
        QVBoxLayout *layout = nullptr;
    };
    Column makeColumn(QWidget *parent);
    void fitWidth();
    void fillColumns(int count);
    Workspace &m_workspace;
    QHBoxLayout *m_sideways = nullptr;
    Column m_first;
    Column m_second;
    QList<QWidget *> m_widgets; ///< in the order in which they were added and are read
    int m_columnCount = 0;
    bool m_takesWidth = false;
};

} // namespace turnpike::ui
