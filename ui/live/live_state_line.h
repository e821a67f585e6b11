// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace turnpike::ui {

class LiveHub;

/// Whether what is shown is now: "Paused, 12 pictures not shown", "No news from the relay …", and the button
/// that pauses and resumes. The same on every live page.
class LiveStateLine : public QWidget {
    Q_OBJECT
public:
    explicit LiveStateLine(LiveHub &hub, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const;

private:
    void refresh();
    LiveHub &m_hub;
    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_pause;
};

} // namespace turnpike::ui
