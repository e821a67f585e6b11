// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/validation/problem.h"

#include <QToolButton>
#include <QWidget>

#include <optional>

namespace turnpike::ui {

/// The three marks at the right edge of a field: differs from the default, not pushed, problem. Each keeps
/// its place, so that marks of the rows of a page stand below each other.
class FieldMarks : public QWidget {
    Q_OBJECT
public:
    explicit FieldMarks(QWidget *parent = nullptr);
    /// Whether marks that are not shown keep their room, so that the control stays as wide as it is.
    void keepPlaces(bool keeps);
    /// Null hides the mark.
    void setDefault(const QString &defaultText);
    void setPending(const QString &oldText, const QString &effect);
    void setProblem(std::optional<validation::Severity> severity, const QString &text);
    /// The marks still tell, but offer nothing.
    void setReadOnly(bool readOnly) { m_isReadOnly = readOnly; }

    [[nodiscard]] bool showsDefault() const { return !m_default->isHidden(); }
    [[nodiscard]] bool showsPending() const { return !m_pending->isHidden(); }
    [[nodiscard]] bool showsProblem() const { return !m_problem->isHidden(); }

Q_SIGNALS:
    void resetRequested();
    void putBackRequested();

private:
    QToolButton *addMark(const QString &actionText, void (FieldMarks::*signal)());
    void updateIcons();
    QToolButton *m_default;
    QToolButton *m_pending;
    QToolButton *m_problem;
    bool m_isReadOnly = false;
};

} // namespace turnpike::ui
