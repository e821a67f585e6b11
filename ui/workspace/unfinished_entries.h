// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/document/difference.h"
#include "core/validation/problem.h"

#include <QObject>

#include <vector>

namespace turnpike::ui {

/// What a person typed and the configuration did not take: texts that are no value of the property they stand
/// for. Each is a problem like any other until it is corrected, taken back or its place is gone; it outlives
/// the widget it was typed into.
class UnfinishedEntries : public QObject {
    Q_OBJECT
public:
    struct Entry {
        document::PropertyPath path; ///< the property the text was meant for
        QString text;                ///< as it was typed
        Error error;                 ///< why it was not taken
        int undoSteps = 0;           ///< how many steps could be undone when it was typed
    };

    /// Rule of the problems; what shows the text's own refusal beside it leaves them out.
    [[nodiscard]] static QString ruleId();
    explicit UnfinishedEntries(QObject *parent);
    [[nodiscard]] const std::vector<Entry> &all() const { return m_entries; }
    /// Null: nothing is unfinished there.
    [[nodiscard]] const Entry *at(const document::PropertyPath &path) const;

    /// The newest text for this place; it comes after all others.
    void put(Entry entry);
    void drop(const document::PropertyPath &path);
    void clear();
    /// An entry has another name now: what is unfinished in it stays. Its own name is finished.
    void followRename(const document::PropertyPath &entry, const QString &newName);
    /// Forgets the texts whose place is gone from the deployment.
    void keepPlacesOf(const model::Deployment &deployment);
    [[nodiscard]] validation::Problems problems() const;

Q_SIGNALS:
    void changed();

private:
    std::vector<Entry> m_entries; ///< oldest first
};

} // namespace turnpike::ui
