// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

#include <QFrame>
#include <QPointer>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace turnpike::ui {

/// One message across the window: icon, words, what can be done about it. Its tone is shown by an icon and a
/// bar at the left edge.
class NoticeBar : public QFrame {
    Q_OBJECT
public:
    NoticeBar(Theme::Tone tone, const QString &icon, QWidget *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] QString text() const;
    QPushButton *addButton(const QString &text, const QString &name);
    /// What it does cannot be taken back.
    QPushButton *addDestructiveButton(const QString &text, const QString &name);
    /// A cross at the right that emits closed().
    void setClosable();
    /// The same cross for what goes on: it is put away, and whoever shows it says where.
    void setPutAway();

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void rememberFocus(QWidget *from, const QWidget *now);
    void giveFocusBack();
    void addCross(const QString &toolTip, const QString &name);
    QPushButton *add(QPushButton *button, const QString &name);
    Theme::Tone m_tone;
    QLabel *m_icon;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
    QPointer<QWidget> m_cameFrom; ///< had the focus before a button of this bar
};

} // namespace turnpike::ui
