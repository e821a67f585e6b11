// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace turnpike::ui {

/// Stands where there is nothing to show, and says why and what to do next.
class EmptyView : public QWidget {
    Q_OBJECT
public:
    explicit EmptyView(QWidget *parent = nullptr);
    /// `addresses` are lines in the fixed-width face, with a button that copies them; `action` is the text of
    /// a button that emits actionTriggered(). Both may be empty.
    void say(const QString &icon, const QString &headline, const QString &explanation,
             const QStringList &addresses = {}, const QString &action = {});
    [[nodiscard]] QString headline() const;

Q_SIGNALS:
    void actionTriggered();

private:
    void refreshIcon();
    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_headline;
    QLabel *m_explanation;
    QLabel *m_addresses;
    QPushButton *m_copy;
    QPushButton *m_action;
};

} // namespace turnpike::ui
