// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/door_keeper.h"

namespace turnpike::edge {

namespace {

std::string sentence(TurnedAway cause, const std::string &client)
{
    switch (cause) {
    case TurnedAway::ByClientRules:
        return "client " + client + " is turned away by the client rules (avEdge.clients)";
    case TurnedAway::TooManyConnections:
        return "connection of " + client +
               " refused: its address holds as many as avEdge.limits.tcpConnectionsPerSource allows";
    case TurnedAway::NoRoom:
        return "a connection was refused because this process may open no more: raise its limit on open "
               "files "
               "(systemd: LimitNOFILE)";
    case TurnedAway::ForeignProtocol:
        return "connection of " + client + " closed: what it sent is neither STUN nor TURN";
    case TurnedAway::MessageTooLong:
        return "connection of " + client +
               " closed: without a call it may send no message longer than "
               "avEdge.limits.strangerMessageBytes";
    case TurnedAway::AnswersUnread:
        return "connection of " + client +
               " closed: without a call it may leave no more answers unread than "
               "avEdge.limits.strangerPendingBytes";
    case TurnedAway::MessageUnfinished:
        return "connection of " + client +
               " closed: a message that began did not end within avEdge.lifetimes.unfinishedMessage";
    case TurnedAway::MadeRoom:
        return "connection of " + client +
               " closed for a newer one: there are as many without a call as "
               "avEdge.limits.strangerConnections allows";
    case TurnedAway::MadeRoomOfSource:
        return "connection of " + client +
               " closed for a newer one from there: its address holds as many as "
               "avEdge.limits.tcpConnectionsPerSource allows";
    case TurnedAway::HandshakeFailed:
        return "no encrypted connection with " + client + " came about: ";
    case TurnedAway::HandshakeUnfinished:
        return "connection of " + client +
               " closed: its TLS or DTLS handshake did not end within avEdge.lifetimes.unfinishedMessage";
    case TurnedAway::HandshakesOfNetwork:
        return "TLS and DTLS handshakes from the network of " + client +
               " are refused for now: more began there than avEdge.limits.handshakesPerPrefix allows";
    case TurnedAway::HandshakesInAll:
        return "TLS and DTLS handshakes, one of them from " + client +
               ", are refused for now: more began than avEdge.limits.handshakesTotal allows";
    case TurnedAway::HeaderOfStranger:
        return "connection of " + client + " closed: it begins with a PROXY header, and " + client +
               " is not among the balancers of avEdge.proxyProtocolSources";
    case TurnedAway::NoProxyHeader:
        return "connection of " + client + ", a balancer of avEdge.proxyProtocolSources, closed: ";
    case TurnedAway::NetworkOverBudget:
        return "requests without credentials from the network of " + client +
               " are not answered for now: more would be sent there than "
               "avEdge.limits.unauthenticatedBytesPerPrefix allows. Perhaps they are forged, so that this "
               "relay "
               "floods that network";
    case TurnedAway::AllOverBudget:
        return "requests without credentials, one of them from " + client +
               ", are not answered for now: more would be sent than "
               "avEdge.limits.unauthenticatedBytesTotal allows";
    case TurnedAway::GuessNotTried:
        return "a request of " + client +
               " is not answered: more wrong passwords came from there than "
               "avEdge.limits.wrongPasswordsPerUser and wrongPasswordsPerSource allow";
    case TurnedAway::Silent:
        break; // every connection that a client forgets ends like this
    }
    return {};
}

} // namespace

void DoorKeeper::turnAway(TurnedAway cause, const IpAddress &client, MonotonicTime now,
                          const std::string &detail)
{
    const auto index = static_cast<std::size_t>(cause);
    ++m_counts[index];
    const auto times = m_lines[index].note(now);
    if (!times || !m_notice)
        return;
    std::string line = sentence(cause, client.toString());
    if (line.empty())
        return;
    line += detail;
    if (*times > 1)
        line += " (" + std::to_string(*times) + " of this kind since the last such line)";
    m_notice(Severity::Warning, line);
}

} // namespace turnpike::edge
