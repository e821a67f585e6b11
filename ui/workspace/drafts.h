// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

class QLineEdit;

namespace turnpike::ui {

/// What was typed into a dialog that was then closed: it stands there again when the dialog is opened next.
/// Kept in memory, until what it was typed for is done.
class Drafts {
public:
    /// Fills the field with what is kept under `key`, and keeps what is typed into it from now on. A field
    /// that begins with a proposal goes on with the proposal when nothing was typed.
    void keepTextOf(QLineEdit &field, const QString &key);

    [[nodiscard]] QString text(const QString &key, const QString &fallback = {}) const
    {
        return m_texts.value(key, fallback);
    }
    void keep(const QString &key, const QString &text) { m_texts.insert(key, text); }
    /// Done: every text whose key begins so is forgotten.
    void drop(const QString &prefix);

private:
    QHash<QString, QString> m_texts;
};

} // namespace turnpike::ui
