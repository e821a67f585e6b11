// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace turnpike::ui {

/// A button whose click cannot be taken back. It is never a default, so Enter elsewhere does not press it;
/// and it has the focus only when a person went there with Tab, an access key or the mouse: focus that falls
/// on it, because a window opened or another widget was hidden, disabled or deleted, goes on to a harmless
/// one.
class DestructiveButton : public QPushButton {
    Q_OBJECT
public:
    explicit DestructiveButton(const QString &text, QWidget *parent = nullptr);

protected:
    void focusInEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void passOn(QWidget *from);
    [[nodiscard]] QWidget *harmless() const;
    Qt::FocusReason m_reason = Qt::OtherFocusReason; ///< why it has the focus
};

} // namespace turnpike::ui
