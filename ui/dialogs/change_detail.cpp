// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/change_detail.h"

#include "ui/style/theme.h"
#include "ui/workspace/change_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QRegularExpression>
#include <QTextDocument>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

ChangeDetail::ChangeDetail(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout)
    , m_title(new QLabel(this))
    , m_help(new QLabel(this))
    , m_rows(new QWidget(this))
{
    setObjectName(u"changeDetail"_s);
    m_title->setObjectName(u"changeTitle"_s);
    m_title->setFont(Theme::current().titleFont());
    m_title->setWordWrap(true);
    m_title->setTextFormat(Qt::PlainText);
    m_help->setWordWrap(true);
    m_help->setTextFormat(Qt::PlainText);
    Theme::setTone(m_help, Theme::Tone::Second);
    m_grid->setContentsMargins(0, Theme::kBetweenFields, 0, 0);
    m_grid->setHorizontalSpacing(Theme::kBetweenGroups);
    m_grid->setVerticalSpacing(Theme::kBetweenFields);
    m_grid->setColumnStretch(1, 1);
    m_rows->setLayout(m_grid);
    m_before = addRow(tr("Runs now"), u"changeBefore"_s);
    m_after = addRow(tr("After the push"), u"changeAfter"_s);
    m_effect = addRow(tr("Takes effect"), u"changeEffect"_s);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, Theme::kInsideGroup, Theme::kPageMargin,
                               Theme::kInsideGroup);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(m_help);
    layout->addWidget(m_rows);
    layout->addStretch();
}

QLabel *ChangeDetail::addRow(const QString &label, const QString &name)
{
    const int row = m_grid->rowCount();
    auto *caption = new QLabel(label, m_rows);
    Theme::setTone(caption, Theme::Tone::Second);
    auto *value = new QLabel(m_rows);
    value->setObjectName(name);
    value->setAccessibleName(label);
    value->setWordWrap(true);
    value->setTextFormat(Qt::PlainText);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_grid->addWidget(caption, row, 0, Qt::AlignTop);
    m_grid->addWidget(value, row, 1);
    return value;
}

namespace {

// A word that is longer than a line would widen the dialog; the tool tip has it whole.
QString withShortWords(const QString &text)
{
    constexpr qsizetype kLongestWord = 44;
    static const QRegularExpression longWord(u"(\\S{%1})\\S+"_s.arg(kLongestWord - 1));
    return QString(text).replace(longWord, u"\\1…"_s);
}

void say(QLabel *label, const QString &text)
{
    const QString shown = withShortWords(text);
    label->setText(shown);
    label->setToolTip(shown == text ? QString() : text);
}

} // namespace

void ChangeDetail::show(const document::Change *change, const model::Deployment &working,
                        const model::Deployment &base)
{
    m_rows->setVisible(change);
    if (!change) {
        m_title->clear();
        m_help->setText(tr("Select a change to see what it does."));
        return;
    }
    say(m_title, settingText(change->path, working, base));
    const Result<document::Place> place = document::resolve(working, change->path);
    say(m_help,
        place && place->property ? place->property->helpText() : placeText(change->path, working, base));
    m_help->setVisible(!m_help->text().isEmpty());
    say(m_before, beforeText(*change, base));
    const ListDifference list = listDifference(*change);
    QStringList after;
    if (!list.added.isEmpty())
        after += tr("Added: %1").arg(list.added.join(u", "_s));
    if (!list.removed.isEmpty())
        after += tr("Removed: %1").arg(list.removed.join(u", "_s));
    say(m_after, after.isEmpty() ? afterText(*change, working) : after.join(u'\n'));
    QFont strong = font();
    strong.setWeight(QFont::DemiBold);
    m_after->setFont(strong);
    const QString note = renameNote(*change);
    m_effect->setText(note.isEmpty() ? effectSentence(change->effect)
                                     : effectSentence(change->effect) + u' ' + note);
}

} // namespace turnpike::ui
