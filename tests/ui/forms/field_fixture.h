// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/workspace/workspace_fixture.h"
#include "ui/forms/field_editor.h"
#include "ui/forms/field_row.h"
#include "ui/forms/object_list_editor.h"
#include "ui/forms/problem_notes.h"
#include "ui/widgets/note.h"
#include "ui/widgets/switch.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace turnpike::testing {

inline const QString kBook = QStringLiteral("pools[pool1].addressBook.");
inline const QString kEdge = QStringLiteral("edgeSites[hq].avEdge.");

/// What a field shows, as a person reads it.
inline QString shownBy(const ui::FieldRow &row)
{
    const QWidget *control = row.editor()->control();
    if (const auto *line = qobject_cast<const QLineEdit *>(control))
        return line->text();
    if (const auto *box = qobject_cast<const QAbstractSpinBox *>(control))
        return box->text();
    if (const auto *combo = qobject_cast<const QComboBox *>(control))
        return combo->currentText();
    if (const auto *button = qobject_cast<const ui::Switch *>(control))
        return button->isChecked() ? QStringLiteral("On") : QStringLiteral("Off");
    if (const auto *chosen = qobject_cast<const QRadioButton *>(control))
        return chosen->text();
    QStringList texts;
    if (const auto *view = qobject_cast<const QAbstractItemView *>(control)) {
        for (int i = 0; i < view->model()->rowCount(); ++i)
            texts << view->model()->index(i, 0).data().toString();
    }
    return texts.join(u' ');
}

/// The parts of a widget with which a person could still change something, by name; none for a viewer.
inline QStringList changeableParts(const QWidget *root)
{
    QStringList names;
    const auto add = [&names](const QWidget *widget, bool isChangeable) {
        if (isChangeable && widget->isEnabled())
            names << widget->objectName() + u'/' + QLatin1StringView(widget->metaObject()->className());
    };
    for (const auto *editor : root->findChildren<ui::FieldEditor *>()) {
        for (const auto *line : editor->findChildren<QLineEdit *>())
            add(line, !line->isReadOnly() && line->isVisibleTo(editor));
        for (const auto *box : editor->findChildren<QAbstractSpinBox *>())
            add(box, !box->isReadOnly());
        for (const auto *combo : editor->findChildren<QComboBox *>())
            add(combo, true);
        // To look at a secret changes nothing.
        for (const auto *button : editor->findChildren<QAbstractButton *>())
            add(button, button->isVisibleTo(editor) && !button->inherits("QToolButton"));
    }
    for (const auto *list : root->findChildren<ui::ObjectListEditor *>()) {
        for (const auto *button :
             list->findChildren<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly))
            add(button, button->text() != u"Open");
    }
    for (const auto *notes : root->findChildren<ui::ProblemNotes *>()) {
        for (const auto *button : notes->findChildren<QPushButton *>())
            add(button, true);
    }
    return names;
}

/// Controls that the Tab key reaches and a screen reader has no name for.
inline QStringList namelessControls(const QWidget *root)
{
    QStringList names;
    for (QWidget *widget : root->findChildren<QWidget *>()) {
        // What a combo box pops up is a window of Qt's own.
        if ((widget->focusPolicy() & Qt::TabFocus) == 0 || widget->focusProxy() != nullptr ||
            widget->window() != root->window())
            continue;
        const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        if (accessible == nullptr || accessible->text(QAccessible::Name).isEmpty())
            names << widget->objectName() + u'/' + QLatin1StringView(widget->metaObject()->className());
    }
    return names;
}

/// Replaces what stands in a control, as a person does who selects it all and types.
inline void typeOver(QWidget *control, const QString &text)
{
    control->setFocus();
    QTest::keyClick(control, Qt::Key_A, Qt::ControlModifier);
    if (text.isEmpty())
        QTest::keyClick(control, Qt::Key_Delete);
    QTest::keyClicks(control, text);
}

inline QAbstractButton *buttonIn(const QWidget *root, const QString &text)
{
    for (auto *button : root->findChildren<QAbstractButton *>()) {
        if (button->text() == text || button->accessibleName() == text)
            return button;
    }
    return nullptr;
}

/// A workspace with the default deployment and an active window to put fields of it into. Typing always
/// happens within one second.
class FieldFixture : public WorkspaceFixture {
public:
    explicit FieldFixture(wire::Role role = wire::Role::Administrator, ui::Workspace::Options options = {})
        : WorkspaceFixture(withFixedTime(std::move(options)), role)
        , m_elsewhere(new QLineEdit(&m_window))
    {
        m_layout = new QVBoxLayout(&m_window);
        m_layout->addWidget(m_elsewhere);
        m_window.resize(1000, 700);
        m_window.show();
        activate();
    }
    /// The window is the active one, with the focus in no field.
    void activate()
    {
        m_window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&m_window));
        m_elsewhere->setFocus();
    }

    [[nodiscard]] QWidget &window() { return m_window; }
    /// Puts the widget into the window, laid out and visible when this returns.
    template <class Widget>
    Widget *show(Widget *widget)
    {
        m_layout->addWidget(widget);
        widget->show();
        QCoreApplication::processEvents();
        return widget;
    }
    ui::FieldRow *showRow(const QString &path)
    {
        return show(new ui::FieldRow(workspace(), document::PropertyPath::of(path), {}, &m_window));
    }
    /// As a person does who is done with a field.
    void leave(QWidget *control)
    {
        QTest::keyClick(control, Qt::Key_Backtab, Qt::ShiftModifier);
        m_elsewhere->setFocus();
    }
    /// The value as a person would type it.
    [[nodiscard]] QString text(const QString &path)
    {
        const auto place =
            document::resolve(*workspace().document().working(), document::PropertyPath::of(path));
        return place ? place->property->type().toText(place->property->read(place->object))
                     : QStringLiteral("nothing there");
    }
    /// Why what stands in the field was refused; empty: it was not, or it is not said yet.
    [[nodiscard]] static QString refusal(const ui::FieldRow &row)
    {
        const auto notes = row.findChildren<ui::Note *>(QString(), Qt::FindDirectChildrenOnly);
        return notes.size() == 1 && notes.first()->isVisible() ? notes.first()->text() : QString();
    }

private:
    static ui::Workspace::Options withFixedTime(ui::Workspace::Options options)
    {
        options.millisecondsNow = [] { return qint64(0); };
        return options;
    }

    QWidget m_window;
    QVBoxLayout *m_layout = nullptr;
    QLineEdit *m_elsewhere;
};

} // namespace turnpike::testing
