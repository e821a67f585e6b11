// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/number_trial.h"

#include "core/model/typed_line.h"
#include "ui/widgets/tone_label.h"
#include "ui/workspace/workspace.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

RewrittenNumber rewritten(const QList<model::NormalizationRule> &rules, const QString &number)
{
    for (const model::NormalizationRule &rule : rules) {
        const QRegularExpression pattern(rule.pattern);
        if (rule.pattern.isEmpty() || !pattern.isValid())
            continue;
        const QRegularExpressionMatch match = pattern.match(number);
        if (!match.hasMatch())
            continue;
        QString result = rule.translation;
        // From the highest down, so that $12 is not taken for $1 with a 2 behind.
        for (int group = pattern.captureCount(); group >= 0; --group)
            result.replace(u'$' % QString::number(group), match.captured(group));
        return {rule.name, result};
    }
    return {};
}

NumberTrial::NumberTrial(Workspace &workspace, document::PropertyPath addressBook, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_addressBook(std::move(addressBook))
    , m_number(new QLineEdit(this))
    , m_result(new ToneLabel(QString(), Theme::Tone::Second, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kBetweenFields);
    layout->addWidget(m_number);
    layout->addWidget(m_result, 1);
    setFocusProxy(m_number);
    m_number->setFixedWidth(fontMetrics().averageCharWidth() * 22 + 20);
    m_number->setFont(Theme::current().fixedFont());
    m_number->setPlaceholderText(u"5551234"_s);
    m_number->setAccessibleName(tr("Try a number"));
    m_number->setObjectName(u"tryNumber"_s);
    m_result->setObjectName(u"tryResult"_s);
    connect(m_number, &QLineEdit::textChanged, this, &NumberTrial::refresh);
    connect(&workspace.document(), &document::ConfigDocument::workingChanged, this, &NumberTrial::refresh);
    refresh();
}

const model::AddressBook *NumberTrial::settings() const
{
    const auto place = document::resolve(*m_workspace.document().working(), m_addressBook);
    return place ? static_cast<const model::AddressBook *>(place->object) : nullptr;
}

void NumberTrial::refresh()
{
    const model::AddressBook *book = settings();
    const QString number = model::typedLine(m_number->text());
    if (book == nullptr || number.isEmpty()) {
        m_result->setText(tr("Type a number as it stands in the directory."));
        return;
    }
    if (!book->useNormalizationRules) {
        m_result->setText(tr("Stays %1: rules are not used.").arg(number));
        return;
    }
    const RewrittenNumber result = rewritten(book->normalizationRules, number);
    if (!result.rule.isEmpty())
        m_result->setText(tr("%1 by rule %2").arg(result.number, result.rule));
    else if (book->ignoreGenericRules)
        m_result->setText(tr("No rule matches: the number stays as it is."));
    else
        m_result->setText(tr("No rule of this pool matches: the built-in rules decide."));
}

} // namespace turnpike::ui
