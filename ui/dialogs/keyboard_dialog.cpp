// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/keyboard_dialog.h"

#include "ui/dialogs/dialog_layout.h"
#include "ui/style/theme.h"
#include "ui/widgets/wrapping_delegate.h"
#include "ui/workspace/command_set.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

KeyboardDialog::KeyboardDialog(const CommandSet &commands, QWidget *parent)
    : QDialog(parent)
    , m_filter(new QLineEdit(this))
    , m_list(new QTreeWidget(this))
{
    setObjectName(u"keyboardDialog"_s);
    setWindowTitle(tr("Keyboard shortcuts"));
    m_filter->setObjectName(u"keyboardFilter"_s);
    m_filter->setPlaceholderText(tr("Filter by command or key"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(Theme::current().icon(u"filter"_s), QLineEdit::LeadingPosition);
    m_list->setObjectName(u"keyboardList"_s);
    m_list->setAccessibleName(tr("Commands and their keys"));
    m_list->setHeaderLabels({tr("Command"), tr("Keys"), tr("What it does")});
    new WrappingDelegate(*m_list);
    m_list->setRootIsDecorated(false);
    m_list->setIndentation(Theme::kPageMargin);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->header()->resizeSection(0, 250);
    m_list->header()->resizeSection(1, 130);

    QHash<Command::Menu, QTreeWidgetItem *> groups;
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    for (const Command &command : commands.commands()) {
        QTreeWidgetItem *&group = groups[command.menu];
        if (!group) {
            group = new QTreeWidgetItem(m_list, {CommandSet::menuTitle(command.menu)});
            group->setFont(0, strong);
            group->setFlags(Qt::ItemIsEnabled);
        }
        auto *item = new QTreeWidgetItem(
            group, {command.text, command.shortcut.toString(QKeySequence::NativeText), command.tooltip});
        item->setIcon(0, Theme::current().icon(command.icon));
        item->setToolTip(2, command.tooltip);
        item->setData(0, Qt::UserRole, command.id);
    }
    m_list->expandAll();

    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"keyboardClose"_s);
    close->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(close);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(m_filter);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);
    resize(820, 620);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_filter, &QLineEdit::textChanged, this, &KeyboardDialog::filter);
}

void KeyboardDialog::filter(const QString &text)
{
    for (int group = 0; group < m_list->topLevelItemCount(); ++group) {
        QTreeWidgetItem *parent = m_list->topLevelItem(group);
        bool isAnyShown = false;
        for (int row = 0; row < parent->childCount(); ++row) {
            QTreeWidgetItem *item = parent->child(row);
            const bool isShown = item->text(0).contains(text, Qt::CaseInsensitive) ||
                                 item->text(1).contains(text, Qt::CaseInsensitive);
            item->setHidden(!isShown);
            isAnyShown = isAnyShown || isShown;
        }
        parent->setHidden(!isAnyShown);
    }
}

} // namespace turnpike::ui
