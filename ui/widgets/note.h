// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/tone_label.h"

#include <QWidget>

class QGridLayout;
class QHBoxLayout;
class QPushButton;

namespace turnpike::ui {

/// An icon and a sentence beside the thing they are about, with buttons that do something about it.
class Note : public QWidget {
    Q_OBJECT
public:
    Note(const QString &icon, Theme::Tone tone, const QString &text, QWidget *parent = nullptr);
    [[nodiscard]] QString text() const { return m_text->text(); }
    void setText(const QString &text);
    QPushButton *addButton(const QString &text);
    /// For a place whose height is reserved: buttons stay beside the sentence, however narrow it is.
    void keepButtonsBeside();

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeButtons();
    void updateIcon();
    QString m_iconName;
    Theme::Tone m_tone;
    QLabel *m_icon;
    ToneLabel *m_text;
    QGridLayout *m_layout;
    QHBoxLayout *m_buttons;
    bool m_keepsButtonsBeside = false;
    bool m_isNarrow = false; ///< the buttons stand below the sentence
};

} // namespace turnpike::ui
