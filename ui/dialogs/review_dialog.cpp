// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/review_dialog.h"

#include "core/model/typed_line.h"
#include "ui/dialogs/change_detail.h"
#include "ui/dialogs/change_tree_model.h"
#include "ui/dialogs/dialog_layout.h"
#include "ui/dialogs/merge_page.h"
#include "ui/style/shown_name.h"
#include "ui/widgets/note.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/wrapping_delegate.h"
#include "ui/workspace/change_text.h"
#include "ui/workspace/drafts.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/news_text.h"
#include "ui/workspace/problems_model.h"
#include "ui/workspace/workspace.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSet>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using State = client::PushSession::State;

namespace {

/// Long enough to look at the live view once, short enough to be missed by nobody who was cut off.
constexpr int kDefaultSeconds = 120;
/// As after a change on a page.
constexpr std::chrono::milliseconds kCheckDelay{150};

/// A reason belongs to the relay that it was typed for.
QString draftsOf(const Workspace &workspace)
{
    const wire::RelayConnection *connection = workspace.connection();
    return u"push/%1/"_s.arg(connection ? connection->identity() : QString());
}

} // namespace

ReviewDialog::ReviewDialog(Workspace &workspace, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_changes(new ChangeTreeModel(this))
    , m_title(new QLabel(this))
    , m_stack(new QStackedWidget(this))
    , m_merge(new MergePage(this))
    , m_error(new NoticeBar(Theme::Tone::Bad, u"error"_s, this))
    , m_progress(new QProgressBar(this))
    , m_progressText(new QLabel(this))
    , m_proceed(new QPushButton(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(u"reviewDialog"_s);
    setWindowTitle(tr("Review and push"));
    m_title->setObjectName(u"reviewTitle"_s);
    m_title->setFont(Theme::current().titleFont());
    m_error->setObjectName(u"reviewError"_s);
    m_showUnfinished = m_error->addButton(tr("Show it"), u"reviewShowUnfinished"_s);
    m_showUnfinished->setAutoDefault(false);
    m_progress->setRange(0, 0);
    m_progress->setFixedWidth(120);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    m_proceed->setObjectName(u"reviewPush"_s);
    Theme::setPrimary(m_proceed);
    m_cancel->setObjectName(u"reviewCancel"_s);
    m_stack->addWidget(makeReview());
    m_stack->addWidget(m_merge);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progress);
    buttons->addWidget(m_progressText);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_proceed);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(m_title);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_error);
    layout->addLayout(buttons);
    resize(860, 600);

    connect(m_cancel, &QPushButton::clicked, this, &ReviewDialog::reject);
    connect(m_proceed, &QPushButton::clicked, this, &ReviewDialog::proceed);
    m_checkAgain.setSingleShot(true);
    m_checkAgain.setInterval(kCheckDelay);
    connect(&m_checkAgain, &QTimer::timeout, this, &ReviewDialog::checkChosen);
    connect(m_changes, &ChangeTreeModel::chosenChanged, &m_checkAgain, qOverload<>(&QTimer::start));
    connect(m_changes, &ChangeTreeModel::chosenChanged, this, &ReviewDialog::showProgress);
    connect(m_changes, &ChangeTreeModel::chosenChanged, this, &ReviewDialog::refreshButton);
    connect(m_changes, &ChangeTreeModel::chosenChanged, this, &ReviewDialog::showProblems);
    connect(m_changes, &ChangeTreeModel::chosenChanged, this, &ReviewDialog::showLockedOut);
    connect(&m_workspace.unfinished(), &UnfinishedEntries::changed, this, &ReviewDialog::refreshButton);
    connect(m_showUnfinished, &QPushButton::clicked, this, [this] {
        if (m_workspace.unfinished().all().empty())
            return;
        const document::PropertyPath path = m_workspace.unfinished().all().front().path;
        reject();
        m_workspace.openPage(path);
    });
    connect(&m_workspace.push(), &client::PushSession::stateChanged, this, &ReviewDialog::showState);
    showChanges();
    m_workspace.push().begin();
    showState();
    // What a person has to say can be said at once; Enter there pushes nothing.
    m_reason->setFocus();
}

void ReviewDialog::keyPressEvent(QKeyEvent *event)
{
    // Enter in a field ends what is typed there, and only that.
    const QWidget *focus = focusWidget();
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        (focus == m_reason || focus == m_seconds))
        event->accept();
    else
        QDialog::keyPressEvent(event);
}

QWidget *ReviewDialog::makeReview()
{
    auto *review = new QWidget(this);
    m_tree = new QTreeView(review);
    m_tree->setObjectName(u"reviewTree"_s);
    m_tree->setAccessibleName(tr("Changes to push"));
    m_tree->setModel(m_changes);
    m_tree->setHeaderHidden(true);
    new WrappingDelegate(*m_tree);
    m_detail = new ChangeDetail(review);
    auto *split = new QSplitter(Qt::Horizontal, review);
    split->addWidget(m_tree);
    split->addWidget(m_detail);
    split->setSizes({340, 480});
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ReviewDialog::showDetail);

    m_lockedOut = new Note(u"warning"_s, Theme::Tone::Warning, {}, review);
    m_lockedOut->setObjectName(u"reviewLockedOut"_s);
    m_lockedOut->hide();
    m_problems = new QTreeWidget(review);
    m_problems->setObjectName(u"reviewProblems"_s);
    m_problems->setAccessibleName(tr("What the relay says about this configuration"));
    m_problems->setHeaderHidden(true);
    m_problems->setRootIsDecorated(false);
    new WrappingDelegate(*m_problems);
    m_problems->setMaximumHeight(104);

    m_controls = new QWidget(review);
    m_reason = new QLineEdit(m_controls);
    m_reason->setObjectName(u"reviewReason"_s);
    m_reason->setPlaceholderText(tr("Kept with the revision, for whoever reads the history"));
    auto *reasonLabel = new QLabel(tr("Reason"), m_controls);
    reasonLabel->setBuddy(m_reason);
    m_reason->setAccessibleName(tr("Reason"));
    m_reverts = new QCheckBox(tr("Revert by itself after"), m_controls);
    m_reverts->setObjectName(u"reviewReverts"_s);
    m_reverts->setChecked(true);
    m_seconds = new QSpinBox(m_controls);
    m_seconds->setObjectName(u"reviewSeconds"_s);
    m_seconds->setAccessibleName(tr("Seconds until the relay reverts by itself"));
    m_seconds->setRange(5, 3600);
    m_seconds->setValue(kDefaultSeconds);
    m_seconds->setSuffix(tr(" s"));
    auto *unless = new QLabel(tr("unless I confirm that it works"), m_controls);
    keepDrafts();
    connect(m_reverts, &QCheckBox::toggled, m_seconds, &QWidget::setEnabled);
    m_seconds->setEnabled(m_reverts->isChecked());
    connect(m_reverts, &QCheckBox::toggled, unless, &QWidget::setEnabled);

    auto *reason = new QHBoxLayout;
    reason->setSpacing(Theme::kBetweenFields);
    reason->addWidget(reasonLabel);
    reason->addWidget(m_reason, 1);
    auto *reverts = new QHBoxLayout;
    reverts->setSpacing(Theme::kInsideGroup);
    reverts->addWidget(m_reverts);
    reverts->addWidget(m_seconds);
    reverts->addWidget(unless);
    reverts->addStretch();
    auto *controls = new QVBoxLayout(m_controls);
    controls->setContentsMargins(0, 0, 0, 0);
    controls->setSpacing(Theme::kBetweenFields);
    controls->addLayout(reason);
    controls->addLayout(reverts);
    auto *layout = new QVBoxLayout(review);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::kBetweenFields);
    layout->addWidget(split, 1);
    layout->addWidget(m_lockedOut);
    layout->addWidget(m_problems);
    layout->addWidget(m_controls);
    return review;
}

/// What was typed here stands here again, when the dialog was closed to look at something first.
void ReviewDialog::keepDrafts()
{
    Drafts &drafts = m_workspace.drafts();
    const QString relay = draftsOf(m_workspace);
    drafts.keepTextOf(*m_reason, relay + u"reason"_s);
    m_reverts->setChecked(drafts.text(relay + u"reverts"_s, u"yes"_s) == u"yes");
    m_seconds->setValue(drafts.text(relay + u"seconds"_s, QString::number(kDefaultSeconds)).toInt());
    connect(m_reverts, &QCheckBox::toggled, this, [&drafts, relay](bool reverts) {
        drafts.keep(relay + u"reverts"_s, reverts ? u"yes"_s : u"no"_s);
    });
    connect(m_seconds, &QSpinBox::valueChanged, this,
            [&drafts, relay](int seconds) { drafts.keep(relay + u"seconds"_s, QString::number(seconds)); });
}

/// What problems() says is not about what is chosen now, or not known yet.
bool ReviewDialog::isChecking() const
{
    const client::PushSession &push = m_workspace.push();
    return push.state() == State::Validating ||
           (push.state() == State::Reviewing && push.reviewed() != m_changes->chosen());
}

/// The relay is asked about exactly what the push would take along.
void ReviewDialog::checkChosen()
{
    client::PushSession &push = m_workspace.push();
    const bool mayAsk = push.state() == State::Validating || push.state() == State::Reviewing ||
                        push.state() == State::Failed;
    if (mayAsk && push.reviewed() != m_changes->chosen())
        push.review(m_changes->chosen());
}

void ReviewDialog::showProgress()
{
    const bool isUploading = m_workspace.push().state() == State::Uploading;
    m_progress->setVisible(isChecking() || isUploading);
    m_progressText->setVisible(isChecking() || isUploading);
    m_progressText->setText(isUploading ? tr("Pushing…") : tr("The relay is checking the changes…"));
}

void ReviewDialog::showChanges()
{
    const document::ConfigDocument &document = m_workspace.document();
    m_changes->setChanges(document.pendingChanges(), *document.working(), *document.base());
    m_tree->expandAll();
    const QModelIndex first = m_changes->index(0, 0, m_changes->index(0, 0));
    if (first.isValid())
        m_tree->setCurrentIndex(first);
    showDetail();
}

void ReviewDialog::showDetail()
{
    const document::ConfigDocument &document = m_workspace.document();
    m_detail->show(m_changes->change(m_tree->currentIndex()), *document.working(), *document.base());
}

void ReviewDialog::showProblems()
{
    m_problems->clear();
    const document::Changes chosen = m_changes->chosen();
    QSet<document::PropertyPath> changed;
    for (const document::Change &change : chosen)
        changed << change.path;
    const auto isOfThesePlaces = [&](const document::PropertyPath &path) {
        // A place of its own, what it is in, or what is in it.
        for (document::PropertyPath place = path; !place.isRoot(); place = place.parent()) {
            if (changed.contains(place))
                return true;
        }
        return std::any_of(chosen.begin(), chosen.end(),
                           [&path](const document::Change &change) { return change.path.startsWith(path); });
    };
    QList<QTreeWidgetItem *> others;
    for (const validation::Problem &problem : m_workspace.push().problems()) {
        const bool isOfChosen = isOfThesePlaces(problem.path);
        const bool isError = problem.severity == validation::Severity::Error;
        auto *item = new QTreeWidgetItem(
            {isError && !isOfChosen && !problem.path.isRoot()
                 ? tr("%1 No change that is checked is about this place.").arg(problem.message)
                 : problem.message});
        item->setIcon(0, ProblemsModel::severityIcon(problem.severity));
        item->setToolTip(0, ProblemsModel::severityText(problem.severity) + u": "_s + problem.message);
        // What forbids the push is never folded away.
        if (isError || isOfChosen)
            m_problems->addTopLevelItem(item);
        else
            others << item;
    }
    if (!others.isEmpty()) {
        auto *fold = new QTreeWidgetItem(m_problems, {tr("%n more, about what these changes do not touch",
                                                         nullptr, static_cast<int>(others.size()))});
        fold->addChildren(others);
    }
    m_problems->setRootIsDecorated(!others.isEmpty());
    m_problems->setVisible(m_problems->topLevelItemCount() > 0);
}

/// A new password that stays behind does not help the realm that is pushed.
void ReviewDialog::showLockedOut()
{
    const model::Deployment &base = *m_workspace.document().base();
    const document::Changes chosen = m_changes->chosen();
    const auto after =
        document::applied(base, document::editsForPart(chosen, m_workspace.document().pendingChanges()));
    const QString text = after ? lockedOutText(chosen, **after, base) : QString();
    m_lockedOut->setText(text);
    m_lockedOut->setVisible(!text.isEmpty());
}

void ReviewDialog::showState()
{
    const client::PushSession &push = m_workspace.push();
    const State state = push.state();
    if (state == State::AwaitingConfirmation || state == State::Confirmed) {
        m_workspace.drafts().drop(draftsOf(m_workspace));
        accept();
        return;
    }
    m_controls->setEnabled(state != State::Uploading);
    m_tree->setEnabled(state != State::Uploading);
    m_error->setVisible(state == State::Failed && push.error());
    if (push.error())
        m_error->setText(errorText(*push.error()));
    if (state == State::Conflict && push.merge()) {
        m_merge->show(*push.merge(),
                      push.news() ? newsSentence(*push.news()) : overlapSentence(push.theirs()));
    }
    if (state == State::Reviewing && m_changes->all() != m_workspace.document().pendingChanges())
        showChanges(); // a merge has changed them
    if (isChecking() && !m_checkAgain.isActive())
        m_checkAgain.start(); // the session has begun anew, with all of them
    showProgress();
    m_stack->setCurrentIndex(state == State::Conflict ? 1 : 0);
    showProblems();
    refreshButton();
}

void ReviewDialog::refreshButton()
{
    const client::PushSession &push = m_workspace.push();
    const int chosen = static_cast<int>(m_changes->chosen().size());
    const QString relay = shortName(m_workspace.relayName());
    m_title->setText(push.state() == State::Conflict
                         ? tr("Merge with what %1 runs").arg(relay)
                         : tr("%n change(s) to %1", nullptr, m_changes->count()).arg(relay));
    QString whyNot;
    if (push.state() == State::Failed) {
        m_proceed->setText(tr("Try again"));
    } else if (push.state() == State::Conflict) {
        m_proceed->setText(tr("Merge and review"));
    } else {
        m_proceed->setText(
            chosen == m_changes->count() || chosen == 0
                ? tr("Push %n change(s) to %1", nullptr, m_changes->count()).arg(withoutAccessKey(relay))
                : tr("Push %1 of %n change(s) to %2", nullptr, m_changes->count())
                      .arg(chosen)
                      .arg(withoutAccessKey(relay)));
        if (isChecking() || push.state() == State::Uploading)
            whyNot = m_progressText->text();
        else if (const auto &unfinished = m_workspace.unfinished().all(); !unfinished.empty())
            whyNot =
                tr("What was typed in %1 is not taken yet. Correct it there, or take it back with Undo.")
                    .arg(document::displayPath(*m_workspace.document().working(), unfinished.front().path));
        else if (chosen == 0)
            whyNot = tr("No change is checked.");
        else if (validation::hasErrors(push.problems()))
            whyNot = tr("With what is checked the relay would refuse this configuration; correct the errors "
                        "listed, or leave out their changes.");
    }
    m_proceed->setEnabled(whyNot.isEmpty());
    m_proceed->setToolTip(whyNot);
    const bool mustSay = !whyNot.isEmpty() && push.state() == State::Reviewing && !isChecking();
    m_showUnfinished->setVisible(mustSay && !m_workspace.unfinished().all().empty());
    if (push.state() != State::Failed) {
        m_error->setVisible(mustSay);
        m_error->setText(whyNot);
    }
}

void ReviewDialog::proceed()
{
    client::PushSession &push = m_workspace.push();
    switch (push.state()) {
    case State::Failed:
        push.review(m_changes->chosen());
        break;
    case State::Conflict:
        if (m_workspace.decideOverlap(m_merge->mineWins()))
            push.begin();
        break;
    case State::Reviewing:
        push.upload(m_changes->chosen(), model::typedLine(m_reason->text()),
                    m_reverts->isChecked() ? std::optional(std::chrono::seconds(m_seconds->value()))
                                           : std::nullopt);
        break;
    default:
        break;
    }
}

void ReviewDialog::reject()
{
    // An upload under way goes on by itself; everything else was only looked at.
    const State state = m_workspace.push().state();
    QDialog::reject();
    if (state == State::Validating || state == State::Reviewing || state == State::Conflict ||
        state == State::Failed)
        m_workspace.push().dismiss();
}

} // namespace turnpike::ui
