// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QWidget>

class QLineEdit;

namespace turnpike::ui {

class ToneLabel;
class Workspace;

/// What the first rule that matches makes of a number.
struct RewrittenNumber {
    QString rule;   ///< empty: no rule matches
    QString number; ///< "+14255551234"
};
/// `$1` in a translation stands for the first group. A rule with a broken pattern matches nothing.
[[nodiscard]] RewrittenNumber rewritten(const QList<model::NormalizationRule> &rules, const QString &number);

/// Type a phone number, see which rule rewrites it and into what, before anyone's address book is wrong.
class NumberTrial : public QWidget {
    Q_OBJECT
public:
    /// `addressBook`: pools[name].addressBook.
    NumberTrial(Workspace &workspace, document::PropertyPath addressBook, QWidget *parent);

private:
    void refresh();
    [[nodiscard]] const model::AddressBook *settings() const;
    Workspace &m_workspace;
    document::PropertyPath m_addressBook;
    QLineEdit *m_number;
    ToneLabel *m_result;
};

} // namespace turnpike::ui
