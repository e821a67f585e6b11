// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace turnpike::ui {

class Workspace;

/// The last line of the window: where we are connected, as whom, whether it is alive. Every number has its
/// own fixed width, so that nothing moves when one changes.
class StatusLine : public QWidget {
    Q_OBJECT
public:
    explicit StatusLine(Workspace &workspace, QWidget *parent = nullptr);
    void refresh();
    void refreshLive();

Q_SIGNALS:
    void problemsClicked();
    void connectionClicked();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QLabel *addNumber(const QString &name, const QString &widest, const QString &tip);
    Workspace &m_workspace;
    QLabel *m_dot;
    QToolButton *m_relay;
    QLabel *m_revision;
    QLabel *m_calls;
    QLabel *m_in;
    QLabel *m_out;
    QLabel *m_pool;
    QToolButton *m_problems;
};

/// "118 Mbit/s": three figures and a unit.
[[nodiscard]] QString shortBitRate(double bitsPerSecond);

} // namespace turnpike::ui
