// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace turnpike::ui {

/// What holds until it ends, and what a person has to know all that time: no relay, a journal that cannot be
/// written, settings that are not kept. Whoever knows of it raises it and clears it; the window shows each as
/// a bar that no message of the moment and no key takes away.
class Conditions : public QObject {
    Q_OBJECT
public:
    enum class Severity { Information, Warning, Error };
    struct Condition {
        QString id; ///< of its owner; raising it again replaces what it says
        Severity severity = Severity::Warning;
        QString text; ///< the cause, what follows from it, and the remedy
        QString actionText = {};
        std::function<void()> action = {}; ///< none: nothing to press
    };

    using QObject::QObject;

    void raise(const Condition &condition);
    void clear(const QString &id);
    /// In the order in which they were raised.
    [[nodiscard]] const std::vector<Condition> &all() const { return m_conditions; }
    /// Empty when it does not hold.
    [[nodiscard]] QString text(const QString &id) const;
    [[nodiscard]] bool holds(const QString &id) const { return !text(id).isEmpty(); }

Q_SIGNALS:
    void raised(const turnpike::ui::Conditions::Condition &condition);
    void cleared(const QString &id);

private:
    std::vector<Condition> m_conditions;
};

} // namespace turnpike::ui
