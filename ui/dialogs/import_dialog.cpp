// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/import_dialog.h"

#include "ui/dialogs/dialog_layout.h"
#include "ui/dialogs/dialog_list.h"
#include "ui/style/theme.h"
#include "ui/workspace/changes_model.h"

#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

ImportDialog::ImportDialog(const Proposal &proposal, QWidget *parent)
    : QDialog(parent)
{
    const document::Changes changes = document::difference(*proposal.before, *proposal.after);
    const int count = static_cast<int>(changes.size());
    setObjectName(u"importDialog"_s);
    setWindowTitle(tr("Import a configuration"));
    auto *title = new QLabel(tr("%n change(s) from %1", nullptr, count).arg(proposal.fileName), this);
    title->setObjectName(u"importTitle"_s);
    title->setTextFormat(Qt::PlainText);
    title->setWordWrap(true);
    title->setFont(Theme::current().titleFont());
    QStringList sentences{
        tr("What the file does not mention goes back to its default. The import is one step that "
           "can be undone, and nothing reaches the relay before you push.")};
    if (proposal.keptSecrets > 0) {
        sentences +=
            tr("%n secret(s) that the file leaves out stay as they are.", nullptr, proposal.keptSecrets);
    }
    auto *text = new QLabel(sentences.join(u' '), this);
    text->setObjectName(u"importText"_s);
    text->setWordWrap(true);
    Theme::setTone(text, Theme::Tone::Second);

    auto *model = new ChangesModel(this);
    model->setChanges(changes, proposal.after, proposal.before);
    auto *list = new QTreeView(this);
    list->setObjectName(u"importList"_s);
    list->setAccessibleName(tr("What the import changes"));
    list->setModel(model);
    prepareDialogList(*list, ChangesModel::Place);
    list->setColumnHidden(ChangesModel::Effect, true);

    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(u"importCancel"_s);
    auto *proceed = new QPushButton(tr("Import %n change(s)", nullptr, count), this);
    proceed->setObjectName(u"importProceed"_s);
    Theme::setPrimary(proceed);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(proceed);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(list, 1);
    layout->addLayout(buttons);
    resize(760, 460);
    proceed->setFocus();

    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(proceed, &QPushButton::clicked, this, &QDialog::accept);
}

} // namespace turnpike::ui
