// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/plain_pages.h"

#include "ui/forms/form_page.h"
#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

#include <QCoreApplication>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

struct PlainPagesWords {
    Q_DECLARE_TR_FUNCTIONS(PlainPages)
};

// A list whose entries have pages of their own.
std::unique_ptr<Page> makeListPage(Workspace &workspace, const PropertyPath &list, const QString &summary,
                                   const QString &emptyText, QWidget *parent)
{
    auto page = std::make_unique<FormPage>(workspace, list, summary, parent);
    ObjectListOptions options;
    options.opensPages = true;
    options.emptyText = emptyText;
    page->column()->addGroup({})->addList(list, options);
    return page;
}

} // namespace

std::unique_ptr<Page> makeDirectoriesPage(Workspace &workspace, QWidget *parent)
{
    return makeListPage(
        workspace, PropertyPath::of(u"directories"),
        PlainPagesWords::tr("Where address books read people from."),
        PlainPagesWords::tr("No directory yet. Add one, then select it in a pool's address book."), parent);
}

std::unique_ptr<Page> makeDirectoryPage(Workspace &workspace, const PropertyPath &directory, QWidget *parent)
{
    auto page = std::make_unique<FormPage>(
        workspace, directory, PlainPagesWords::tr("An LDAP directory with people in it."), parent);
    FieldGroup *connection = page->column()->addGroup(PlainPagesWords::tr("Connection"));
    connection->addProblemsOf(directory);
    for (const auto &property : {u"name"_s, u"url"_s, u"startTls"_s, u"bindDn"_s, u"credential"_s})
        connection->addField(directory.child(property));
    FieldGroup *search = page->column()->addGroup(PlainPagesWords::tr("Search"),
                                                  PlainPagesWords::tr("Which entries become people."));
    for (const auto &property : {u"baseDn"_s, u"filter"_s})
        search->addField(directory.child(property));
    ObjectListOptions options;
    options.emptyText =
        PlainPagesWords::tr("The usual names are used: displayName, mail, telephoneNumber and so on.");
    page->column()
        ->addGroup(PlainPagesWords::tr("Attribute names"),
                   PlainPagesWords::tr("Only where this directory calls an attribute something else."))
        ->addList(directory.child(u"attributes"_s), options);
    return page;
}

std::unique_ptr<Page> makePoolsPage(Workspace &workspace, QWidget *parent)
{
    return makeListPage(workspace, PropertyPath::of(u"pools"),
                        PlainPagesWords::tr("Groups of front-end servers and the settings they share."),
                        PlainPagesWords::tr("No pool yet. Add the first one; every setting has a default."),
                        parent);
}

std::unique_ptr<Page> makePoolGeneralPage(Workspace &workspace, const PropertyPath &pool, QWidget *parent)
{
    auto page = std::make_unique<FormPage>(
        workspace, pool, PlainPagesWords::tr("How this pool is named and reached."), parent);
    page->setSubject(PlainPagesWords::tr("General"));
    FieldGroup *group = page->column()->addGroup({});
    group->addProblemsOf(pool);
    group->addFieldsOf(pool);
    return page;
}

std::unique_ptr<Page> makeFrontEndsPage(Workspace &workspace, const PropertyPath &frontEnds, QWidget *parent)
{
    auto page = std::make_unique<FormPage>(
        workspace, frontEnds,
        PlainPagesWords::tr(
            "The servers of this pool. They may ask every A/V authentication service for credentials."),
        parent);
    ObjectListOptions options;
    options.emptyText =
        PlainPagesWords::tr("No server yet. A Standard Edition pool has one, an Enterprise pool several.");
    page->column()->addGroup({})->addList(frontEnds, options);
    return page;
}

std::unique_ptr<Page> makeSitesPage(Workspace &workspace, QWidget *parent)
{
    return makeListPage(
        workspace, PropertyPath::of(u"edgeSites"),
        PlainPagesWords::tr("Places where edge servers carry calls between inside and outside."),
        PlainPagesWords::tr("No edge site yet. Add one, then its servers."), parent);
}

std::unique_ptr<Page> makeSiteGeneralPage(Workspace &workspace, const PropertyPath &site, QWidget *parent)
{
    auto page = std::make_unique<FormPage>(workspace, site,
                                           PlainPagesWords::tr("How this site is built and named."), parent);
    page->setSubject(PlainPagesWords::tr("General"));
    FieldGroup *group = page->column()->addGroup({});
    group->addProblemsOf(site);
    group->addFieldsOf(site);
    FieldGroup *balancer = page->column()->addGroup(
        PlainPagesWords::tr("Load balancer"),
        PlainPagesWords::tr(
            "The site's names resolve to the balancer; the relay ports stay on each server's own address."));
    const PropertyPath path = site.child(u"loadBalancer"_s);
    balancer->addProblemsOf(path);
    balancer->addField(path.child(u"kind"_s));
    const auto hasBalancer = [path](const model::Deployment &deployment) {
        const auto kind = document::valueAt(deployment, path.child(u"kind"_s));
        return kind && kind->value<model::LoadBalancerKind>() != model::LoadBalancerKind::none;
    };
    for (const auto &property : {u"externalAddress"_s, u"internalAddress"_s})
        balancer->addField(path.child(property))
            ->setUsableWhile(hasBalancer, PlainPagesWords::tr("This site has no balancer."));
    return page;
}

std::unique_ptr<Page> makeServersPage(Workspace &workspace, const PropertyPath &servers, QWidget *parent)
{
    return makeListPage(
        workspace, servers,
        PlainPagesWords::tr("The machines of this site. They share every setting but their addresses."),
        PlainPagesWords::tr("No server yet: nothing relays calls at this site."), parent);
}

std::unique_ptr<Page> makeManagementPage(Workspace &workspace, QWidget *parent)
{
    const PropertyPath path = PropertyPath::of(u"management");
    auto page = std::make_unique<FormPage>(
        workspace, path, PlainPagesWords::tr("How this deployment is managed, and by whom."), parent);
    FieldGroup *access = page->column()->addGroup(PlainPagesWords::tr("Interface"));
    access->addProblemsOf(path);
    access->addFieldsOf(path);
    ObjectListOptions options;
    options.emptyText =
        PlainPagesWords::tr("Nobody is listed. Who pairs with the one-time code becomes administrator.");
    page->column()
        ->addGroup(PlainPagesWords::tr("Roles"),
                   PlainPagesWords::tr(
                       "Viewers read, operators end calls, administrators change the configuration."))
        ->addList(path.child(u"roles"_s), options);
    page->column()
        ->addGroup(PlainPagesWords::tr("Log level"),
                   PlainPagesWords::tr("How much each part writes to the log."))
        ->addFieldsOf(path.child(u"logLevel"_s));
    page->column()
        ->addGroup(PlainPagesWords::tr("Limits"),
                   PlainPagesWords::tr(
                       "How much clients of the interface may take. What is turned away is counted by "
                       "cause in the metrics."))
        ->addFieldsOf(path.child(u"limits"_s));
    return page;
}

std::unique_ptr<Page> makeObjectPage(Workspace &workspace, const PropertyPath &object, QWidget *parent)
{
    const auto place = document::resolve(*workspace.document().working(), object.parent());
    const model::PropertyInfo *property =
        place ? place->objectClass->find(object.steps().last().property) : nullptr;
    auto page = std::make_unique<FormPage>(workspace, object,
                                           property != nullptr ? property->helpText() : QString(), parent);
    page->column()->addForm(object);
    return page;
}

} // namespace turnpike::ui
