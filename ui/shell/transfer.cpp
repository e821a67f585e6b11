// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/transfer.h"

#include "core/document/json_codec.h"
#include "core/document/secrets.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/import_errors_dialog.h"
#include "ui/dialogs/modal_port.h"
#include "ui/workspace/workspace.h"

#include <QFileInfo>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

Transfer::Transfer(Workspace &workspace, ModalPort &dialogs, QWidget *window)
    : QObject(window)
    , m_workspace(workspace)
    , m_dialogs(dialogs)
    , m_window(window)
{
}

void Transfer::exportConfiguration()
{
    const int secrets = document::secretCount(*m_workspace.document().working());
    if (secrets == 0) {
        chooseWhereTo(false);
        return;
    }
    auto *dialog = new ExportDialog(secrets, m_window);
    connect(dialog, &ExportDialog::chosen, this, &Transfer::chooseWhereTo);
    m_dialogs.open(dialog);
}

void Transfer::chooseWhereTo(bool withSecrets)
{
    m_dialogs.chooseFileToSave(
        m_window, tr("Export the configuration"), u"deployment.json"_s, tr("Configurations (*.json)"),
        [this, withSecrets](const QString &fileName) { write(fileName, withSecrets); });
}

void Transfer::write(const QString &fileName, bool withSecrets)
{
    const model::Deployment &working = *m_workspace.document().working();
    const auto content = withSecrets ? document::withoutMasks(working) : document::withoutSecrets(working);
    if (!content) {
        m_workspace.reportFailure(content.error());
        return;
    }
    if (const auto written = document::writeDeployment(*content->deployment, fileName); !written) {
        m_workspace.reportFailure(written.error());
        return;
    }
    QString said = tr("Exported the configuration to %1.").arg(fileName);
    if (content->count > 0) {
        said += u' ' + (withSecrets ? tr("%n secret(s) that your role does not see were left out.", nullptr,
                                         content->count)
                                    : tr("%n secret(s) were left out.", nullptr, content->count));
    } else if (withSecrets) {
        said += u' ' + tr("It holds the secrets as they are.");
    }
    m_workspace.log(said);
    Q_EMIT m_workspace.informed(said);
}

void Transfer::importConfiguration()
{
    m_dialogs.chooseFileToOpen(m_window, tr("Import a configuration"), tr("Configurations (*.json)"),
                               [this](const QString &fileName) { read(fileName); });
}

void Transfer::showErrors(const QString &fileName, const document::FileErrors &found)
{
    if (found.count == 1) {
        m_workspace.reportFailure(found.errors.front());
        return;
    }
    m_workspace.log(
        tr("%1 was not imported: %n error(s).", nullptr, static_cast<int>(found.count)).arg(fileName));
    m_dialogs.open(new ImportErrorsDialog(fileName, found, m_window));
}

void Transfer::read(const QString &fileName)
{
    const auto found = document::readNamingAllErrors(fileName);
    if (!found) {
        showErrors(QFileInfo(fileName).fileName(), found.error());
        return;
    }
    const model::SharedDeployment before = m_workspace.document().working();
    const auto complete = document::withSecretsOf(*found, *before);
    if (!complete) {
        m_workspace.reportFailure(complete.error());
        return;
    }
    const QString name = QFileInfo(fileName).fileName();
    const int count = static_cast<int>(document::difference(*before, *complete->deployment).size());
    if (count == 0) {
        Q_EMIT m_workspace.informed(
            tr("The configuration is as in %1 already: nothing was changed.").arg(name));
        return;
    }
    auto *dialog = new ImportDialog({name, before, complete->deployment, complete->count}, m_window);
    connect(dialog, &QDialog::accepted, this, [this, name, count, after = complete->deployment] {
        if (!m_workspace.replace(after, tr("Import %1").arg(name)))
            return;
        const QString said =
            tr("Imported %n change(s) from %1. Nothing is pushed yet.", nullptr, count).arg(name);
        m_workspace.log(said);
        Q_EMIT m_workspace.informed(said);
    });
    m_dialogs.open(dialog);
}

} // namespace turnpike::ui
