// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/av_edge_page.h"

#include "ui/pages/served_certificates.h"
#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;
using model::Deployment;

AvEdgePage::AvEdgePage(Workspace &workspace, const PropertyPath &avEdge, QWidget *parent)
    : FormPage(workspace, avEdge, tr("The relay for audio and video, shared by every server of the site."),
               parent)
{
    addListening();
    addCertificates();
    addRelaying();
    addAccess();
    addCredentials();
}

void AvEdgePage::addListening()
{
    FormColumn *tab = addTab(tr("Listening"));
    const PropertyPath transports = path().child(u"transports"_s);
    const auto isOn = [](const PropertyPath &one, const PropertyPath &other) {
        return [one, other](const Deployment &deployment) {
            const auto first = document::valueAt(deployment, one);
            const auto second = document::valueAt(deployment, other);
            return (first && first->toBool()) || (second && second->toBool());
        };
    };
    const auto transport = [&transports](const QString &name) { return transports.child(name); };

    FieldGroup *ways = tab->addGroup(tr("How clients reach the relay"),
                                     tr("On the external address of every server of the site."));
    ways->addProblemsOf(path());
    ways->addProblemsOf(transports);
    ways->addField(transport(u"udp"_s));
    ways->addField(path().child(u"udpPort"_s))
        ->setUsableWhile(isOn(transport(u"udp"_s), transport(u"udp"_s)), tr("Applies while UDP is on."));
    ways->addField(transport(u"tcp"_s));
    ways->addField(path().child(u"tcpPort"_s),
                   {{}, tr("STUN and TURN over TCP. 443 passes nearly every firewall.")})
        ->setUsableWhile(isOn(transport(u"tcp"_s), transport(u"pseudoTls"_s)),
                         tr("Applies while TCP is on."));
    ways->addField(transport(u"tls"_s));
    ways->addField(transport(u"dtls"_s));
    ways->addField(path().child(u"tlsPort"_s))
        ->setUsableWhile(isOn(transport(u"tls"_s), transport(u"dtls"_s)),
                         tr("Applies while TLS or DTLS is on."));
    ways->addField(path().child(u"ipv6"_s));
    ways->addAdvancedField(transport(u"pseudoTls"_s));
    ways->addAdvancedField(path().child(u"proxyProtocolSources"_s))
        ->setUsableWhile(isOn(transport(u"tcp"_s), transport(u"tls"_s)),
                         tr("Applies while TCP or TLS is on."));

    tab->addGroup(tr("Dialects"), tr("Languages that clients may speak on the same ports."))
        ->addFieldsOf(path().child(u"dialects"_s));

    const PropertyPath discovery = path().child(u"natDiscovery"_s);
    FieldGroup *nat = tab->addGroup(tr("NAT discovery"));
    nat->addProblemsOf(discovery);
    nat->addField(discovery.child(u"enabled"_s));
    const PropertyPath enabled = discovery.child(u"enabled"_s);
    nat->addField(discovery.child(u"alternateAddress"_s))
        ->setUsableWhile(isOn(enabled, enabled), tr("Applies while NAT discovery is on."));
}

void AvEdgePage::addCertificates()
{
    ObjectListOptions options;
    options.emptyText = tr("No certificate yet: TLS and DTLS cannot be offered.");
    options.columnTitles = {{u"names"_s, tr("Kept for", "column: the host names that a certificate is for")}};
    FieldGroup *certificates =
        addTab(tr("Certificates"))
            ->addGroup(tr("Certificates for TLS and DTLS"),
                       tr("Chosen by the name a client asks for; renewed files are noticed."));
    certificates->addList(path().child(u"certificates"_s), options);
    certificates->addWidget(new ServedCertificates(workspace(), path(), this));
}

void AvEdgePage::addRelaying()
{
    FormColumn *tab = addTab(tr("Relaying"));
    FieldGroup *relaying = tab->addGroup(tr("Relay ports"));
    relaying->addField(path().child(u"relayPorts"_s));
    relaying->addAdvancedField(path().child(u"tcpRelay"_s));
    relaying->addAdvancedField(path().child(u"mobility"_s));
    const PropertyPath limits = path().child(u"limits"_s);
    FieldGroup *limitGroup =
        tab->addGroup(tr("Limits"), tr("How much a call, a user and a server may take. 0 is no limit."));
    limitGroup->addProblemsOf(limits);
    limitGroup->addFieldsOf(limits);
    const PropertyPath lifetimes = path().child(u"lifetimes"_s);
    FieldGroup *lifetimeGroup = tab->addGroup(tr("Lifetimes"));
    lifetimeGroup->addProblemsOf(lifetimes);
    lifetimeGroup->addFieldsOf(lifetimes);
}

void AvEdgePage::addAccess()
{
    FormColumn *tab = addTab(tr("Peers and clients"));
    const PropertyPath peers = path().child(u"peers"_s);
    FieldGroup *peerGroup = tab->addGroup(tr("Peers: whom clients may reach through the relay"),
                                          tr("Loopback, link-local, multicast and other special networks are "
                                             "closed, in every embedded form. The most "
                                             "specific rule wins; deny wins a tie."));
    peerGroup->addProblemsOf(peers);
    for (const auto &property : {u"allowPrivate"_s, u"allowRelayToRelay"_s, u"allow"_s, u"deny"_s})
        peerGroup->addField(peers.child(property));
    const PropertyPath clients = path().child(u"clients"_s);
    FieldGroup *clientGroup = tab->addGroup(tr("Clients: who may come"));
    clientGroup->addProblemsOf(clients);
    clientGroup->addFieldsOf(clients);
}

void AvEdgePage::addCredentials()
{
    FormColumn *tab = addTab(tr("Credentials"));
    const PropertyPath credentials = path().child(u"credentials"_s);
    FieldGroup *general = tab->addGroup(tr("Authentication"));
    general->addProblemsOf(credentials);
    general->addField(path().child(u"realm"_s));
    general->addField(credentials.child(u"avTokens"_s));
    general->addField(credentials.child(u"refreshAfterExpiry"_s));
    general->addAdvancedField(credentials.child(u"separator"_s));

    ObjectListOptions options;
    options.emptyText = tr("No user with a password of their own.");
    tab->addGroup(tr("Users"), tr("Users with a password of their own. Only a key derived from it is kept."))
        ->addList(credentials.child(u"users"_s), options);
    options.emptyText = tr("No file: all users stand in the list.");
    tab->addGroup(tr("Files of users"), tr("On the relay; the configuration keeps their names only."))
        ->addList(credentials.child(u"userFiles"_s), options);
    options.emptyText = tr("No shared secret: time-limited credentials are refused.");
    tab->addGroup(tr("Shared secrets"), tr("A service that knows one issues time-limited credentials (\"TURN "
                                           "REST\"). Keep two while one is "
                                           "being replaced."))
        ->addList(credentials.child(u"sharedSecrets"_s), options);
    options.emptyText = tr("No OAuth key: OAuth tokens are refused.");
    FieldGroup *oauth = tab->addGroup(
        tr("OAuth keys"), tr("Shared with OAuth authorization servers (RFC 7635), which give clients tokens. "
                             "Keep two while one "
                             "is being replaced. The holder of a token is counted as a user of their own."));
    oauth->addList(credentials.child(u"oauthKeys"_s), options);
    oauth->addAdvancedField(credentials.child(u"oauthServerName"_s));
}

} // namespace turnpike::ui
