// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/enumerations.h"
#include "core/model/property.h"

namespace turnpike::model {

using std::chrono::minutes;
using std::chrono::seconds;

/// Ways in which clients may reach the relay.
struct EdgeTransports {
    TURNPIKE_CLASS(EdgeTransports)
    TURNPIKE_PROPERTY(bool, udp, true,
                      help("Plain UDP: the best way for audio.").label("UDP").effect(Effect::Rebind))
    TURNPIKE_PROPERTY(bool, tcp, true,
                      help("Plain TCP, for networks that block UDP.").label("TCP").effect(Effect::Rebind))
    TURNPIKE_PROPERTY(bool, tls, false, help("TLS over TCP.").label("TLS").effect(Effect::Rebind))
    TURNPIKE_PROPERTY(bool, dtls, false, help("DTLS over UDP.").label("DTLS").effect(Effect::Rebind))
    TURNPIKE_PROPERTY(bool, pseudoTls, false,
                      help("The imitated TLS greeting of Office Communicator.")
                          .label("Pseudo-TLS")
                          .effect(Effect::NotServed)
                          .advanced())
};

/// Languages that clients may speak on the same ports.
struct EdgeDialects {
    TURNPIKE_CLASS(EdgeDialects)
    TURNPIKE_PROPERTY(bool, rfc, true,
                      help("Standard STUN and TURN: browsers, SIP, XMPP, Matrix.")
                          .label("Standard (RFC 8656)")
                          .effect(Effect::NotServed))
    TURNPIKE_PROPERTY(bool, classicStun, true,
                      help("Binding requests of 2003 over UDP: old phones and test programs.")
                          .label("Classic STUN (RFC 3489)")
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(bool, officeCommunicator, false,
                      help("The variant of Office Communicator 2007.").effect(Effect::NotServed))
};

/// A certificate for TLS and DTLS, chosen by the name that the client asks for.
struct EdgeCertificate {
    TURNPIKE_CLASS(EdgeCertificate)
    TURNPIKE_PROPERTY(
        QString, name, {},
        help("Short name of this entry.").format(TextFormat::Name).required().effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(
        QStringList, names, {},
        help("Host names that it is kept for, such as av.contoso.com or *.contoso.com; none: those that the "
             "certificate itself names, and whoever asks for no name.")
            .format(TextFormat::CertificateName)
            .effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(QString, certificateFile, {},
                      help("PEM file with the certificate and its chain; noticed when it is replaced.")
                          .format(TextFormat::FilePath)
                          .required()
                          .effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(QString, keyFile, {},
                      help("PEM file with the private key; only its path is kept here.")
                          .format(TextFormat::FilePath)
                          .required()
                          .effect(Effect::NewCalls))
};

struct NatDiscovery {
    TURNPIKE_CLASS(NatDiscovery)
    TURNPIKE_PROPERTY(
        bool, enabled, false,
        help("Answer the tests of RFC 5780, by which clients learn how their NAT behaves: on UDP, "
             "on the UDP port and the one after it.")
            .label("NAT discovery")
            .effect(Effect::Rebind))
    TURNPIKE_PROPERTY(
        IpAddress, alternateAddress, {},
        help("Second public address that these tests need; this machine has it, too.").effect(Effect::Rebind))
};

struct EdgeLifetimes {
    TURNPIKE_CLASS(EdgeLifetimes)
    TURNPIKE_PROPERTY(seconds, allocationDefault, seconds{600},
                      help("Lifetime of an allocation when the client does not ask.")
                          .label("Allocation, default")
                          .range(60, 86400)
                          .unit(Unit::Seconds)
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(seconds, allocationMax, seconds{3600},
                      help("Longest lifetime a client is given.")
                          .label("Allocation, longest")
                          .range(60, 86400)
                          .unit(Unit::Seconds)
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(seconds, nonce, seconds{3600},
                      help("How long a challenge stays valid.")
                          .range(60, 86400)
                          .unit(Unit::Seconds)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(seconds, idleTcp, seconds{60},
                      help("A TCP connection without a call is closed after this time without a message.")
                          .label("Idle TCP connection")
                          .range(10, 86400)
                          .unit(Unit::Seconds)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(seconds, unfinishedMessage, seconds{10},
                      help("A TCP connection without a call is closed when a message that began has not "
                           "ended after this time.")
                          .range(1, 600)
                          .unit(Unit::Seconds)
                          .effect(Effect::Live)
                          .advanced())
};

struct EdgeLimits {
    TURNPIKE_CLASS(EdgeLimits)
    TURNPIKE_PROPERTY(int, allocations, 5000,
                      help("Allocations at the same time on each server; 0: no limit.")
                          .range(0, 1000000)
                          .effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(int, allocationsPerUser, 50,
                      help("Allocations of one user at the same time; 0: no limit.")
                          .range(0, 100000)
                          .effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(int, portsPerUser, 60,
                      help("Relay ports of one user at the same time; 0: no limit.")
                          .range(0, 100000)
                          .effect(Effect::NewCalls)
                          .wmi("MSFT_SIPMediaRelayNetworkInterfaceData.PerUserPortAllocationLimit"))
    TURNPIKE_PROPERTY(int, permissionsPerAllocation, 50,
                      help("Peers that one allocation may talk to; 0: as many as the relay can handle, "
                           "4096.")
                          .range(0, 4096)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, channelsPerAllocation, 50,
                      help("Channels of one allocation; 0: as many as the relay can handle, 4096.")
                          .range(0, 4096)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(
        int, tcpConnectionsPerAllocation, 32,
        help("TCP connections of one allocation with peers, where the TCP relay is switched on; "
             "0: as many as the relay can handle, 1024.")
            .label("TCP connections per allocation")
            .range(0, 1024)
            .effect(Effect::Live)
            .advanced())
    TURNPIKE_PROPERTY(BitRate, bandwidthPerAllocation, BitRate{3000},
                      help("Each way; 0: no limit.")
                          .label("Bandwidth per allocation")
                          .unit(Unit::KilobitsPerSecond)
                          .effect(Effect::Live)
                          .wmi("MSFT_SIPMediaRelaySetting.MaxBandwidthPerAllocatedPort"))
    TURNPIKE_PROPERTY(BitRate, bandwidthPerUser, BitRate{10000},
                      help("Each way, of all calls of a user on each server; 0: no limit.")
                          .label("Bandwidth per user")
                          .unit(Unit::KilobitsPerSecond)
                          .effect(Effect::Live)
                          .wmi("MSFT_SIPMediaRelaySetting.MaxBandwidthPerUser"))
    TURNPIKE_PROPERTY(BitRate, bandwidthTotal, BitRate{0},
                      help("Each way, for each server; 0: no limit.")
                          .label("Bandwidth in all")
                          .unit(Unit::KilobitsPerSecond)
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(int, unauthenticatedBytesPerPrefix, 65536,
                      help("Bytes a second answered to strangers of one network (IPv4 /24, IPv6 /56) on "
                           "each server; 0: no limit.")
                          .label("Answers to strangers of a network")
                          .range(0, 1000000000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, unauthenticatedBytesTotal, 1048576,
                      help("Bytes a second answered to strangers of all networks on each server; 0: no "
                           "limit.")
                          .label("Answers to strangers in all")
                          .range(0, 1000000000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, wrongPasswordsPerUser, 10,
                      help("Wrong passwords a minute for one user from one address (IPv6: /56), which then "
                           "has to wait; 0: no limit. Running calls and other addresses do not wait.")
                          .range(0, 100000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, wrongPasswordsPerSource, 300,
                      help("Wrong passwords a minute for all users from one address (IPv6: /56), which then "
                           "has to wait; 0: no limit.")
                          .label("Wrong passwords per address")
                          .range(0, 1000000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, tcpConnectionsPerSource, 100,
                      help("TCP connections from one address (IPv6: /56); 0: no limit.")
                          .label("TCP connections per address")
                          .range(0, 100000)
                          .effect(Effect::NewCalls)
                          .advanced())
    TURNPIKE_PROPERTY(int, handshakesPerPrefix, 300,
                      help("TLS and DTLS handshakes a second that clients of one network (IPv4 /24, IPv6 "
                           "/56) may begin on each server; 0: no limit.")
                          .label("Handshakes of a network")
                          .range(0, 1000000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, handshakesTotal, 1000,
                      help("TLS and DTLS handshakes a second that clients of all networks may begin on each "
                           "server; 0: no limit. A network from which a call was made within the last hour "
                           "does not wait for the others.")
                          .label("Handshakes in all")
                          .range(0, 1000000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, strangerConnections, 1000,
                      help("TCP connections without a call on each server: beyond these the one that was "
                           "silent longest ends for a new one; 0: no limit.")
                          .label("TCP connections of strangers")
                          .range(0, 1000000)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(int, strangerMessageBytes, 2048,
                      help("Bytes of the longest message from a client that has no call yet.")
                          .label("Message of a stranger")
                          .range(576, 65535)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(
        int, strangerPendingBytes, 16384,
        help("Bytes of answers that may wait on a TCP connection without a call until the client "
             "reads them; beyond these it is closed.")
            .label("Unread answers of a stranger")
            .range(2048, 1048576)
            .effect(Effect::Live)
            .advanced())
};

struct EdgePeers {
    TURNPIKE_CLASS(EdgePeers)
    TURNPIKE_PROPERTY(NetworkList, deny, {},
                      help("Networks that clients may not reach.").effect(Effect::Live))
    TURNPIKE_PROPERTY(
        NetworkList, allow, {},
        help("Networks that clients may reach even though they are special, or this machine's own; "
             "the most specific rule wins, deny wins a tie.")
            .effect(Effect::Live))
    TURNPIKE_PROPERTY(bool, allowPrivate, false,
                      help("Let clients reach private networks (RFC 1918, RFC 6598, unique local).")
                          .label("Allow private networks")
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(
        bool, allowRelayToRelay, true,
        help("Let two clients of this relay talk to each other through it. Of its addresses only ports "
             "that carry a call are open.")
            .label("Allow relay to relay")
            .effect(Effect::Live))
};

struct EdgeClients {
    TURNPIKE_CLASS(EdgeClients)
    TURNPIKE_PROPERTY(
        NetworkList, allow, {},
        help("Networks that clients may come from; empty: from everywhere.").effect(Effect::Live))
    TURNPIKE_PROPERTY(NetworkList, deny, {},
                      help("Networks that clients may not come from.").effect(Effect::Live))
};

/// A long-term user; only the derived key is kept.
struct EdgeUser {
    TURNPIKE_CLASS(EdgeUser)
    TURNPIKE_PROPERTY(
        QString, name, {},
        help("What the client signs in with. A user who is removed makes no new call and prolongs "
             "none; a call that is up runs out at the end of its lifetime.")
            .format(TextFormat::UserName)
            .required()
            .effect(Effect::Live))
    TURNPIKE_PROPERTY(
        QString, key, {},
        help("Hexadecimal digits: 32 of MD5(user:realm:password), then 64 of its SHA-256; a key "
             "made elsewhere may be the first 32 alone. Set it with a password.")
            .format(TextFormat::HexKey)
            .secret()
            .required()
            .effect(Effect::Live))
};

/// A secret that time-limited credentials are signed with.
struct EdgeSharedSecret {
    TURNPIKE_CLASS(EdgeSharedSecret)
    TURNPIKE_PROPERTY(
        QString, name, {},
        help("Short name, for rotation.").format(TextFormat::Name).required().effect(Effect::Live))
    TURNPIKE_PROPERTY(QString, secret, {},
                      help("24 random characters or more; known to the service that issues credentials. "
                           "Empty when a file holds it.")
                          .secret()
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(
        QString, secretFile, {},
        help("File on the relay with the secret, one a line, noticed when it is replaced; a name alone "
             "is a credential of the relay's unit (LoadCredential=). Only this name is kept here.")
            .format(TextFormat::FilePath)
            .effect(Effect::Live))
};

/// Users who stand in a file of the relay's machine instead of the configuration.
struct EdgeUserFile {
    TURNPIKE_CLASS(EdgeUserFile)
    TURNPIKE_PROPERTY(
        QString, name, {},
        help("Short name of this entry.").format(TextFormat::Name).required().effect(Effect::Live))
    TURNPIKE_PROPERTY(
        QString, file, {},
        help("File on the relay with one NAME:PASSWORD a line, noticed when it is replaced; a name "
             "alone is a credential of the relay's unit (LoadCredential=).")
            .format(TextFormat::FilePath)
            .required()
            .effect(Effect::Live))
};

/// A key shared with an OAuth authorization server (RFC 7635).
struct EdgeOAuthKey {
    TURNPIKE_CLASS(EdgeOAuthKey)
    TURNPIKE_PROPERTY(QString, name, {},
                      help("Key id (kid), which clients with a token sign in with.")
                          .format(TextFormat::UserName)
                          .required()
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(QString, key, {},
                      help("Base64 of the bytes that the authorization server encrypts tokens with: 32 for "
                           "AES-256-GCM, 16 for AES-128-GCM.")
                          .secret()
                          .required()
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(QString, validFrom, {},
                      help("Tokens of this key are taken from this moment on; empty: at once.")
                          .format(TextFormat::Moment)
                          .placeholder("2026-01-01T00:00:00Z")
                          .effect(Effect::Live))
    TURNPIKE_PROPERTY(QString, validUntil, {},
                      help("Tokens of this key begin no call from this moment on; empty: no end.")
                          .format(TextFormat::Moment)
                          .placeholder("2026-12-31T23:59:59Z")
                          .effect(Effect::Live))
};

struct EdgeCredentials {
    TURNPIKE_CLASS(EdgeCredentials)
    TURNPIKE_PROPERTY(QList<EdgeUser>, users, {}, help("Users with a password of their own."))
    TURNPIKE_PROPERTY(QList<EdgeUserFile>, userFiles, {},
                      help("Files on the relay with further users; whoever stands in the list of users, too, "
                           "has the password of the list."))
    TURNPIKE_PROPERTY(
        QList<EdgeSharedSecret>, sharedSecrets, {},
        help("Secrets for time-limited credentials (\"TURN REST\"); several while one is being replaced."))
    TURNPIKE_PROPERTY(bool, avTokens, true,
                      help("Accept tokens of the A/V authentication service.")
                          .label("A/V tokens")
                          .effect(Effect::NotServed)
                          .promised())
    TURNPIKE_PROPERTY(
        QList<EdgeOAuthKey>, oauthKeys, {},
        help("Keys shared with OAuth authorization servers (RFC 7635); several while one is being replaced. "
             "Limits of a user count the holders of tokens one by one.")
            .label("OAuth keys")
            .advanced())
    TURNPIKE_PROPERTY(QString, oauthServerName, {},
                      help("What authorization servers make tokens for, and clients are told; empty: the "
                           "realm.")
                          .label("OAuth server name")
                          .format(TextFormat::Realm)
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(
        seconds, refreshAfterExpiry, seconds{86400},
        help("How long a running call may still be prolonged after its credential or token has expired "
             "or was replaced by another password, secret or key; 0: not at all. A client can always end "
             "its call.")
            .label("Running calls after expiry")
            .range(0, 2592000)
            .unit(Unit::Seconds)
            .effect(Effect::Live))
    TURNPIKE_PROPERTY(QString, separator, QStringLiteral(":"),
                      help("What stands between the date and the person in the name of a time-limited "
                           "credential.")
                          .label("Separator in time-limited names")
                          .format(TextFormat::Separator)
                          .required()
                          .effect(Effect::Live)
                          .advanced())
};

/// The relay of a site.
struct AvEdge {
    TURNPIKE_CLASS(AvEdge)
    TURNPIKE_PROPERTY(
        QString, realm, {},
        help("Realm that clients authenticate in; changing it voids all derived keys for new calls. "
             "Running calls keep the realm they began with.")
            .format(TextFormat::Realm)
            .required()
            .effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(Port, udpPort, Port{3478},
                      help("STUN and TURN over UDP.")
                          .label("UDP port")
                          .effect(Effect::Rebind)
                          .wmi("MSFT_SIPMediaRelayNetworkInterfaceData.UDPPort"))
    TURNPIKE_PROPERTY(Port, tcpPort, Port{443},
                      help("STUN and TURN over TCP.")
                          .label("TCP port")
                          .effect(Effect::Rebind)
                          .wmi("MSFT_SIPMediaRelayNetworkInterfaceData.TCPPort"))
    TURNPIKE_PROPERTY(
        Port, tlsPort, Port{5349},
        help("STUN and TURN over TLS and DTLS. It may be the TCP or the UDP port: the first byte tells "
             "encrypted clients apart.")
            .label("TLS port")
            .effect(Effect::Rebind))
    TURNPIKE_PROPERTY(PortRange, relayPorts, (PortRange{Port{50000}, Port{59999}}),
                      help("Ports through which calls leave; firewalls must let them pass, UDP and TCP.")
                          .effect(Effect::NewCalls)
                          .wmi("MSFT_SIPMediaRelayNetworkInterfaceData.AllocateStartPort"))
    TURNPIKE_PROPERTY(
        bool, ipv6, false,
        help("Also relay over IPv6, through the IPv6 relay address of each server: clients may have "
             "an address of each family.")
            .label("IPv6")
            .effect(Effect::NewCalls))
    TURNPIKE_PROPERTY(
        bool, tcpRelay, false,
        help("Let clients that come over TCP or TLS have TCP connections with peers (RFC 6062), "
             "from either side.")
            .label("TCP relay")
            .effect(Effect::NewCalls)
            .advanced())
    TURNPIKE_PROPERTY(bool, mobility, false,
                      help("Let a call follow its client to another address, as from wireless to mobile "
                           "networks (RFC 8016). Only clients that ask for it get a ticket to move with.")
                          .effect(Effect::Live)
                          .advanced())
    TURNPIKE_PROPERTY(
        NetworkList, proxyProtocolSources, {},
        help("Networks of balancers that begin each connection over TCP or TLS with a PROXY header "
             "(version 1 or 2), which tells whose it is. Without one a connection from there is refused, "
             "and with one a connection from elsewhere.")
            .label("Balancers with PROXY protocol")
            .effect(Effect::NewCalls)
            .advanced())
    TURNPIKE_PROPERTY(EdgeTransports, transports, {}, help("Ways in which clients may reach the relay."))
    TURNPIKE_PROPERTY(EdgeDialects, dialects, {}, help("Languages that clients may speak."))
    TURNPIKE_PROPERTY(NatDiscovery, natDiscovery, {},
                      help("Tests by which clients learn how their NAT behaves.").label("NAT discovery"))
    TURNPIKE_PROPERTY(EdgeLifetimes, lifetimes, {}, help("How long things live."))
    TURNPIKE_PROPERTY(EdgeLimits, limits, {}, help("How much is allowed."))
    TURNPIKE_PROPERTY(EdgePeers, peers, {}, help("Whom clients may reach."))
    TURNPIKE_PROPERTY(EdgeClients, clients, {}, help("Who may be a client."))
    TURNPIKE_PROPERTY(EdgeCredentials, credentials, {}, help("Who may use the relay."))
    TURNPIKE_PROPERTY(QList<EdgeCertificate>, certificates, {}, help("Certificates for TLS and DTLS."))
};

/// What tokens say where the relays are.
struct MediaRelayFqdn {
    TURNPIKE_CLASS(MediaRelayFqdn)
    TURNPIKE_PROPERTY(
        QString, internet, {},
        help("Relay name for clients outside.").format(TextFormat::HostName).effect(Effect::NotServed))
    TURNPIKE_PROPERTY(
        QString, intranet, {},
        help("Relay name for clients inside.").format(TextFormat::HostName).effect(Effect::NotServed))
};

/// The service behind port 5062.
struct AvAuthentication {
    TURNPIKE_CLASS(AvAuthentication)
    TURNPIKE_PROPERTY(bool, enabled, false,
                      help("Answer requests for tokens on the internal address.").effect(Effect::NotServed))
    TURNPIKE_PROPERTY(Port, port, Port{5062}, help("TCP port, mutual TLS.").effect(Effect::NotServed))
    TURNPIKE_PROPERTY(QString, certificateFile, {},
                      help("PEM file; its key signs the tokens, so all servers of a site need the same.")
                          .label("Certificate")
                          .format(TextFormat::FilePath)
                          .wmi("MSFT_SIPMediaRelaySetting.BankCertSN")
                          .effect(Effect::NotServed))
    TURNPIKE_PROPERTY(
        QString, keyFile, {},
        help("PEM file with the private key.").format(TextFormat::FilePath).effect(Effect::NotServed))
    TURNPIKE_PROPERTY(minutes, tokenLifetime, minutes{480},
                      help("Longest lifetime of a token.")
                          .range(1, 480)
                          .unit(Unit::Minutes)
                          .effect(Effect::NotServed)
                          .wmi("MSFT_SIPMediaRelaySetting.MaximumTokenLifetime"))
    TURNPIKE_PROPERTY(minutes, keyRotation, minutes{480},
                      help("How often the signing key is replaced; the old one stays valid for one lifetime.")
                          .range(1, 10080)
                          .unit(Unit::Minutes)
                          .advanced()
                          .effect(Effect::NotServed))
    TURNPIKE_PROPERTY(MediaRelayFqdn, mediaRelayFqdn, {},
                      help("What tokens say where the relays are.").label("Media relay names"))
};

} // namespace turnpike::model
