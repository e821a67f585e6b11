// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/recovery_dialog.h"

#include "ui/dialogs/dialog_layout.h"
#include "ui/dialogs/dialog_list.h"
#include "ui/style/theme.h"
#include "ui/widgets/destructive_button.h"
#include "ui/workspace/changes_model.h"
#include "ui/workspace/workspace.h"

#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// "14:03", or with the day when that was another one.
QString moment(const QDateTime &time)
{
    const QDateTime local = time.toLocalTime();
    const QString clock = local.toString(u"HH:mm"_s);
    return local.date() == QDate::currentDate()
               ? clock
               : RecoveryDialog::tr("%1, %2").arg(QLocale().toString(local.date(), QLocale::ShortFormat),
                                                  clock);
}

} // namespace

RecoveryDialog::RecoveryDialog(Workspace &workspace, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_list(new QTreeView(this))
{
    const document::Journal::Recovered &left = *workspace.recovered();
    const document::Changes changes = workspace.recoveredChanges();
    setObjectName(u"recoveryDialog"_s);
    setWindowTitle(tr("Changes that were not pushed"));

    auto *title =
        new QLabel(tr("%n change(s) from %1 were not pushed", nullptr, static_cast<int>(changes.size()))
                       .arg(moment(left.lastEdit)),
                   this);
    title->setObjectName(u"recoveryTitle"_s);
    title->setFont(Theme::current().titleFont());
    auto *text = new QLabel(
        left.isFrom(*workspace.document().base())
            ? tr("Turnpike ended before the push to %1. What is restored is pending again; nothing is pushed "
                 "by itself.")
                  .arg(workspace.relayName())
            : tr("Turnpike ended before the push to %1, whose configuration has changed since. What is "
                 "restored is merged with it and pending; nothing is pushed by itself.")
                  .arg(workspace.relayName()),
        this);
    text->setWordWrap(true);
    Theme::setTone(text, Theme::Tone::Second);

    auto *model = new ChangesModel(this);
    model->setChanges(changes, left.working, left.base);
    m_list->setObjectName(u"recoveryList"_s);
    m_list->setAccessibleName(tr("Changes that were not pushed"));
    m_list->setModel(model);
    prepareDialogList(*m_list, ChangesModel::Place);
    m_list->setColumnHidden(ChangesModel::Effect, true);
    m_list->setVisible(false);

    auto *show = new QPushButton(tr("Show them"), this);
    show->setObjectName(u"recoveryShow"_s);
    auto *discard = new DestructiveButton(tr("Discard"), this);
    discard->setObjectName(u"recoveryDiscard"_s);
    auto *restore = new QPushButton(tr("Restore"), this);
    restore->setObjectName(u"recoveryRestore"_s);
    Theme::setPrimary(restore);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(show);
    buttons->addStretch();
    buttons->addWidget(discard);
    buttons->addWidget(restore);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(title);
    layout->addWidget(text);
    layout->addWidget(m_list, 1);
    layout->addStretch();
    layout->addLayout(buttons);
    resize(560, sizeHint().height());
    restore->setFocus();

    // The button stays where it is and as it is: whoever pressed it with the keyboard is still on it.
    connect(show, &QPushButton::clicked, this, [this, show] {
        const bool isShown = m_list->isHidden();
        m_list->setVisible(isShown);
        show->setText(isShown ? tr("Hide them") : tr("Show them"));
        if (isShown)
            resize(std::max(width(), 760), std::max(height(), 420));
    });
    connect(discard, &QPushButton::clicked, this, [this] {
        accept();
        m_workspace.discardRecovered();
    });
    connect(restore, &QPushButton::clicked, this, [this] {
        accept();
        m_workspace.restoreRecovered();
    });
}

} // namespace turnpike::ui
