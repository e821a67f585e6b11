// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>

namespace turnpike::ui {

/// A check box drawn as a switch, with "On" or "Off" beside it: the state is never told by colour alone.
class Switch : public QCheckBox {
    Q_OBJECT
public:
    explicit Switch(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    [[nodiscard]] bool hitButton(const QPoint &position) const override { return rect().contains(position); }

private:
    [[nodiscard]] QSize trackSize() const;
    [[nodiscard]] QString stateText(bool on) const;
};

} // namespace turnpike::ui
