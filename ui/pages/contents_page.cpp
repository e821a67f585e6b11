// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/contents_page.h"

#include "core/validation/served.h"
#include "ui/forms/problem_notes.h"
#include "ui/style/theme.h"
#include "ui/workspace/value_text.h"
#include "ui/workspace/workspace.h"

#include <QCoreApplication>
#include <QGridLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;
using model::Deployment;
using validation::works;

namespace {

constexpr int kColumns = 2;

struct ContentsPageWords {
    Q_DECLARE_TR_FUNCTIONS(ContentsPage)
};

int asInt(qsizetype number)
{
    return static_cast<int>(number);
}

template <class Entry>
const Entry *named(const QList<Entry> &entries, const QString &name)
{
    const auto found = std::find_if(entries.cbegin(), entries.cend(),
                                    [&name](const Entry &entry) { return entry.name == name; });
    return found != entries.cend() ? &*found : nullptr;
}

template <class Entry>
QString namesOf(const QList<Entry> &entries)
{
    QStringList names;
    for (const Entry &entry : entries)
        names << entry.name;
    return names.join(u", ");
}

template <class Enum>
QString choice(Enum value)
{
    const auto type = model::ValueType::of<Enum>();
    return choiceText(type, type.toText(QVariant::fromValue(value)));
}

QString joined(const QStringList &parts)
{
    QStringList present = parts;
    present.removeAll(QString());
    return present.join(u" · ");
}

QString text(const IpAddress &address)
{
    return QString::fromStdString(address.toString());
}

QString filterSummary(const model::InstantMessageFilter &filter)
{
    const QString links = filter.url.enabled
                              ? ContentsPageWords::tr("Links: %1.").arg(choice(filter.url.action).toLower())
                              : ContentsPageWords::tr("Links are not filtered.");
    if (!filter.fileTransfer.enabled)
        return links % u' ' % ContentsPageWords::tr("Files are not filtered.");
    return links % u' ' %
           (filter.fileTransfer.action == model::FileFilterAction::blockAll
                ? ContentsPageWords::tr("Files: every file is blocked, meeting handouts too.")
                : ContentsPageWords::tr("Files: %n type(s) are blocked.", nullptr,
                                        asInt(filter.fileTransfer.extensions.size())));
}

QString transportsSummary(const model::AvEdge &edge)
{
    const auto at = [](const char *name, const Port &port) -> QString {
        return QString::fromLatin1(name) % u' ' % QString::number(port.value);
    };
    return joined(
        {works(edge.transports, u"udp") ? at("UDP", edge.udpPort) : QString(),
         works(edge.transports, u"tcp") ? at("TCP", edge.tcpPort) : QString(),
         works(edge.transports, u"tls") ? at("TLS", edge.tlsPort) : QString(),
         works(edge.transports, u"dtls") ? at("DTLS", edge.tlsPort) : QString(),
         ContentsPageWords::tr("relay ports %1").arg(QString::fromStdString(edge.relayPorts.toString()))});
}

} // namespace

ContentsPage::ContentsPage(Workspace &workspace, const PropertyPath &path, const QString &summary,
                           QWidget *parent)
    : FormPage(workspace, path, summary, parent)
{
    column()->addWidget(new ProblemNotes(workspace, path, this));
    auto *cards = new QWidget(this);
    m_cards = new QGridLayout(cards);
    m_cards->setContentsMargins({});
    m_cards->setSpacing(Theme::kBetweenFields);
    for (int i = 0; i < kColumns; ++i)
        m_cards->setColumnStretch(i, 1);
    column()->addWidget(cards);
}

LinkCard *ContentsPage::addCard(const PropertyPath &path, const QString &icon, const QString &title,
                                LinkCard::Summary summary)
{
    auto *card = new LinkCard(workspace(), path, icon, title, std::move(summary), this);
    m_cards->addWidget(card, m_count / kColumns, m_count % kColumns);
    ++m_count;
    return card;
}

bool ContentsPage::reveal(const PropertyPath &target)
{
    if (target != path())
        return false;
    if (auto *first = findChild<LinkCard *>())
        first->setFocus(Qt::OtherFocusReason);
    return true;
}

std::unique_ptr<Page> makeForestOverview(Workspace &workspace, QWidget *parent)
{
    const PropertyPath forest = PropertyPath::of(u"forest");
    auto page = std::make_unique<ContentsPage>(
        workspace, forest, ContentsPageWords::tr("What holds for the whole organisation."), parent);
    page->addCard(forest.child(u"sipDomains"_s), u"forest"_s, ContentsPageWords::tr("SIP domains"),
                  [](const Deployment &deployment) {
                      return deployment.forest.sipDomains.isEmpty()
                                 ? ContentsPageWords::tr("No domain yet: nobody can sign in.")
                                 : deployment.forest.sipDomains.join(u", ");
                  });
    page->addCard(forest.child(u"avAuthenticationServices"_s), u"key"_s,
                  ContentsPageWords::tr("Edge servers"), [](const Deployment &deployment) -> QString {
                      const auto edges = deployment.forest.accessEdges.size() +
                                         deployment.forest.webConferencingEdges.size();
                      return ContentsPageWords::tr("%n trusted edge server(s).", nullptr, asInt(edges)) %
                             u' ' %
                             ContentsPageWords::tr("%n A/V authentication service(s).", nullptr,
                                                   asInt(deployment.forest.avAuthenticationServices.size()));
                  });
    page->addCard(forest.child(u"federation"_s), u"connection"_s, ContentsPageWords::tr("Federation"),
                  [](const Deployment &deployment) {
                      const model::Federation &federation = deployment.forest.federation;
                      return federation.enabled
                                 ? ContentsPageWords::tr("On, through %1.").arg(federation.accessEdgeFqdn)
                                 : ContentsPageWords::tr("Off: no calls to or from other organisations.");
                  })
        ->setTarget(forest.child(u"federation"_s).child(u"enabled"_s));
    page->addCard(PropertyPath::of(u"directories"), u"directory"_s, ContentsPageWords::tr("Directories"),
                  [](const Deployment &deployment) {
                      return deployment.directories.isEmpty()
                                 ? ContentsPageWords::tr("None: address books have nothing to read.")
                                 : namesOf(deployment.directories);
                  });
    return page;
}

std::unique_ptr<Page> makePoolOverview(Workspace &workspace, const PropertyPath &path, QWidget *parent)
{
    auto page = std::make_unique<ContentsPage>(
        workspace, path, ContentsPageWords::tr("A group of front-end servers with the settings they share."),
        parent);
    // A card outlives its pool for a moment when the pool is removed.
    const auto of = [name = path.steps().last().key](auto summary) {
        return [name, summary](const Deployment &deployment) {
            const model::Pool *pool = named(deployment.pools, name);
            return pool != nullptr ? summary(*pool) : QString();
        };
    };
    page->addCard(path.child(u"fqdn"_s), u"pool"_s, ContentsPageWords::tr("General"),
                  of([](const model::Pool &pool) {
                      return joined({pool.fqdn, choice(pool.edition), text(pool.address)});
                  }));
    page->addCard(path.child(u"frontEnds"_s), u"front-end"_s, ContentsPageWords::tr("Front ends"),
                  of([](const model::Pool &pool) {
                      return pool.frontEnds.isEmpty() ? ContentsPageWords::tr("No servers yet.")
                                                      : namesOf(pool.frontEnds);
                  }));
    page->addCard(path.child(u"imFilter"_s), u"filter"_s, ContentsPageWords::tr("Instant-message filter"),
                  of([](const model::Pool &pool) { return filterSummary(pool.imFilter); }))
        ->setTarget(path.child(u"imFilter"_s));
    page->addCard(path.child(u"addressBook"_s), u"address-book"_s, ContentsPageWords::tr("Address book"),
                  of([](const model::Pool &pool) {
                      return pool.addressBook.directory.isEmpty()
                                 ? ContentsPageWords::tr("No directory selected: nothing to search.")
                                 : ContentsPageWords::tr("Made every night at %1 from %2.")
                                       .arg(pool.addressBook.runTime.toString(u"HH:mm"_s),
                                            pool.addressBook.directory);
                  }));
    page->addCard(
        path.child(u"webComponents"_s), u"web"_s, ContentsPageWords::tr("Web components"),
        of([](const model::Pool &pool) {
            return pool.webComponents.externalFqdn.isEmpty()
                       ? ContentsPageWords::tr("No external name: meetings fail for people outside.")
                       : ContentsPageWords::tr("Published as %1.").arg(pool.webComponents.externalFqdn);
        }));
    page->addCard(path.child(u"avConferencing"_s), u"audio-video"_s,
                  ContentsPageWords::tr("A/V conferencing"), of([](const model::Pool &pool) {
                      return pool.avConferencing.avAuthenticationService.isEmpty()
                                 ? ContentsPageWords::tr(
                                       "No A/V authentication service: calls cannot cross the edge.")
                                 : ContentsPageWords::tr("Credentials from %1. Encryption: %2.")
                                       .arg(pool.avConferencing.avAuthenticationService,
                                            choice(pool.avConferencing.encryption).toLower());
                  }));
    page->addCard(path.child(u"updateServer"_s), u"update"_s, ContentsPageWords::tr("Update server"),
                  of([](const model::Pool &pool) {
                      return pool.updateServer.enabled
                                 ? ContentsPageWords::tr("Phones find updates.")
                                 : ContentsPageWords::tr("Off: phones are offered no updates.");
                  }));
    page->addCard(path.child(u"monitoring"_s), u"monitoring"_s, ContentsPageWords::tr("Monitoring"),
                  of([](const model::Pool &pool) {
                      return pool.monitoring.qualityReports
                                 ? ContentsPageWords::tr("Quality reports are kept for %n day(s).", nullptr,
                                                         pool.monitoring.daysToKeep)
                                 : ContentsPageWords::tr("No quality reports are collected.");
                  }));
    return page;
}

std::unique_ptr<Page> makeSiteOverview(Workspace &workspace, const PropertyPath &path, QWidget *parent)
{
    auto page = std::make_unique<ContentsPage>(
        workspace, path, ContentsPageWords::tr("Edge servers that serve one name together."), parent);
    const auto of = [name = path.steps().last().key](auto summary) {
        return [name, summary](const Deployment &deployment) {
            const model::EdgeSite *site = named(deployment.edgeSites, name);
            return site != nullptr ? summary(*site) : QString();
        };
    };
    page->addCard(path.child(u"topology"_s), u"edge-site"_s, ContentsPageWords::tr("General"),
                  of([](const model::EdgeSite &site) {
                      return joined({site.externalFqdn, choice(site.topology)});
                  }));
    page->addCard(path.child(u"avEdge"_s), u"audio-video"_s, ContentsPageWords::tr("A/V edge"),
                  of([](const model::EdgeSite &site) { return transportsSummary(site.avEdge); }));
    page->addCard(path.child(u"avAuthentication"_s), u"key"_s, ContentsPageWords::tr("A/V authentication"),
                  of([](const model::EdgeSite &site) {
                      const model::AvAuthentication &service = site.avAuthentication;
                      if (!service.enabled)
                          return ContentsPageWords::tr("Off: no tokens for Office Communicator clients.");
                      const QString text =
                          works(service, u"enabled")
                              ? ContentsPageWords::tr("Issues tokens on port %1, valid for %2 min at most.")
                              : ContentsPageWords::tr(
                                    "Port %1, tokens of %2 min at most: kept, but this version issues none.");
                      return text.arg(service.port.value).arg(service.tokenLifetime.count());
                  }));
    const PropertyPath servers = path.child(u"servers"_s);
    page->addCard(servers, u"server"_s, ContentsPageWords::tr("Servers"), of([](const model::EdgeSite &site) {
                      return site.servers.isEmpty() ? ContentsPageWords::tr("No servers yet.")
                                                    : ContentsPageWords::tr("%n server(s).", nullptr,
                                                                            asInt(site.servers.size()));
                  }));
    for (const QString &name : document::entryNames(*workspace.document().working(), servers)) {
        page->addCard(
            servers.entry(name), u"server"_s, name, of([name](const model::EdgeSite &site) {
                const model::EdgeServer *server = named(site.servers, name);
                if (server == nullptr)
                    return QString();
                return joined(
                    {server->enabled ? QString() : ContentsPageWords::tr("not in service"),
                     text(server->externalAddress),
                     server->publicAddress.isNone()
                         ? QString()
                         : ContentsPageWords::tr("clients are told %1").arg(text(server->publicAddress))});
            }));
    }
    return page;
}

} // namespace turnpike::ui
