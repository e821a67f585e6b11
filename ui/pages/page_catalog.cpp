// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/page_catalog.h"

#include "ui/pages/address_book_page.h"
#include "ui/pages/av_authentication_page.h"
#include "ui/pages/av_conferencing_page.h"
#include "ui/pages/av_edge_page.h"
#include "ui/pages/contents_page.h"
#include "ui/pages/edge_server_page.h"
#include "ui/pages/global_properties_page.h"
#include "ui/pages/message_filter_page.h"
#include "ui/pages/plain_pages.h"
#include "ui/pages/web_components_page.h"
#include "ui/workspace/workspace.h"

#include <QCoreApplication>
#include <QHash>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

const QString kForest = u"forest"_s;
const QString kGlobal = u"forest#global"_s;

struct PageCatalogWords {
    Q_DECLARE_TR_FUNCTIONS(PageCatalog)
};

PageNode nodeOf(const PropertyPath &path, const QString &text, const QString &icon,
                std::vector<PageNode> children = {}, const QString &suffix = {})
{
    return {path.toString() % suffix, text, icon, path, std::move(children)};
}

PageNode poolNode(const model::Pool &pool)
{
    const PropertyPath path = PropertyPath::of(u"pools").entry(pool.name);
    return nodeOf(
        path, pool.name, u"pool"_s,
        {nodeOf(path, PageCatalogWords::tr("General"), u"information"_s, {}, u"#general"_s),
         nodeOf(path.child(u"frontEnds"_s), PageCatalogWords::tr("Front ends"), u"front-end"_s),
         nodeOf(path.child(u"imFilter"_s), PageCatalogWords::tr("Instant-message filter"), u"filter"_s),
         nodeOf(path.child(u"addressBook"_s), PageCatalogWords::tr("Address book"), u"address-book"_s),
         nodeOf(path.child(u"webComponents"_s), PageCatalogWords::tr("Web components"), u"web"_s),
         nodeOf(path.child(u"avConferencing"_s), PageCatalogWords::tr("A/V conferencing"), u"audio-video"_s),
         nodeOf(path.child(u"updateServer"_s), PageCatalogWords::tr("Update server"), u"update"_s),
         nodeOf(path.child(u"monitoring"_s), PageCatalogWords::tr("Monitoring"), u"monitoring"_s)});
}

PageNode siteNode(const model::EdgeSite &site)
{
    const PropertyPath path = PropertyPath::of(u"edgeSites").entry(site.name);
    const PropertyPath servers = path.child(u"servers"_s);
    std::vector<PageNode> serverNodes;
    for (const model::EdgeServer &server : site.servers)
        serverNodes.push_back(nodeOf(servers.entry(server.name), server.name, u"server"_s));
    return nodeOf(
        path, site.name, u"edge-site"_s,
        {nodeOf(path, PageCatalogWords::tr("General"), u"information"_s, {}, u"#general"_s),
         nodeOf(path.child(u"avEdge"_s), PageCatalogWords::tr("A/V edge"), u"audio-video"_s),
         nodeOf(path.child(u"avAuthentication"_s), PageCatalogWords::tr("A/V authentication"), u"key"_s),
         nodeOf(servers, PageCatalogWords::tr("Servers"), u"server"_s, std::move(serverNodes))});
}

} // namespace

std::vector<PageNode> configurationTree(const model::Deployment &deployment)
{
    std::vector<PageNode> directories;
    for (const model::Directory &directory : deployment.directories) {
        directories.push_back(
            nodeOf(PropertyPath::of(u"directories").entry(directory.name), directory.name, u"directory"_s));
    }
    std::vector<PageNode> pools;
    for (const model::Pool &pool : deployment.pools)
        pools.push_back(poolNode(pool));
    std::vector<PageNode> sites;
    for (const model::EdgeSite &site : deployment.edgeSites)
        sites.push_back(siteNode(site));

    const PropertyPath forest = PropertyPath::of(kForest);
    return {nodeOf(forest, PageCatalogWords::tr("Forest"), u"forest"_s,
                   {{kGlobal, PageCatalogWords::tr("Global properties"), u"information"_s, forest, {}},
                    nodeOf(PropertyPath::of(u"directories"), PageCatalogWords::tr("Directories"),
                           u"directory"_s, std::move(directories))}),
            nodeOf(PropertyPath::of(u"pools"), PageCatalogWords::tr("Pools"), u"pool"_s, std::move(pools)),
            nodeOf(PropertyPath::of(u"edgeSites"), PageCatalogWords::tr("Edge sites"), u"edge-site"_s,
                   std::move(sites)),
            nodeOf(PropertyPath::of(u"management"), PageCatalogWords::tr("Management"), u"management"_s)};
}

std::unique_ptr<Page> makePage(const PageNode &node, Workspace &workspace, QWidget *parent)
{
    if (!document::resolve(*workspace.document().working(), node.path))
        return nullptr;
    const auto &steps = node.path.steps();
    const QString &first = steps.first().property;
    const QString &last = steps.last().property;
    const bool isEntry = !steps.last().key.isEmpty();

    if (node.id == kGlobal)
        return std::make_unique<GlobalPropertiesPage>(workspace, parent);
    if (node.id.endsWith(u"#general"))
        return first == u"pools" ? makePoolGeneralPage(workspace, node.path, parent)
                                 : makeSiteGeneralPage(workspace, node.path, parent);
    if (first == u"forest")
        return makeForestOverview(workspace, parent);
    if (first == u"management")
        return makeManagementPage(workspace, parent);
    if (first == u"directories")
        return isEntry ? makeDirectoryPage(workspace, node.path, parent)
                       : makeDirectoriesPage(workspace, parent);
    if (last == u"pools")
        return isEntry ? makePoolOverview(workspace, node.path, parent) : makePoolsPage(workspace, parent);
    if (last == u"edgeSites")
        return isEntry ? makeSiteOverview(workspace, node.path, parent) : makeSitesPage(workspace, parent);
    if (last == u"servers") {
        if (!isEntry)
            return makeServersPage(workspace, node.path, parent);
        return std::make_unique<EdgeServerPage>(workspace, node.path, parent);
    }
    if (last == u"imFilter")
        return std::make_unique<MessageFilterPage>(workspace, node.path, parent);
    if (last == u"addressBook")
        return std::make_unique<AddressBookPage>(workspace, node.path, parent);
    if (last == u"webComponents")
        return std::make_unique<WebComponentsPage>(workspace, node.path, parent);
    if (last == u"avConferencing")
        return std::make_unique<AvConferencingPage>(workspace, node.path, parent);
    if (last == u"avEdge")
        return std::make_unique<AvEdgePage>(workspace, node.path, parent);
    if (last == u"avAuthentication")
        return std::make_unique<AvAuthenticationPage>(workspace, node.path, parent);
    if (last == u"frontEnds")
        return makeFrontEndsPage(workspace, node.path, parent);
    return makeObjectPage(workspace, node.path, parent);
}

QString pageIdFor(const PropertyPath &path)
{
    if (path.isRoot())
        return kForest;
    const auto &steps = path.steps();
    const QString &first = steps.first().property;
    if (first == u"name")
        return kGlobal;
    if (first == u"forest")
        return steps.size() == 1 ? kForest : kGlobal;
    if (first == u"management")
        return first;

    const PropertyPath list = PropertyPath::of(first);
    if (steps.first().key.isEmpty())
        return list.toString();
    const PropertyPath entry = list.entry(steps.first().key);
    if (first == u"directories" || steps.size() == 1)
        return entry.toString();

    const PropertyPath part = entry.child(steps.at(1).property);
    const QString &name = steps.at(1).property;
    const bool hasPage = first == u"pools"
                             ? name == u"frontEnds" || name == u"imFilter" || name == u"addressBook" ||
                                   name == u"webComponents" || name == u"avConferencing" ||
                                   name == u"updateServer" || name == u"monitoring"
                             : name == u"avEdge" || name == u"avAuthentication" || name == u"servers";
    if (!hasPage)
        return entry.toString() % u"#general";
    if (name == u"servers" && !steps.at(1).key.isEmpty())
        return part.entry(steps.at(1).key).toString();
    return part.toString();
}

} // namespace turnpike::ui
