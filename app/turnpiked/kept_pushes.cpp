// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/kept_pushes.h"

#include "relay/trust/caller.h"

namespace turnpike::daemon {

namespace {

/// Each has to be unsealed and parsed, at every start.
constexpr int kMostRevisions = 100;

/// Nothing where there is no such place; what is an entry or an object is there or not.
std::optional<QString> textAt(const model::Deployment &deployment, const document::PropertyPath &path)
{
    const auto place = document::resolve(deployment, path);
    if (!place)
        return std::nullopt;
    if (place->property == nullptr || !place->property->isValue())
        return QString();
    return place->property->type().toText(place->property->read(place->object));
}

bool isKept(const wire::Revision &revision)
{
    using State = wire::Revision::State;
    return revision.state == State::Confirmed || revision.state == State::Superseded;
}

} // namespace

std::optional<wire::Revision> KeptPushes::whoSet(const document::PropertyPath &path,
                                                 const model::Deployment &holder)
{
    const auto wanted = textAt(holder, path);
    const auto revisions = m_store.revisions(kMostRevisions);
    if (!revisions)
        return std::nullopt;
    std::optional<wire::Revision> oldest;
    bool isSetByIt = false;
    for (const wire::Revision &revision : *revisions) {
        const auto deployment = isKept(revision) ? deploymentOf(revision.number) : nullptr;
        if (!deployment)
            continue;
        if (textAt(*deployment, path) == wanted) {
            oldest = revision;
        } else if (oldest) {
            isSetByIt = true;
            break;
        }
    }
    return isSetByIt && !trust::isReservedIdentity(oldest->author) ? oldest : std::nullopt;
}

model::SharedDeployment KeptPushes::deploymentOf(quint64 number)
{
    const auto known = m_read.find(number);
    if (known != m_read.end())
        return known->second;
    const auto found = m_store.revision(number);
    return m_read.emplace(number, found ? found->deployment : nullptr).first->second;
}

} // namespace turnpike::daemon
