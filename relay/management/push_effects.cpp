// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/push_effects.h"

#include <algorithm>

namespace turnpike::management {

using namespace Qt::StringLiterals;
using document::Change;
using document::PropertyPath;
using model::Effect;

namespace {

/// "A/V edge › Realm"; which site this relay belongs to goes without saying.
QString nameOf(const model::Deployment &deployment, const Change &change)
{
    QStringList words = document::displayPath(deployment, change.path).split(u" › "_s);
    if (words.size() > 1 && change.path.steps().front().property == u"edgeSites")
        words.removeFirst();
    const QString name = words.join(u" › "_s);
    return change.kind == Change::Kind::Modified ? name : name + u' ' + change.text();
}

} // namespace

PushEffects::PushEffects(const edge::Identity &identity, const model::Deployment &startedWith,
                         const model::Deployment &before, const model::Deployment &after)
    : m_identity(identity)
    , m_startedWith(startedWith)
    , m_after(after)
    , m_changes(document::difference(before, after))
    , m_voided(document::voidedKeys(before, after, m_changes))
{
}

bool PushEffects::concernsThisRelay(const PropertyPath &path) const
{
    const auto &steps = path.steps();
    if (steps.front().property != u"edgeSites")
        return true;
    if (steps.front().key != m_identity.site)
        return false;
    return steps.size() < 2 || steps.at(1).property != u"servers" || steps.at(1).key == m_identity.server;
}

bool PushEffects::waitsForRestart(const PropertyPath &path) const
{
    const auto started = document::valueAt(m_startedWith, path);
    const auto wanted = document::valueAt(m_after, path);
    return !started || !wanted || *started != *wanted;
}

void PushEffects::add(wire::PushOutcome &outcome, const Change &change, const edge::ApplyReport &report) const
{
    QString name = nameOf(m_after, change);
    name += usersLeftBehind(change.path);
    switch (change.effect) {
    case Effect::Live:
        outcome.live << name;
        return;
    case Effect::NewCalls:
        outcome.newCalls << name;
        return;
    case Effect::Restart: {
        const bool isOfThreads = change.path.steps().back().property == u"workers";
        if (isOfThreads ? report.workersNeedRestart : waitsForRestart(change.path))
            outcome.needRestart << name;
        return;
    }
    case Effect::NotServed:
        outcome.notServed << name;
        return;
    case Effect::Rebind: // the edge says which
    case Effect::Consumers:
        return;
    }
}

QString PushEffects::usersLeftBehind(const PropertyPath &realm) const
{
    const auto voided = std::find_if(m_voided.begin(), m_voided.end(),
                                     [&](const document::VoidedKeys &each) { return each.realm == realm; });
    if (voided == m_voided.end())
        return {};
    return u" (%1 of %2 users cannot sign in until they get their passwords again: their keys were made for "
           u"the old "
           "realm)"_s.arg(voided->users.size())
               .arg(voided->count);
}

void PushEffects::describe(wire::PushOutcome &outcome, const edge::ApplyReport &report) const
{
    for (const std::string &listener : report.rebound)
        outcome.rebound << QString::fromStdString(listener);
    for (const Change &change : m_changes) {
        // The order of a list means nothing to the relay.
        if (change.kind != Change::Kind::Moved &&
            (concernsThisRelay(change.path) || concernsThisRelay(document::placeBefore(change))))
            add(outcome, change, report);
    }
}

} // namespace turnpike::management
