// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/drafts.h"

#include <QLineEdit>

namespace turnpike::ui {

void Drafts::keepTextOf(QLineEdit &field, const QString &key)
{
    if (const auto kept = m_texts.constFind(key); kept != m_texts.constEnd())
        field.setText(*kept);
    // Only what a person typed: a proposal of the program may be another one next time.
    QObject::connect(&field, &QLineEdit::textEdited, &field,
                     [this, key](const QString &text) { keep(key, text); });
}

void Drafts::drop(const QString &prefix)
{
    m_texts.removeIf([&prefix](const auto &kept) { return kept.key().startsWith(prefix); });
}

} // namespace turnpike::ui
