// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/wire/relay_connection.h"

#include "core/wire/calls.h"

namespace turnpike::wire {

QFuture<Result<RelayStatus>> RelayConnection::status()
{
    return ask<calls::Status>({});
}

QFuture<Result<FetchedDeployment>> RelayConnection::fetchDeployment()
{
    return ask<calls::FetchDeployment>({});
}

QFuture<Result<validation::Problems>> RelayConnection::validate(model::SharedDeployment deployment)
{
    return ask<calls::Validate>({std::move(deployment)});
}

QFuture<Result<PushOutcome>> RelayConnection::push(PushRequest request)
{
    return ask<calls::Push>(std::move(request));
}

QFuture<Result<Revision>> RelayConnection::confirm(quint64 revision)
{
    return ask<calls::ConfirmRevision>({revision});
}

QFuture<Result<Revision>> RelayConnection::revert(quint64 revision, const QString &reason)
{
    return ask<calls::RevertRevision>({revision, reason});
}

QFuture<Result<std::vector<Revision>>> RelayConnection::revisions(int most)
{
    return ask<calls::ListRevisions>({most});
}

QFuture<Result<FetchedDeployment>> RelayConnection::fetchRevision(quint64 revision)
{
    return ask<calls::FetchRevision>({revision});
}

QFuture<Result<std::vector<AuditEntry>>> RelayConnection::audit(int most)
{
    return ask<calls::ListAudit>({most});
}

QFuture<Result<AuditHead>> RelayConnection::verifyAudit()
{
    return ask<calls::VerifyAudit>({});
}

QFuture<Result<std::vector<KnownClient>>> RelayConnection::knownClients()
{
    return ask<calls::ListClients>({});
}

QFuture<Result<void>> RelayConnection::revokeClient(const QString &name)
{
    return ask<calls::RevokeClient>({name});
}

QFuture<Result<void>> RelayConnection::endAllocation(live::AllocationKey key)
{
    return ask<calls::EndAllocation>({key});
}

QFuture<Result<int>> RelayConnection::endAllocationsOf(const QString &user)
{
    return ask<calls::EndAllocationsOf>({user});
}

QFuture<Result<IssuedCredential>> RelayConnection::issueCredential(const QString &user,
                                                                   std::chrono::seconds lifetime)
{
    return ask<calls::IssueCredential>({user, lifetime});
}

QFuture<Result<PeerVerdict>> RelayConnection::explainPeer(const QString &address)
{
    return ask<calls::ExplainPeer>({address});
}

QFuture<Result<void>> RelayConnection::drain(std::chrono::seconds deadline)
{
    return ask<calls::Drain>({deadline});
}

QFuture<Result<void>> RelayConnection::undrain()
{
    return ask<calls::Undrain>({});
}

} // namespace turnpike::wire
