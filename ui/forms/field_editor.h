// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "core/model/property.h"

#include <QWidget>

namespace turnpike::ui {

class Workspace;

/// The control of one value property. It shows what it is given and says what a person made of it; it never
/// touches the document.
class FieldEditor : public QWidget {
    Q_OBJECT
public:
    FieldEditor(const model::PropertyInfo &property, QWidget *parent);

    [[nodiscard]] const model::PropertyInfo &property() const { return m_property; }
    /// Shows a value without a signal. What a person is typing stays as typed while it means the same.
    virtual void setValue(const QVariant &value) = 0;
    /// What the label is the buddy of; carries the object name and the accessible name.
    [[nodiscard]] virtual QWidget *control() const = 0;
    /// Still readable and selectable, but not changeable.
    virtual void setReadOnly(bool readOnly);
    /// Unusable: the value applies to nothing at the moment. Apart from read-only: either alone closes it.
    void setUsable(bool usable);
    /// The document holds this value again, but the text that was refused stays for correction.
    virtual void keepTextOver(const QVariant &value) { setValue(value); }
    /// What a person typed and has not become a value: shown again by showTyped(), for a text that was
    /// refused.
    [[nodiscard]] virtual QString typedText() const { return {}; }
    virtual void showTyped(const QString &) {}
    /// Shows the value again instead of what was typed.
    virtual void dropTyped(const QVariant &value) { setValue(value); }
    /// Takes what stands in the control as Enter does; controls that take every letter at once have nothing
    /// to do.
    virtual void takeTyping() { Q_EMIT finished(); }
    /// Every letter becomes part of the document at once, and so does its undoing.
    [[nodiscard]] virtual bool takesEveryLetter() const { return true; }
    /// A person may make something of it that is no value: room for the reason is kept below it.
    [[nodiscard]] virtual bool mayRefuse() const { return true; }
    /// Room that looks at all sensible takes: a wide editor may use the whole column.
    [[nodiscard]] virtual bool isWide() const { return false; }

Q_SIGNALS:
    /// A person made this value; it passed the property's check. `isTyping`: more of it may follow.
    void edited(const QVariant &value, bool isTyping);
    /// What stands in the control is no value; the document keeps what it has.
    void refused(const turnpike::Error &error);
    /// What stands in the control is a value (again).
    void accepted();
    /// Focus left or Enter was pressed: what is wrong should be said now.
    void finished();

protected:
    /// Emits edited() or refused(), after the property's check.
    void offer(const Result<QVariant> &value, bool isTyping);
    /// Width for this many figures or letters, with the frame of a line edit.
    [[nodiscard]] int widthFor(int letters) const;

private:
    void updateEnabled();
    const model::PropertyInfo &m_property;
    bool m_isUsable = true;
    bool m_isClosed = false; ///< read-only, for controls that can only be disabled
};

/// The editor that fits the property: its kind, format, whether it is secret or refers to something.
[[nodiscard]] FieldEditor *makeFieldEditor(Workspace &workspace, const document::PropertyPath &path,
                                           const model::PropertyInfo &property, QWidget *parent);

} // namespace turnpike::ui
