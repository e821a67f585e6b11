// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/merge_page.h"

#include "ui/dialogs/conflicts_model.h"
#include "ui/dialogs/dialog_list.h"
#include "ui/style/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

MergePage::MergePage(QWidget *parent)
    : QWidget(parent)
    , m_model(new ConflictsModel(this))
    , m_intro(new QLabel(this))
    , m_choice(new QWidget(this))
{
    m_intro->setObjectName(u"mergeIntro"_s);
    m_intro->setWordWrap(true);
    auto *view = new QTreeView(m_choice);
    view->setObjectName(u"conflictsList"_s);
    view->setAccessibleName(tr("Settings that both changed"));
    view->setModel(m_model);
    prepareDialogList(*view, ConflictsModel::Place);
    auto *mine = new QPushButton(tr("Choose all of mine"), m_choice);
    mine->setObjectName(u"mergeAllMine"_s);
    connect(mine, &QPushButton::clicked, m_model, [this] { m_model->chooseAll(true); });
    auto *theirs = new QPushButton(tr("Choose all of theirs"), m_choice);
    theirs->setObjectName(u"mergeAllTheirs"_s);
    connect(theirs, &QPushButton::clicked, m_model, [this] { m_model->chooseAll(false); });

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(mine);
    buttons->addWidget(theirs);
    buttons->addStretch();
    auto *choice = new QVBoxLayout(m_choice);
    choice->setContentsMargins(0, 0, 0, 0);
    choice->addWidget(view, 1);
    choice->addLayout(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kBetweenFields);
    layout->addWidget(m_intro);
    layout->addWidget(m_choice, 1);
    layout->addStretch();
}

void MergePage::show(const document::MergeResult &merge, const QString &intro)
{
    m_model->setConflicts(merge.conflicts, merge.merged);
    const int overlapping = static_cast<int>(merge.conflicts.size());
    const int silent = static_cast<int>(merge.mineOnly.size());
    QStringList sentences{intro};
    if (!merge.conflicts.empty()) {
        sentences +=
            tr("%n setting(s) were changed by both of you: choose whose value stays.", nullptr, overlapping);
        if (silent > 0)
            sentences += tr("%n other change(s) of yours fit in as they are.", nullptr, silent);
    } else {
        sentences += tr("Nothing overlaps: %n change(s) of yours fit in as they are.", nullptr, silent);
    }
    sentences += tr("Nothing is pushed before you have seen the result.");
    m_intro->setText(sentences.join(u' '));
    m_choice->setVisible(!merge.conflicts.empty());
}

QList<document::PropertyPath> MergePage::mineWins() const
{
    return m_model->mineWins();
}

} // namespace turnpike::ui
