// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "core/validation/problem.h"
#include "ui/forms/place_view.h"
#include "ui/style/theme.h"

#include <QPointer>
#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace turnpike::ui {

class Note;
class Workspace;

[[nodiscard]] QString severityWord(validation::Severity severity);
[[nodiscard]] QString severityIcon(validation::Severity severity);
[[nodiscard]] Theme::Tone severityTone(validation::Severity severity);

/// What is wrong with one place of the configuration, beside it: icon, word, sentence, and a button where one
/// click puts it right. Takes no room while nothing is wrong.
class ProblemNotes : public QWidget, public PlaceView {
    Q_OBJECT
public:
    ProblemNotes(Workspace &workspace, document::PropertyPath path, QWidget *parent = nullptr);
    /// While somebody types there, notes neither come nor take their room away: what is below would move
    /// under the pointer. What is wrong is said by the row's mark meanwhile. What somebody switched or chose
    /// has its notes at once.
    void holdWhileIn(QWidget *place);
    /// What this rule finds stands beside the place already, in other words.
    void leaveOut(const QString &ruleId);
    void setPath(const document::PropertyPath &path);
    [[nodiscard]] int count() const { return m_count; }

    [[nodiscard]] document::PropertyPath place() const override { return m_path; }
    [[nodiscard]] QWidget *revealPlace(const document::PropertyPath &path) override;

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Shown {
        validation::Problem problem;
        Note *note = nullptr;
    };
    void rebuild();
    void followFocus(const QWidget *focus);
    [[nodiscard]] bool isHeld() const;
    void dropGone();
    void addNote(const validation::Problem &problem);
    Workspace &m_workspace;
    document::PropertyPath m_path;
    QVBoxLayout *m_layout;
    QPointer<QWidget> m_heldIn;
    QString m_leftOut;
    std::vector<Shown> m_shown;
    bool m_isWaiting = false; ///< problems have changed since, and the focus is still there
    int m_count = 0;
};

} // namespace turnpike::ui
