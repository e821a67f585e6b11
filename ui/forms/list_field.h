// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/field_editor.h"

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace turnpike::ui {

class ChipModel;
class ChipView;

/// A list of short texts or networks: labels that can be selected and removed, and a line that adds one or,
/// pasted with commas, spaces or line breaks between, many.
class ListField : public FieldEditor {
    Q_OBJECT
public:
    ListField(const model::PropertyInfo &property, QWidget *parent);
    void setValue(const QVariant &value) override;
    [[nodiscard]] QWidget *control() const override;
    void setReadOnly(bool readOnly) override;
    [[nodiscard]] bool isWide() const override { return true; }
    [[nodiscard]] QString typedText() const override;
    void showTyped(const QString &text) override;
    void dropTyped(const QVariant &value) override;
    void takeTyping() override { addTyped(); }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addTyped();
    void removeSelected();
    void resetToDefault();
    void copySelected() const;
    void setTexts(const QStringList &texts);
    [[nodiscard]] QStringList textsOf(const QVariant &value) const;
    [[nodiscard]] QString normalized(const QString &item) const;
    void updateState();
    void placeRest();
    [[nodiscard]] int lineWidth() const;
    [[nodiscard]] int restWidth() const;
    ChipModel *m_model;
    ChipView *m_view;
    QLineEdit *m_line;
    QPushButton *m_add;
    QPushButton *m_remove;
    QPushButton *m_reset = nullptr;
    QLabel *m_count;
    QHBoxLayout *m_row;   ///< the line and what adds and removes
    QHBoxLayout *m_below; ///< what the row has no room for
    bool m_isNarrow = false;
    bool m_isReadOnly = false;
};

} // namespace turnpike::ui
