// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/object_list_editor.h"

#include "ui/forms/entry_detail.h"
#include "ui/forms/entry_name_delegate.h"
#include "ui/forms/object_list_model.h"
#include "ui/forms/problem_notes.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/widgets/column_fit.h"
#include "ui/widgets/note.h"
#include "ui/widgets/table_text.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/value_text.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;

namespace {

constexpr int kMostRows = 8;
constexpr int kFewestRows = 2;
constexpr int kNoteStretch = 1000;
constexpr int kNoteLines = 3; ///< on a narrow screen

// Renames, or keeps what was typed with the reason why not. The entry may be gone by now.
void takeName(Workspace &workspace, const PropertyPath &entry, const QString &text)
{
    const model::Deployment &deployment = *workspace.document().working();
    const PropertyPath namePath = entry.child(u"name"_s);
    const auto place = document::resolve(deployment, namePath);
    if (!place)
        return;
    const auto name = place->property->type().parse(text);
    if (name && name->toString() == entry.steps().last().key) {
        workspace.unfinished().drop(namePath);
        return;
    }
    Result<document::EditSet> edits =
        name.map([&](const QVariant &value) { return settingEdit(deployment, namePath, value); });
    if (edits) {
        if (const auto possible = document::applied(deployment, *edits); !possible)
            edits = tl::make_unexpected(possible.error());
    }
    if (edits && workspace.apply(*edits))
        return;
    workspace.keepUnfinished(
        namePath, text,
        edits ? Error{Error::Code::Forbidden, workspace.whyReadOnly().toStdString(), {}, {}, {}}
              : edits.error());
}

} // namespace

ObjectListEditor::ObjectListEditor(Workspace &workspace, PropertyPath listPath, ObjectListOptions options,
                                   QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_listPath(std::move(listPath))
    , m_options(std::move(options))
    , m_model(new ObjectListModel(workspace, m_listPath, m_options.showsUsers, this))
    , m_names(new EntryNameDelegate(
          [this](const QString &name) {
              const auto *refused = m_workspace.unfinished().at(namePath(name));
              return refused != nullptr ? refused->text : name;
          },
          this))
    , m_table(new QTableView(this))
    , m_relay(workspace.connection())
    , m_problems(new ProblemNotes(workspace, m_listPath, this))
    , m_layout(new QVBoxLayout(this))
{
    m_model->setTitles(m_options.columnTitles);
    if (m_options.emptyText.isEmpty())
        m_options.emptyText = tr("Nothing here yet. \"Add\" makes the first one.");
    // Before the table, which takes the line away with its row: where the focus falls then is not left to
    // chance.
    connect(m_model, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                for (int row = first; m_names->openLine() != nullptr && row <= last; ++row) {
                    if (m_model->nameAt(row) == m_names->openLine()->entry())
                        m_names->dropText();
                }
            });
    layOut();
    connectModel();
    if (m_model->rowCount() > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
    fitHeight();
    updateState();
    showRefusedName();
}

ObjectListEditor::~ObjectListEditor() = default;

PropertyPath ObjectListEditor::namePath(const QString &name) const
{
    return m_listPath.entry(name).child(u"name"_s);
}

void ObjectListEditor::layOut()
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(Theme::kInsideGroup);

    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(0, m_names);
    m_table->setObjectName(m_listPath.toString());
    const auto place = document::resolve(*m_workspace.document().working(), m_listPath);
    m_table->setAccessibleName(place ? place->property->label() : QString());
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(m_options.opensPages
                                 ? QAbstractItemView::EditKeyPressed
                                 : QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    m_table->setTabKeyNavigation(false);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(qMax(26, fontMetrics().height() + 10));
    m_table->horizontalHeader()->setHighlightSections(false);
    new ColumnFit(*m_table);
    m_table->viewport()->installEventFilter(this);
    m_table->installEventFilter(this);
    m_layout->addWidget(m_table);

    // What is said about a name or a removal stands beside the buttons, in room that is always there: nothing
    // moves away under the pointer.
    m_buttons = new QHBoxLayout;
    QHBoxLayout *buttons = m_buttons;
    buttons->setSpacing(Theme::kInsideGroup);
    buttons->addStrut(kNoteLines * fontMetrics().lineSpacing() + 2);
    m_add = new QPushButton(tr("Add"), this);
    m_remove = new QPushButton(tr("Remove"), this);
    for (QPushButton *button : {m_add, m_remove}) {
        button->setAccessibleDescription(m_table->accessibleName());
        buttons->addWidget(button, 0, Qt::AlignTop);
    }
    if (m_options.opensPages) {
        m_open = new QPushButton(tr("Open"), this);
        buttons->addWidget(m_open, 0, Qt::AlignTop);
        connect(m_open, &QPushButton::clicked, this, &ObjectListEditor::openEntry);
    }
    m_rename = addTool(u"rename"_s, tr("Rename"), &ObjectListEditor::renameEntry);
    buttons->addWidget(m_rename, 0, Qt::AlignTop);
    if (m_options.isOrdered) {
        m_up = addTool(u"up"_s, tr("Move up"), nullptr);
        m_down = addTool(u"down"_s, tr("Move down"), nullptr);
        connect(m_up, &QToolButton::clicked, this, [this] { moveEntry(-1); });
        connect(m_down, &QToolButton::clicked, this, [this] { moveEntry(1); });
        buttons->addWidget(m_up, 0, Qt::AlignTop);
        buttons->addWidget(m_down, 0, Qt::AlignTop);
    }
    buttons->addStretch(1);
    m_layout->addLayout(buttons);
    m_layout->addWidget(m_problems);
    connect(m_add, &QPushButton::clicked, this, &ObjectListEditor::addEntry);
    connect(m_remove, &QPushButton::clicked, this, &ObjectListEditor::removeEntry);
}

QToolButton *ObjectListEditor::addTool(const QString &icon, const QString &text,
                                       void (ObjectListEditor::*action)())
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setIconSize({16, 16});
    button->setMinimumSize(m_remove->sizeHint().height(), m_remove->sizeHint().height());
    button->setIcon(Theme::current().icon(icon));
    if (action != nullptr)
        connect(button, &QToolButton::clicked, this, action);
    return button;
}

void ObjectListEditor::connectModel()
{
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ObjectListEditor::fitHeight);
    // As at first: another relay has other entries, and an undo may bring back the only one.
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!m_table->currentIndex().isValid())
            m_table->setCurrentIndex(m_model->index(0, 0));
    });
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ObjectListEditor::fitHeight);
    // A bar below the rows must not lie over the last of them.
    connect(m_table->horizontalScrollBar(), &QScrollBar::rangeChanged, this, &ObjectListEditor::fitHeight);
    // After the model: a rename or an undo may have put another entry into the selected row.
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ObjectListEditor::updateState);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ObjectListEditor::updateState);
    connect(m_model, &QAbstractItemModel::layoutChanged, this, &ObjectListEditor::updateState);
    connect(m_model, &QAbstractItemModel::dataChanged, this, &ObjectListEditor::closeStaleLine);
    connect(m_names, &EntryNameDelegate::typed, this, [this](const QString &entry, const QString &text) {
        // A rename rebuilds pages, this one perhaps. It happens when nothing of the table is at work any
        // more, and also when this list is gone by then.
        Workspace *workspace = &m_workspace;
        QMetaObject::invokeMethod(
            workspace,
            [workspace, path = m_listPath.entry(entry), text] { takeName(*workspace, path, text); },
            Qt::QueuedConnection);
    });
    connect(m_names, &EntryNameDelegate::dropped, this,
            [this](const QString &entry) { m_workspace.unfinished().drop(namePath(entry)); });
    connect(m_names, &EntryNameDelegate::leftByTab, this,
            [this](bool forward) { focusNextPrevChild(forward); });
    connect(&m_workspace.unfinished(), &UnfinishedEntries::changed, this, &ObjectListEditor::showRefusedName);
    connect(&m_workspace, &Workspace::connectionChanged, this, [this] {
        // An entry of the same name at another relay is another entry.
        if (std::exchange(m_relay, m_workspace.connection()) != m_workspace.connection())
            m_names->dropText();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        clearRefusal();
        updateState();
    });
    connect(&m_workspace.document(), &document::ConfigDocument::readOnlyChanged, this,
            &ObjectListEditor::updateState);
    connect(m_table, &QWidget::customContextMenuRequested, this, &ObjectListEditor::showMenu);
    if (m_options.opensPages)
        connect(m_table, &QTableView::doubleClicked, this, &ObjectListEditor::openEntry);
}

QString ObjectListEditor::currentName() const
{
    return m_model->nameAt(m_table->currentIndex().row());
}

void ObjectListEditor::select(const QString &name)
{
    const int row = m_model->rowOf(name);
    if (row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
}

void ObjectListEditor::addEntry()
{
    clearRefusal();
    const model::Deployment &deployment = *m_workspace.document().working();
    const QString name = freeEntryName(m_model->entryClass(), document::entryNames(deployment, m_listPath));
    const document::EditSet edits{tr("Add %1 %2").arg(entryNoun(m_model->entryClass()), name),
                                  {Edit::insert(m_listPath, {{u"name"_s, name}})}};
    if (!m_workspace.apply(edits))
        return;
    editName(name);
}

void ObjectListEditor::removeEntry()
{
    const QString name = currentName();
    if (name.isEmpty() || m_workspace.document().isReadOnly())
        return;
    clearRefusal();
    const model::Deployment &deployment = *m_workspace.document().working();
    const PropertyPath entry = m_listPath.entry(name);
    const QList<PropertyPath> references = document::referencesTo(deployment, entry);
    if (!references.isEmpty()) {
        refuseRemoval(name, references);
        return;
    }
    m_workspace.apply(
        {tr("Remove %1 %2").arg(entryNoun(m_model->entryClass()), name), {Edit::remove(entry)}});
}

void ObjectListEditor::refuseRemoval(const QString &name, const QList<PropertyPath> &references)
{
    const model::Deployment &deployment = *m_workspace.document().working();
    QStringList users;
    for (const PropertyPath &path : references)
        users << document::displayPath(deployment, path);
    m_refusal = new Note(u"error"_s, Theme::Tone::Bad,
                         tr("%1 cannot be removed while it is in use: %2. Select another there first.")
                             .arg(name, users.join(u", ")),
                         this);
    const PropertyPath first = references.first();
    QPushButton *button =
        m_refusal->addButton(TextGuard::caption(tr("Show %1").arg(first.steps().first().key)));
    connect(button, &QPushButton::clicked, this, [this, first] { m_workspace.openPage(first); });
    say(m_refusal);
}

void ObjectListEditor::takeTyping()
{
    m_names->takeText();
}

void ObjectListEditor::closeStaleLine()
{
    if (m_names->openLine() != nullptr && m_model->rowOf(m_names->openLine()->entry()) < 0)
        m_names->dropText();
}

// What was typed last into a name of this list and is not taken: said until it is corrected or taken back.
void ObjectListEditor::showRefusedName()
{
    if (m_refusedName != nullptr) {
        m_refusedName->hide();
        m_refusedName->deleteLater();
        m_refusedName = nullptr;
    }
    const auto &entries = m_workspace.unfinished().all();
    for (auto newest = entries.rbegin(); newest != entries.rend(); ++newest) {
        const UnfinishedEntries::Entry &entry = *newest;
        if (!isEntryName(entry.path) || entry.path.parent().parent() != m_listPath)
            continue;
        const QString name = entry.path.parent().steps().last().key;
        if (m_model->rowOf(name) < 0)
            continue;
        m_refusedName = new Note(u"error"_s, Theme::Tone::Bad,
                                 tr("%1 keeps its name. %2").arg(name, errorSentence(entry.error)), this);
        connect(m_refusedName->addButton(tr("Correct")), &QPushButton::clicked, this,
                [this, name] { editName(name); });
        say(m_refusedName);
        return;
    }
}

void ObjectListEditor::say(Note *note)
{
    note->keepButtonsBeside();
    // As wide as there is room for, and before the stretch at the end.
    m_buttons->insertWidget(m_buttons->count() - 1, note, kNoteStretch, Qt::AlignTop);
}

void ObjectListEditor::clearRefusal()
{
    if (m_refusal == nullptr)
        return;
    m_refusal->hide();
    m_refusal->deleteLater();
    m_refusal = nullptr;
}

void ObjectListEditor::renameEntry()
{
    editName(currentName());
}

void ObjectListEditor::editName(const QString &name)
{
    const int row = m_model->rowOf(name);
    if (row < 0 || m_workspace.document().isReadOnly())
        return;
    m_table->setFocus();
    m_table->setCurrentIndex(m_model->index(row, 0));
    m_table->edit(m_table->currentIndex());
}

void ObjectListEditor::moveEntry(int by)
{
    const int row = m_table->currentIndex().row();
    const QString name = currentName();
    if (name.isEmpty() || row + by < 0 || row + by >= m_model->rowCount())
        return;
    const QString text = by < 0 ? tr("Move %1 up") : tr("Move %1 down");
    if (m_workspace.apply({text.arg(name), {Edit::move(m_listPath.entry(name), row + by)}}))
        select(name);
}

void ObjectListEditor::openEntry()
{
    if (!currentName().isEmpty())
        m_workspace.openPage(m_listPath.entry(currentName()));
}

void ObjectListEditor::updateState()
{
    const int row = m_table->currentIndex().row();
    const bool writable = !m_workspace.document().isReadOnly();
    const bool selected = !currentName().isEmpty();
    m_add->setEnabled(writable);
    m_remove->setEnabled(writable && selected);
    m_rename->setEnabled(writable && selected);
    if (m_open != nullptr)
        m_open->setEnabled(selected);
    if (m_up != nullptr) {
        m_up->setEnabled(writable && row > 0);
        m_down->setEnabled(writable && selected && row < m_model->rowCount() - 1);
    }
    showDetail();
}

void ObjectListEditor::showDetail()
{
    const QString name = currentName();
    if (m_options.opensPages || (name == m_detailName && m_detail != nullptr))
        return;
    if (m_detail != nullptr) {
        // One of its fields may be what led here.
        m_detail->hide();
        m_detail->deleteLater();
        m_detail = nullptr;
    }
    m_detailName = name;
    if (name.isEmpty())
        return;
    m_detail = new EntryDetail(m_workspace, m_listPath.entry(name), this);
    m_layout->addWidget(m_detail);
}

QWidget *ObjectListEditor::revealPlace(const PropertyPath &path)
{
    if (path == m_listPath)
        return m_table;
    const QString name = path.steps().at(m_listPath.steps().size() - 1).key;
    if (m_model->rowOf(name) < 0)
        return nullptr;
    const PropertyPath entry = m_listPath.entry(name);
    const bool isHeader = path == entry || path == entry.child(u"name"_s);
    if (!isHeader && m_options.opensPages)
        return nullptr;
    select(name);
    // What is wrong with the whole entry stands above its fields.
    if (path == entry && m_detail != nullptr) {
        if (QWidget *problem = targetIn(m_detail, path))
            return problem;
    }
    return isHeader ? m_table : targetIn(m_detail, path);
}

void ObjectListEditor::fitHeight()
{
    const int rows = qBound(kFewestRows, m_model->rowCount(), kMostRows);
    const QScrollBar &bar = *m_table->horizontalScrollBar();
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() +
                            2 * m_table->frameWidth() + (bar.maximum() > 0 ? bar.sizeHint().height() : 0));
}

void ObjectListEditor::copy(const QString &format) const
{
    QGuiApplication::clipboard()->setText(tableText(*m_model, format));
}

void ObjectListEditor::showMenu(const QPoint &position)
{
    auto *menu = new QMenu(m_table);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool writable = !m_workspace.document().isReadOnly();
    const QString name = currentName();
    if (m_options.opensPages)
        menu->addAction(tr("Open"), this, &ObjectListEditor::openEntry)->setEnabled(!name.isEmpty());
    menu->addAction(tr("Add"), this, &ObjectListEditor::addEntry)->setEnabled(writable);
    menu->addAction(tr("Rename"), this, &ObjectListEditor::renameEntry)->setEnabled(m_rename->isEnabled());
    menu->addAction(tr("Remove"), this, &ObjectListEditor::removeEntry)->setEnabled(m_remove->isEnabled());
    menu->addSeparator();
    QAction *putBack = menu->addAction(tr("Put back what the relay runs"), this, [this] {
        m_workspace.resetToBase(currentName().isEmpty() ? m_listPath : m_listPath.entry(currentName()));
    });
    putBack->setEnabled(
        writable && m_workspace.document().isPending(name.isEmpty() ? m_listPath : m_listPath.entry(name)));
    menu->addSeparator();
    menu->addAction(tr("Copy path"), this, [this, name] {
        QGuiApplication::clipboard()->setText(
            (name.isEmpty() ? m_listPath : m_listPath.entry(name)).toString());
    });
    menu->addAction(tr("Copy table as text"), this, [this] { copy(u"text"_s); });
    menu->addAction(tr("Copy table as CSV"), this, [this] { copy(u"csv"_s); });
    menu->addAction(tr("Copy table as JSON"), this, [this] { copy(u"json"_s); });
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

bool ObjectListEditor::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Paint && m_model->rowCount() == 0) {
        QPainter painter(m_table->viewport());
        painter.setPen(Theme::current().colors().secondText);
        painter.drawText(m_table->viewport()->rect().adjusted(8, 0, -8, 0),
                         Qt::AlignVCenter | Qt::AlignLeft | Qt::TextWordWrap, m_options.emptyText);
    }
    // What a line in the table does not need comes up to the table and means nothing there.
    if (watched == m_table && event->type() == QEvent::KeyPress && m_names->openLine() == nullptr) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Delete && m_remove->isEnabled()) {
            removeEntry();
            return true;
        }
        if (key->matches(QKeySequence::Copy)) {
            copy(u"text"_s);
            return true;
        }
        if (m_options.opensPages && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            openEntry();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace turnpike::ui
