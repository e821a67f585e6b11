// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace turnpike::document {
struct FileErrors;
}

namespace turnpike::ui {

class ModalPort;
class Workspace;

/// Configurations to files and from files: asks about secrets before it writes, shows what would change
/// before it reads, and says what it has done.
class Transfer : public QObject {
    Q_OBJECT
public:
    /// `window` is what dialogs stand over, and owns this.
    Transfer(Workspace &workspace, ModalPort &dialogs, QWidget *window);

    void exportConfiguration();
    void importConfiguration();

private:
    void chooseWhereTo(bool withSecrets);
    void write(const QString &fileName, bool withSecrets);
    void read(const QString &fileName);
    void showErrors(const QString &fileName, const document::FileErrors &found);
    Workspace &m_workspace;
    ModalPort &m_dialogs;
    QWidget *m_window;
};

} // namespace turnpike::ui
