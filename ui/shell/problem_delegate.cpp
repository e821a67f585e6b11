// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/problem_delegate.h"

#include "ui/shell/panel_list.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/workspace/problems_model.h"

#include <QPushButton>
#include <QTreeView>

#include <algorithm>

namespace turnpike::ui {

namespace {

constexpr int kAboveButton = Theme::kInsideGroup / 2;

} // namespace

ProblemDelegate::ProblemDelegate(QTreeView &view)
    : WrappingDelegate(view, PanelList::kRowPadding)
    , m_buttonHeight(QPushButton(QStringLiteral("X")).sizeHint().height())
{
}

int ProblemDelegate::heightBelow(const QModelIndex &index) const
{
    const bool hasRemedy = index.column() == ProblemsModel::Message &&
                           !index.siblingAtColumn(ProblemsModel::Fix).data().toString().isEmpty();
    return hasRemedy ? kAboveButton + m_buttonHeight : 0;
}

void ProblemDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                           const QModelIndex &index) const
{
    const QRect text = textRect(option, index);
    if (auto *button = qobject_cast<QPushButton *>(editor)) {
        const QString remedy = index.siblingAtColumn(ProblemsModel::Fix).data().toString();
        button->setText(TextGuard::caption(
            editor->fontMetrics().elidedText(remedy, Qt::ElideRight, text.width() - 2 * Theme::kPageMargin)));
    }
    editor->setGeometry(text.left(), text.bottom() + 1 + kAboveButton,
                        std::min(editor->sizeHint().width(), text.width()), m_buttonHeight);
}

} // namespace turnpike::ui
