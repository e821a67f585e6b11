// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/field_row.h"

#include "core/validation/served.h"
#include "ui/forms/field_editor.h"
#include "ui/forms/problem_notes.h"
#include "ui/style/theme.h"
#include "ui/widgets/note.h"
#include "ui/widgets/tone_label.h"
#include "ui/workspace/change_text.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/value_text.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QRadioButton>
#include <QScopedValueRollback>

#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::ConfigDocument;
using document::PropertyPath;
using namespace std::chrono_literals;

namespace {

// Long enough to finish a word, short enough to be noticed.
constexpr auto kRefusalDelay = 500ms;

const model::PropertyInfo &propertyAt(const Workspace &workspace, const PropertyPath &path)
{
    const auto place = document::resolve(*workspace.document().working(), path);
    Q_ASSERT_X(place && place->property != nullptr && place->property->isValue(), "FieldRow",
               qPrintable(path.toString()));
    return *place->property;
}

} // namespace

FieldRow::FieldRow(Workspace &workspace, PropertyPath path, const FieldTexts &texts, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_path(std::move(path))
    , m_property(propertyAt(workspace, m_path))
    , m_label(new QLabel(this))
    , m_editor(makeFieldEditor(workspace, m_path, m_property, this))
    , m_marks(new FieldMarks(this))
    , m_help(new ToneLabel(QString(), Theme::Tone::Second, this))
    , m_refusal(new Note(u"error"_s, Theme::Tone::Bad, QString(), this))
    , m_problems(new ProblemNotes(workspace, m_path, this))
{
    layOut(texts);
    connectEditor();
    m_refusalDelay.setSingleShot(true);
    m_refusalDelay.setInterval(kRefusalDelay);
    connect(&m_refusalDelay, &QTimer::timeout, this, &FieldRow::sayRefusal);

    const ConfigDocument &document = workspace.document();
    connect(&document, &ConfigDocument::workingChanged, this, &FieldRow::refresh);
    connect(&document, &ConfigDocument::baseChanged, this, &FieldRow::refreshMarks);
    connect(&document, &ConfigDocument::pendingChanged, this, &FieldRow::refreshMarks);
    connect(&document, &ConfigDocument::readOnlyChanged, m_editor, &FieldEditor::setReadOnly);
    connect(&document, &ConfigDocument::readOnlyChanged, m_marks, &FieldMarks::setReadOnly);
    connect(m_problems, &ProblemNotes::changed, this, &FieldRow::refreshMarks);
    connect(&workspace.unfinished(), &UnfinishedEntries::changed, this, &FieldRow::followUnfinished);
    connect(m_marks, &FieldMarks::resetRequested, this, [this] { m_workspace.resetToDefault(m_path); });
    connect(m_marks, &FieldMarks::putBackRequested, this, [this] { m_workspace.resetToBase(m_path); });
    m_editor->setReadOnly(document.isReadOnly());
    m_marks->setReadOnly(document.isReadOnly());
    refresh();
    nameControl();
    followUnfinished();
}

int FieldRow::labelWidth(const QWidget *widget)
{
    return widget->fontMetrics().averageCharWidth() * 27;
}

void FieldRow::layOut(const FieldTexts &texts)
{
    const QString label = texts.label.isEmpty() ? m_property.label() : texts.label;
    m_helpText = !texts.showsHelp ? QString() : texts.help.isEmpty() ? m_property.helpText() : texts.help;
    QString escaped = label;
    m_label->setText(escaped.replace(u'&', u"&&"_s));
    m_label->setWordWrap(true);
    m_label->setFixedWidth(labelWidth(this));
    m_label->setVisible(texts.showsLabel);
    // Beside other fields in a line, the room of marks that are not shown is the control's.
    m_marks->keepPlaces(texts.showsLabel);
    QWidget *control = m_editor->control();
    control->ensurePolished();
    m_label->setMinimumHeight(qMin(control->sizeHint().expandedTo(control->minimumSize()).height(), 28));
    m_help->setText(m_helpText);
    m_help->setMaximumWidth(fontMetrics().averageCharWidth() * 96);
    m_help->setHidden(m_helpText.isEmpty());
    m_refusal->hide();

    QString tip = m_property.helpText() % u'\n' % m_path.toString();
    if (!m_property.wmiName().isEmpty())
        tip += u'\n' % tr("Formerly %1").arg(m_property.wmiName());
    tip += u'\n' % effectSentence(m_property.effect());
    m_label->setToolTip(tip);

    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(Theme::kBetweenFields);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    grid->addWidget(m_label, 0, 0, Qt::AlignTop);
    grid->addWidget(m_editor, 0, 1, Qt::AlignTop);
    grid->addWidget(m_marks, 0, 2, Qt::AlignTop);
    // An error that comes up while somebody types takes the place of the help: nothing below moves.
    grid->addWidget(m_refusal, 1, 1, 1, 2);
    grid->addWidget(m_help, 1, 1);
    grid->addWidget(m_problems, 2, 1, 1, 2);
    if (m_editor->mayRefuse() || !m_helpText.isEmpty())
        keepLineBelow();
    m_problems->holdWhileIn(this);
    // What nothing acts on says so in its own help, here and wherever else it is shown.
    if (!m_property.isServed() && m_helpText == m_property.helpText())
        m_problems->leaveOut(QString::fromLatin1(validation::kNotServedRule));
}

/// Room for a line that comes and goes: nothing below moves then.
void FieldRow::keepLineBelow()
{
    static_cast<QGridLayout *>(layout())->setRowMinimumHeight(
        1, qMax(Theme::kIconSize, fontMetrics().lineSpacing()));
}

void FieldRow::showRefusal(bool shows)
{
    m_refusal->setVisible(shows);
    m_help->setVisible(!shows && !m_help->text().isEmpty());
}

void FieldRow::nameControl()
{
    const QString label = m_label->text().replace(u"&&"_s, u"&"_s);
    QWidget *control = m_editor->control();
    setObjectName(u"row:" % m_path.toString());
    control->setObjectName(m_path.toString());
    m_label->setBuddy(control);
    const auto radios = m_editor->findChildren<QRadioButton *>();
    for (QRadioButton *radio : radios)
        radio->setAccessibleName(label % u": " % radio->text());
    if (radios.isEmpty()) {
        control->setAccessibleName(label);
        control->setAccessibleDescription(m_helpText);
    }
    // The context menu of a control is its own, with the row's actions behind.
    const auto widgets = m_editor->findChildren<QWidget *>();
    for (QWidget *widget : widgets)
        widget->installEventFilter(this);
}

void FieldRow::connectEditor()
{
    connect(m_editor, &FieldEditor::edited, this, &FieldRow::edit);
    connect(m_editor, &FieldEditor::refused, this, &FieldRow::refuse);
    connect(m_editor, &FieldEditor::accepted, this, &FieldRow::accept);
    connect(m_editor, &FieldEditor::finished, this, [this] {
        m_typedOver.clear();
        if (m_hasRefusedText)
            sayRefusal();
    });
}

void FieldRow::setUsableWhile(std::function<bool(const model::Deployment &)> condition,
                              const QString &otherwise)
{
    m_isUsable = std::move(condition);
    m_unusableText = otherwise;
    keepLineBelow();
    refresh();
}

QWidget *FieldRow::revealPlace(const PropertyPath &path)
{
    return path == m_path ? m_editor->control() : nullptr;
}

void FieldRow::refresh()
{
    const model::Deployment &deployment = *m_workspace.document().working();
    const auto value = document::valueAt(deployment, m_path);
    if (!value) {
        // The entry is gone; the page will follow.
        setEnabled(false);
        return;
    }
    setEnabled(true);
    if (!m_isOwnChange)
        m_typedOver.clear();
    // A refused text waits for its correction while only other settings change.
    const bool awaitsCorrection = m_hasRefusedText && *value == m_shown;
    if (m_keepsText)
        m_editor->keepTextOver(*value);
    else if (!awaitsCorrection)
        m_editor->setValue(*value);
    m_shown = *value;
    if (m_isUsable) {
        const bool usable = m_isUsable(deployment);
        m_editor->setUsable(usable);
        m_label->setEnabled(usable);
        m_help->setText(usable ? m_helpText : m_unusableText);
        m_help->setHidden(m_help->text().isEmpty() || !m_refusal->isHidden());
    }
    refreshMarks();
}

void FieldRow::refreshMarks()
{
    const ConfigDocument &document = m_workspace.document();
    const auto value = document::valueAt(*document.working(), m_path);
    if (!value)
        return;
    // "Differs from nothing" tells nobody anything: names and addresses have no default worth a mark.
    const QVariant initial = m_property.defaultValue();
    const bool hasDefault = !m_property.type().toText(initial).isEmpty();
    m_marks->setDefault(hasDefault && *value != initial ? valueText(m_property, initial) : QString());

    const bool pending = document.isPending(m_path);
    const auto old = document.base() != nullptr
                         ? document::valueAt(*document.base(), document.pathInBase(m_path))
                         : Result<QVariant>(QVariant());
    m_marks->setPending(!pending ? QString()
                        : old    ? valueText(m_property, *old)
                                 : tr("nothing: the entry is new"),
                        effectSentence(m_property.effect()));

    if (m_hasRefusedText && !m_refusal->isHidden()) {
        m_marks->setProblem(validation::Severity::Error, m_refusal->text());
        return;
    }
    for (const validation::Problem &problem : m_workspace.problems()) {
        if (problem.path == m_path) {
            m_marks->setProblem(problem.severity, problem.message);
            return;
        }
    }
    m_marks->setProblem(std::nullopt, {});
}

void FieldRow::edit(const QVariant &value, bool isTyping)
{
    const model::Deployment &deployment = *m_workspace.document().working();
    const auto present = document::valueAt(deployment, m_path);
    if (!present || *present == value)
        return;
    const document::EditSet edits = settingEdit(deployment, m_path, value);
    if (isEntryName(m_path)) {
        // A name that is taken is said beside the field, where the name was typed.
        if (const auto possible = document::applied(deployment, edits); !possible) {
            refuse(possible.error());
            sayRefusal();
            return;
        }
    }
    if (!isTyping)
        m_typedOver.clear();
    else if (!m_typedOver.isValid())
        m_typedOver = *present;
    const bool done = apply(edits, isTyping);
    if (!done)
        refresh();
    else if (isEntryName(m_path))
        m_workspace.openPage(m_path.parent().parent().entry(value.toString()).child(u"name"_s));
}

// On the way to a text that is refused, beginnings of it were values ("100" of at most 90 begins with "10").
// Nobody meant those: the document goes back to what it held before the typing.
void FieldRow::takeBackTyping()
{
    const QVariant before = std::exchange(m_typedOver, QVariant());
    if (!before.isValid())
        return;
    const QScopedValueRollback keeps(m_keepsText, true);
    apply(settingEdit(*m_workspace.document().working(), m_path, before), true);
}

bool FieldRow::apply(const document::EditSet &edits, bool isTyping)
{
    const QScopedValueRollback own(m_isOwnChange, true);
    return m_workspace.apply(edits, isTyping ? m_path.toString() : QString());
}

void FieldRow::refuse(const Error &error)
{
    takeBackTyping();
    m_hasRefusedText = true;
    m_whyRefused = error;
    // The reason quotes what was typed, which is for nobody's eyes.
    if (m_property.isSecret() && m_editor->typedText() != m_property.type().toText(m_shown))
        m_whyRefused.message = tr("this is no value for a secret").toStdString();
    m_refusal->setText(errorSentence(m_whyRefused));
    m_refusalDelay.start();
    // Not every letter on the way: a problem that comes and goes while somebody types is none.
    if (m_isKept)
        keepRefusal();
}

void FieldRow::keepRefusal()
{
    m_isKept = true;
    m_workspace.keepUnfinished(m_path, m_editor->typedText(), m_whyRefused);
}

// The text may have been typed on a page that is gone, and it may be taken back from anywhere.
void FieldRow::followUnfinished()
{
    const UnfinishedEntries::Entry *kept = m_workspace.unfinished().at(m_path);
    if (kept != nullptr && !m_hasRefusedText) {
        m_hasRefusedText = true;
        m_isKept = true;
        m_whyRefused = kept->error;
        m_refusal->setText(errorSentence(kept->error));
        m_editor->showTyped(kept->text);
        showRefusal(true);
        refreshMarks();
    } else if (kept == nullptr && m_isKept) {
        m_isKept = false;
        m_hasRefusedText = false;
        m_refusalDelay.stop();
        showRefusal(false);
        m_editor->dropTyped(m_shown);
        refreshMarks();
    }
}

void FieldRow::accept()
{
    m_refusalDelay.stop();
    if (!m_hasRefusedText)
        return;
    m_hasRefusedText = false;
    showRefusal(false);
    if (std::exchange(m_isKept, false))
        m_workspace.unfinished().drop(m_path);
    refreshMarks();
}

void FieldRow::sayRefusal()
{
    m_refusalDelay.stop();
    keepRefusal();
    showRefusal(true);
    refreshMarks();
}

void FieldRow::fillMenu(QMenu &menu)
{
    const auto value = document::valueAt(*m_workspace.document().working(), m_path);
    const bool writable = !m_workspace.document().isReadOnly();
    connect(menu.addAction(Theme::current().icon(u"copy"_s), tr("Copy path")), &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(m_path.toString()); });
    QAction *copyValue = menu.addAction(tr("Copy value"));
    copyValue->setEnabled(value && !m_property.isSecret());
    connect(copyValue, &QAction::triggered, this,
            [this, value] { QGuiApplication::clipboard()->setText(clipboardText(m_property, *value)); });
    menu.addSeparator();
    QAction *reset = menu.addAction(Theme::current().icon(u"reset"_s), tr("Reset to default"));
    reset->setEnabled(writable && value && *value != m_property.defaultValue() && !isEntryName(m_path));
    connect(reset, &QAction::triggered, this, [this] { m_workspace.resetToDefault(m_path); });
    QAction *putBack =
        menu.addAction(Theme::current().icon(u"put-back"_s), tr("Put back what the relay runs"));
    putBack->setEnabled(writable && m_workspace.document().isPending(m_path));
    connect(putBack, &QAction::triggered, this, [this] { m_workspace.resetToBase(m_path); });
}

void FieldRow::showMenu(QMenu *menu, const QPoint &globalPosition)
{
    menu->setParent(this, menu->windowFlags());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(*menu);
    menu->popup(globalPosition);
}

void FieldRow::contextMenuEvent(QContextMenuEvent *event)
{
    showMenu(new QMenu(this), event->globalPos());
}

bool FieldRow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ContextMenu)
        return QWidget::eventFilter(watched, event);
    const QPoint position = static_cast<QContextMenuEvent *>(event)->globalPos();
    if (auto *line = qobject_cast<QLineEdit *>(watched)) {
        QMenu *menu = line->createStandardContextMenu();
        menu->addSeparator();
        showMenu(menu, position);
    } else {
        showMenu(new QMenu(this), position);
    }
    return true;
}

} // namespace turnpike::ui
