// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/problem_notes.h"

#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using validation::Severity;

QString severityWord(Severity severity)
{
    return severity == Severity::Error     ? ProblemNotes::tr("Error")
           : severity == Severity::Warning ? ProblemNotes::tr("Warning")
                                           : ProblemNotes::tr("Note");
}

QString severityIcon(Severity severity)
{
    return severity == Severity::Error     ? u"error"_s
           : severity == Severity::Warning ? u"warning"_s
                                           : u"information"_s;
}

Theme::Tone severityTone(Severity severity)
{
    return severity == Severity::Error     ? Theme::Tone::Bad
           : severity == Severity::Warning ? Theme::Tone::Warning
                                           : Theme::Tone::Second;
}

namespace {

bool isTypedIn(const QWidget &widget)
{
    return qobject_cast<const QLineEdit *>(&widget) != nullptr ||
           qobject_cast<const QPlainTextEdit *>(&widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(&widget) != nullptr;
}

} // namespace

ProblemNotes::ProblemNotes(Workspace &workspace, document::PropertyPath path, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_path(std::move(path))
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(4);
    connect(&workspace, &Workspace::problemsChanged, this, &ProblemNotes::rebuild);
    rebuild();
}

void ProblemNotes::leaveOut(const QString &ruleId)
{
    m_leftOut = ruleId;
    rebuild();
}

void ProblemNotes::setPath(const document::PropertyPath &path)
{
    m_path = path;
    rebuild();
}

QWidget *ProblemNotes::revealPlace(const document::PropertyPath &path)
{
    if (path != m_path || m_count == 0)
        return nullptr;
    // Of the notes that stand here now; those of before may not be deleted yet.
    for (int i = 0; i < m_layout->count(); ++i) {
        auto *button = m_layout->itemAt(i)->widget()->findChild<QPushButton *>();
        if (button != nullptr && button->isEnabled())
            return button;
    }
    return this;
}

void ProblemNotes::holdWhileIn(QWidget *place)
{
    m_heldIn = place;
    connect(qApp, &QApplication::focusChanged, this,
            [this](const QWidget *, const QWidget *now) { followFocus(now); });
}

bool ProblemNotes::isHeld() const
{
    const QWidget *focus = QApplication::focusWidget();
    return m_heldIn && focus != nullptr && m_heldIn->isAncestorOf(focus) && isTypedIn(*focus);
}

void ProblemNotes::followFocus(const QWidget *focus)
{
    // Another window in front is no reason.
    if (!m_isWaiting || focus == nullptr || isHeld())
        return;
    // The click that leads away from here has to hit what it was meant for first.
    if (QGuiApplication::mouseButtons() == Qt::NoButton)
        rebuild();
    else
        qApp->installEventFilter(this);
}

bool ProblemNotes::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseButtonRelease && m_isWaiting) {
        qApp->removeEventFilter(this);
        QMetaObject::invokeMethod(this, &ProblemNotes::rebuild, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

void ProblemNotes::dropGone()
{
    for (Shown &shown : m_shown) {
        const auto &problems = m_workspace.problems();
        if (std::any_of(problems.begin(), problems.end(), [&shown](const validation::Problem &problem) {
                return problem.ruleId == shown.problem.ruleId && problem.path == shown.problem.path &&
                       problem.message == shown.problem.message;
            }))
            continue;
        QSizePolicy kept = shown.note->sizePolicy();
        kept.setRetainSizeWhenHidden(true);
        shown.note->setSizePolicy(kept);
        shown.note->hide();
    }
}

void ProblemNotes::rebuild()
{
    m_isWaiting = isHeld();
    if (m_isWaiting) {
        dropGone();
        Q_EMIT changed();
        return;
    }
    m_shown.clear();
    while (QLayoutItem *item = m_layout->takeAt(0)) {
        // The button that was pressed may still be on the stack.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    m_count = 0;
    for (const validation::Problem &problem : m_workspace.problems()) {
        // What a field refused stands beside it already.
        if (problem.path == m_path && problem.ruleId != UnfinishedEntries::ruleId() &&
            (m_leftOut.isEmpty() || problem.ruleId != m_leftOut))
            addNote(problem);
    }
    setVisible(m_count > 0);
    Q_EMIT changed();
}

void ProblemNotes::addNote(const validation::Problem &problem)
{
    ++m_count;
    auto *note = new Note(severityIcon(problem.severity), severityTone(problem.severity),
                          severityWord(problem.severity) % u": " % problem.message, this);
    note->setToolTip(problem.readMore.isEmpty() ? problem.ruleId
                                                : problem.ruleId % u" · "_s % problem.readMore);
    if (problem.fix) {
        QPushButton *button = note->addButton(problem.fix->label);
        const document::EditSet edits = problem.fix->edits;
        connect(button, &QPushButton::clicked, this, [this, edits] { m_workspace.apply(edits); });
        const document::ConfigDocument &document = m_workspace.document();
        button->setDisabled(document.isReadOnly());
        connect(&document, &document::ConfigDocument::readOnlyChanged, button, &QPushButton::setDisabled);
    }
    m_layout->addWidget(note);
    m_shown.push_back({problem, note});
}

} // namespace turnpike::ui
