// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/changed_places.h"

namespace turnpike::document {

ChangedPlaces::ChangedPlaces(const Changes &changes)
{
    m_nodes.reserve(static_cast<qsizetype>(changes.size()) + 16);
    m_isNew.push_back(false);
    // Neighbours stand in the same list: what they have in common with the one before is known.
    QList<PropertyPath::Step> last;
    std::vector<Node> lastNodes;
    for (const Change &change : changes) {
        const QList<PropertyPath::Step> &steps = change.path.steps();
        qsizetype shared = 0;
        while (shared < last.size() && shared < steps.size() && last.at(shared) == steps.at(shared))
            ++shared;
        lastNodes.resize(static_cast<std::size_t>(shared));
        for (qsizetype i = shared; i < steps.size(); ++i) {
            Node node = grow(lastNodes.empty() ? 0 : lastNodes.back(), steps.at(i).property);
            if (!steps.at(i).key.isEmpty())
                node = grow(node, steps.at(i).key);
            lastNodes.push_back(node);
        }
        last = steps;
        if (change.kind == Change::Kind::Added && !lastNodes.empty())
            m_isNew[static_cast<std::size_t>(lastNodes.back())] = true;
    }
}

ChangedPlaces::Node ChangedPlaces::grow(Node above, const QString &word)
{
    const auto known = m_nodes.constFind({above, word});
    if (known != m_nodes.cend())
        return *known;
    const auto node = static_cast<Node>(m_isNew.size());
    m_isNew.push_back(false);
    m_nodes.insert({above, word}, node);
    return node;
}

bool ChangedPlaces::contains(const PropertyPath &path) const
{
    if (m_nodes.isEmpty())
        return false;
    Node node = 0;
    for (const PropertyPath::Step &step : path.steps()) {
        const auto property = m_nodes.constFind({node, step.property});
        if (property == m_nodes.cend())
            return false;
        node = *property;
        if (step.key.isEmpty())
            continue;
        const auto entry = m_nodes.constFind({node, step.key});
        if (entry == m_nodes.cend())
            return false;
        node = *entry;
        if (m_isNew[static_cast<std::size_t>(node)])
            return true;
    }
    return true;
}

} // namespace turnpike::document
