// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/overview/attention_list.h"

#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/workspace/check_text.h"
#include "ui/workspace/relay_report.h"
#include "ui/workspace/workspace.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMostRows = 5;

struct Sign {
    QString icon;
    Theme::Tone tone;
    QString word;
};

Sign signOf(validation::Severity severity)
{
    switch (severity) {
    case validation::Severity::Error:
        return {u"error"_s, Theme::Tone::Bad, AttentionList::tr("Error")};
    case validation::Severity::Warning:
        return {u"warning"_s, Theme::Tone::Warning, AttentionList::tr("Warning")};
    case validation::Severity::Information:
        break;
    }
    return {u"information"_s, Theme::Tone::Accent, AttentionList::tr("Information")};
}

/// The configuration knows nothing of what lies in the files: the relay tells.
validation::Problem problemOf(const CertificateState &state, const QString &site)
{
    validation::Problem problem;
    problem.severity = state.level == CertificateState::Level::Bad ? validation::Severity::Error
                                                                   : validation::Severity::Warning;
    const auto edge = document::PropertyPath().child(u"edgeSites"_s).entry(site).child(u"avEdge"_s);
    problem.path = edge.child(u"certificates"_s);
    problem.message = state.remedy.isEmpty() ? state.fault : state.fault + u' ' + state.remedy;
    return problem;
}

} // namespace

AttentionList::AttentionList(Workspace &workspace, QWidget *parent)
    : QFrame(parent)
    , m_workspace(workspace)
    , m_rows(new QVBoxLayout(this))
{
    setObjectName(u"attentionList"_s);
    setProperty("card", true);
    m_rows->setContentsMargins(Theme::kBetweenFields, Theme::kInsideGroup, Theme::kBetweenFields,
                               Theme::kInsideGroup);
    m_rows->setSpacing(Theme::kInsideGroup);
    auto *heading = new QLabel(tr("Needs attention"), this);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    m_rows->addWidget(heading);
    connect(&workspace, &Workspace::problemsChanged, this, &AttentionList::rebuild);
    connect(&workspace, &Workspace::connectionChanged, this, &AttentionList::rebuild);
    connect(&workspace.report(), &RelayReport::changed, this, &AttentionList::followReport);
    connect(&Theme::current(), &Theme::changed, this, &AttentionList::rebuild);
    rebuild();
}

/// It is asked every few seconds, and says the same nearly always.
void AttentionList::followReport()
{
    if (m_workspace.report().certificatesInNeed() != m_certificates)
        rebuild();
}

void AttentionList::rebuild()
{
    // The rows go later: the button that was just pressed may stand in one of them.
    if (m_content != nullptr) {
        m_content->hide();
        m_content->deleteLater();
    }
    m_content = new QWidget(this);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kInsideGroup);
    const validation::Problems &problems = m_workspace.problems();
    m_certificates = m_workspace.report().certificatesInNeed();
    int number = 0;
    for (const CertificateState &state : m_certificates)
        layout->addWidget(makeRow(problemOf(state, m_workspace.report().status()->site), number++));
    for (std::size_t i = 0; i < problems.size() && i < kMostRows; ++i)
        layout->addWidget(makeRow(problems[i], number++));
    if (problems.size() <= kMostRows) {
        if (problems.empty() && m_certificates.empty()) {
            auto *none = new QLabel(checkText(m_workspace), m_content);
            none->setObjectName(u"nothingNeedsAttention"_s);
            none->setWordWrap(true);
            Theme::setTone(none, Theme::Tone::Second);
            layout->addWidget(none);
        }
    } else {
        const auto others = static_cast<int>(problems.size() - kMostRows);
        auto *more = new QLabel(others == 1 ? tr("One more is listed under Problems below.")
                                            : tr("%n more are listed under Problems below.", nullptr, others),
                                m_content);
        Theme::setTone(more, Theme::Tone::Second);
        layout->addWidget(more);
    }
    layout->addStretch();
    m_rows->addWidget(m_content, 1);
}

QWidget *AttentionList::makeRow(const validation::Problem &problem, int number)
{
    auto *row = new QWidget(m_content);
    auto *layout = new QGridLayout(row);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kInsideGroup);
    layout->setColumnStretch(1, 1);
    const Sign sign = signOf(problem.severity);
    auto *icon = new QLabel(row);
    icon->setPixmap(Theme::current().pixmap(sign.icon, sign.tone, Theme::kIconSize, devicePixelRatioF()));
    icon->setToolTip(sign.word);
    icon->setAccessibleName(sign.word);
    auto *message = new QLabel(problem.message, row);
    message->setObjectName(u"problem%1"_s.arg(number));
    message->setTextFormat(Qt::PlainText);
    message->setWordWrap(true);
    message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(icon, 0, 0, Qt::AlignTop);
    layout->addWidget(message, 0, 1);
    if (problem.fix) {
        auto *fix = new QToolButton(row);
        fix->setObjectName(u"fixProblem%1"_s.arg(number));
        fix->setText(TextGuard::caption(problem.fix->label));
        fix->setIcon(Theme::current().icon(u"fix"_s));
        fix->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        fix->setAccessibleName(
            tr("%1: %2", "a fix, and the problem").arg(problem.fix->label, problem.message));
        fix->setFocusPolicy(Qt::StrongFocus);
        connect(fix, &QToolButton::clicked, this,
                [this, edits = problem.fix->edits] { m_workspace.apply(edits); });
        // Below its sentence: a fix names what it does, and would leave the sentence no room beside it.
        layout->addWidget(fix, 1, 1, Qt::AlignLeft);
    }
    auto *show = new QToolButton(row);
    show->setObjectName(u"showProblem%1"_s.arg(number));
    show->setText(tr("Show"));
    show->setAccessibleName(tr("Show the place of: %1").arg(problem.message));
    show->setToolTip(tr("Go to the setting"));
    show->setFocusPolicy(Qt::StrongFocus);
    connect(show, &QToolButton::clicked, this, [this, path = problem.path] { m_workspace.openPage(path); });
    layout->addWidget(show, 0, 2, Qt::AlignTop);
    return row;
}

} // namespace turnpike::ui
