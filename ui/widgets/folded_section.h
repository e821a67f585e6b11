// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QToolButton;

namespace turnpike::ui {

/// A part of a page that is folded away until its heading is pressed.
class FoldedSection : public QWidget {
    Q_OBJECT
public:
    /// `body` becomes a child.
    FoldedSection(const QString &title, QWidget *body, QWidget *parent = nullptr);
    [[nodiscard]] bool isOpen() const;
    void setOpen(bool open);

private:
    void updateIcon();
    QToolButton *m_heading;
    QWidget *m_body;
};

} // namespace turnpike::ui
