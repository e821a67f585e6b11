// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/conditions.h"

#include <algorithm>

namespace turnpike::ui {

void Conditions::raise(const Condition &condition)
{
    const auto known = std::find_if(m_conditions.begin(), m_conditions.end(),
                                    [&](const Condition &other) { return other.id == condition.id; });
    if (known == m_conditions.end()) {
        m_conditions.push_back(condition);
    } else {
        const bool isSaidAlready = known->severity == condition.severity && known->text == condition.text &&
                                   known->actionText == condition.actionText;
        *known = condition;
        if (isSaidAlready)
            return;
    }
    Q_EMIT raised(condition);
}

void Conditions::clear(const QString &id)
{
    const auto left = std::remove_if(m_conditions.begin(), m_conditions.end(),
                                     [&id](const Condition &condition) { return condition.id == id; });
    if (left == m_conditions.end())
        return;
    m_conditions.erase(left, m_conditions.end());
    Q_EMIT cleared(id);
}

QString Conditions::text(const QString &id) const
{
    const auto found = std::find_if(m_conditions.begin(), m_conditions.end(),
                                    [&id](const Condition &condition) { return condition.id == id; });
    return found == m_conditions.end() ? QString() : found->text;
}

} // namespace turnpike::ui
