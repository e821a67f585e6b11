// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/wrapping_delegate.h"

namespace turnpike::ui {

/// A problem is read whole, and its remedy stands below it.
class ProblemDelegate final : public WrappingDelegate {
    Q_OBJECT
public:
    explicit ProblemDelegate(QTreeView &view);
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;

protected:
    [[nodiscard]] int heightBelow(const QModelIndex &index) const override;

private:
    int m_buttonHeight;
};

} // namespace turnpike::ui
