// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/overlap_dialog.h"

#include "ui/dialogs/dialog_layout.h"
#include "ui/dialogs/merge_page.h"
#include "ui/style/theme.h"
#include "ui/workspace/news_text.h"
#include "ui/workspace/workspace.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

OverlapDialog::OverlapDialog(Workspace &workspace, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_page(new MergePage(this))
{
    setObjectName(u"overlapDialog"_s);
    setWindowTitle(tr("Settings that both changed"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *merge = buttons->addButton(tr("Merge"), QDialogButtonBox::AcceptRole);
    merge->setObjectName(u"overlapMerge"_s);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &OverlapDialog::decide);
    connect(buttons, &QDialogButtonBox::rejected, this, &OverlapDialog::reject);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(m_page, 1);
    layout->addWidget(buttons);
    resize(860, 420);
    connect(&m_workspace, &Workspace::overlapChanged, this, &OverlapDialog::refresh);
    refresh();
}

void OverlapDialog::refresh()
{
    const auto overlap = m_workspace.running().overlap();
    if (!overlap || overlap->conflicts.empty())
        return reject();
    m_page->show(*overlap, overlapSentence(m_workspace.running().overlapRevision()));
}

void OverlapDialog::decide()
{
    disconnect(&m_workspace, &Workspace::overlapChanged, this, nullptr);
    if (m_workspace.decideOverlap(m_page->mineWins()))
        accept();
}

} // namespace turnpike::ui
