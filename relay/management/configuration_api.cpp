// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/configuration_api.h"

#include "core/document/difference.h"
#include "core/wire/calls.h"

#include <limits>

namespace turnpike::management {

using namespace Qt::StringLiterals;
namespace calls = wire::calls;
using wire::Revision;

ConfigurationApi::ConfigurationApi(RelayController &controller)
    : m_controller(controller)
{
}

void ConfigurationApi::addTo(CallTable &table)
{
    addDeployment(table);
    addRevisions(table);
    table.add<calls::ListAudit>([this](const Asker &asker, const auto &request) {
        return m_controller.audit(asker.caller, request.most);
    });
    table.add<calls::VerifyAudit>(
        [this](const Asker &asker, const auto &) { return m_controller.verifyAudit(asker.caller); });
}

void ConfigurationApi::addDeployment(CallTable &table)
{
    table.add<calls::FetchDeployment>(
        [this](const Asker &asker, const auto &) { return m_controller.deployment(asker.caller); });
    table.add<calls::Push>(
        [this](const Asker &asker, const auto &request) { return m_controller.push(asker.caller, request); });
    // Off the thread that keeps the relay's timers: what is to be validated may be large, and anybody who
    // may look may send it.
    const auto limits = [this] {
        const auto &configured = m_controller.settings().limits;
        return http::WorkQueue::Limits{configured.validations, configured.validationsPerClient};
    };
    const auto turnedAway = [this] { m_controller.turnedAway().add(http::TurnedAway::Validations); };
    table.addQueued<calls::Validate>({&m_work, limits, turnedAway}, [](const auto &request) {
        return Result<validation::Problems>(validation::validate(*request.deployment));
    });
}

void ConfigurationApi::addRevisions(CallTable &table)
{
    table.add<calls::ListRevisions>([this](const Asker &asker, const auto &request) {
        return m_controller.revisions(asker.caller, request.most);
    });
    table.add<calls::FetchRevision>([this](const Asker &asker, const auto &request) {
        return m_controller.revision(asker.caller, request.revision);
    });
    table.add<calls::DiffRevision>(
        [this](const Asker &asker, const auto &request) { return difference(asker, request.revision); });
    table.add<calls::ConfirmRevision>(
        [this](const Asker &asker, const auto &request) { return confirm(asker, request.revision); });
    table.add<calls::RevertRevision>([this](const Asker &asker, const auto &request) {
        return m_controller.revert(asker.caller, request.revision, request.reason);
    });
}

Result<model::SharedDeployment> ConfigurationApi::ranBefore(const trust::Caller &caller, quint64 number) const
{
    const auto revisions = m_controller.revisions(caller, std::numeric_limits<int>::max());
    if (!revisions)
        return tl::make_unexpected(revisions.error());
    for (const auto &revision : *revisions) {
        if (revision.number >= number || revision.state == Revision::State::Reverted)
            continue;
        const auto before = m_controller.revision(caller, revision.number);
        if (!before)
            return tl::make_unexpected(before.error());
        return before->deployment;
    }
    return std::make_shared<const model::Deployment>();
}

Result<QJsonObject> ConfigurationApi::difference(const Asker &asker, quint64 number) const
{
    const auto after = m_controller.revision(asker.caller, number);
    if (!after)
        return tl::make_unexpected(after.error());
    const auto before = ranBefore(asker.caller, number);
    if (!before)
        return tl::make_unexpected(before.error());
    return QJsonObject{{u"revision"_s, wire::toJson(after->revision)},
                       {u"changes"_s, document::toJson(document::difference(**before, *after->deployment))}};
}

void ConfigurationApi::newRevisionAwaits(quint64 revision, quint64 newestConnection)
{
    m_awaitingRevision = revision;
    m_newestConnectionBefore = newestConnection;
}

Result<Revision> ConfigurationApi::confirm(const Asker &asker, quint64 number)
{
    const bool isOld = asker.connection && *asker.connection <= m_newestConnectionBefore;
    if (number == m_awaitingRevision && isOld) {
        return fail(Error::Code::Conflict,
                    "the confirmation came over a connection that was open before the change", {},
                    "a new TCP connection, which proves that the relay can still be reached",
                    "close this connection and confirm over a new one");
    }
    return m_controller.confirm(asker.caller, number);
}

} // namespace turnpike::management
