// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/deployment.h"
#include "ui/forms/field_marks.h"
#include "ui/forms/place_view.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QLabel;
class QMenu;

namespace turnpike::ui {

class FieldEditor;
class Note;
class ProblemNotes;
class ToneLabel;
class Workspace;

/// Where a page says something else than the property's declaration.
struct FieldTexts {
    QString label;
    QString help;
    bool showsHelp = true;
    bool showsLabel = true; ///< a hidden label still names the control for screen readers
};

/// One setting: its label, its control, one line of help, what is wrong with it, and at the right edge
/// whether it differs from the default and from what the relay runs. Everything a person does here becomes
/// one undo step; a text that is no value stays in the control and never reaches the document.
class FieldRow : public QWidget, public PlaceView {
    Q_OBJECT
public:
    /// The path must lead to a value property of the working snapshot.
    FieldRow(Workspace &workspace, document::PropertyPath path, const FieldTexts &texts = {},
             QWidget *parent = nullptr);
    [[nodiscard]] const document::PropertyPath &path() const { return m_path; }
    [[nodiscard]] FieldEditor *editor() const { return m_editor; }
    [[nodiscard]] bool hasRefusedText() const { return m_hasRefusedText; }
    [[nodiscard]] FieldMarks *marks() const { return m_marks; }
    /// The control is usable only while the condition holds; else `otherwise` says in the help line why not.
    void setUsableWhile(std::function<bool(const model::Deployment &)> condition, const QString &otherwise);

    [[nodiscard]] document::PropertyPath place() const override { return m_path; }
    [[nodiscard]] QWidget *revealPlace(const document::PropertyPath &path) override;

    /// The same for every row of a page, so that controls stand in one column.
    [[nodiscard]] static int labelWidth(const QWidget *widget);

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void layOut(const FieldTexts &texts);
    void nameControl();
    void connectEditor();
    void refresh();
    void refreshMarks();
    void edit(const QVariant &value, bool isTyping);
    void takeBackTyping();
    bool apply(const document::EditSet &edits, bool isTyping);
    void refuse(const Error &error);
    void accept();
    void sayRefusal();
    void showRefusal(bool shows);
    void keepLineBelow();
    void keepRefusal();
    void followUnfinished();
    void fillMenu(QMenu &menu);
    void showMenu(QMenu *menu, const QPoint &globalPosition);

    Workspace &m_workspace;
    document::PropertyPath m_path;
    const model::PropertyInfo &m_property;
    QLabel *m_label;
    FieldEditor *m_editor;
    FieldMarks *m_marks;
    ToneLabel *m_help;
    Note *m_refusal;
    ProblemNotes *m_problems;
    QTimer m_refusalDelay;
    QString m_helpText;
    QString m_unusableText;
    std::function<bool(const model::Deployment &)> m_isUsable;
    QVariant m_shown; ///< what the editor was given last
    Error m_whyRefused;
    QVariant m_typedOver; ///< what the document held before the present typing; invalid: nothing was typed
    bool m_hasRefusedText = false;
    bool m_isKept = false; ///< the workspace has the refused text, too
    bool m_isOwnChange = false;
    bool m_keepsText = false;
};

} // namespace turnpike::ui
