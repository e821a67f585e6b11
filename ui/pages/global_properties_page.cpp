// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/global_properties_page.h"

#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

GlobalPropertiesPage::GlobalPropertiesPage(Workspace &workspace, QWidget *parent)
    : FormPage(workspace, PropertyPath::of(u"forest"),
               tr("What holds for every pool and every edge site of the organisation."), parent)
{
    setSubject(tr("Global properties"));
    addGeneral();
    addEdgeServers();
    addFederation();
}

void GlobalPropertiesPage::addGeneral()
{
    FormColumn *tab = addTab(tr("General"));
    FieldGroup *deployment = tab->addGroup(tr("Deployment"));
    deployment->addField(PropertyPath::of(u"name"), {tr("Deployment name"), {}});
    FieldGroup *domains = tab->addGroup(tr("SIP domains"));
    domains->addProblemsOf(path());
    domains->addField(path().child(u"sipDomains"_s));
    domains->addField(path().child(u"defaultSipDomain"_s));
}

void GlobalPropertiesPage::addEdgeServers()
{
    FormColumn *tab = addTab(tr("Edge servers"));
    ObjectListOptions options;
    options.emptyText = tr("No Access Edge server yet: nobody signs in from outside.");
    tab->addGroup(tr("Access Edge servers"),
                  tr("Trusted for signing in, presence and messages from outside."))
        ->addList(path().child(u"accessEdges"_s), options);
    options.emptyText = tr("No Web Conferencing Edge server yet: nobody joins a meeting from outside.");
    tab->addGroup(tr("Web Conferencing Edge servers"), tr("Trusted for meetings with people outside."))
        ->addList(path().child(u"webConferencingEdges"_s), options);

    FieldGroup *services = tab->addGroup(
        tr("A/V authentication services"),
        tr("Internal name and port of the A/V Edge servers. A pool selects one of these under A/V "
           "conferencing; while a pool does, it cannot be removed."));
    options.emptyText =
        tr("No service yet. Add the internal name of an A/V Edge server, then select it in a pool.");
    options.showsUsers = true;
    services->addList(path().child(u"avAuthenticationServices"_s), options);

    options.showsUsers = false;
    options.emptyText = tr("Only the front ends of all pools may call.");
    tab->addGroup(tr("Other trusted servers"),
                  tr("Who may call an A/V authentication service, besides the front ends of all pools."))
        ->addList(path().child(u"trustedServers"_s), options);
}

void GlobalPropertiesPage::addFederation()
{
    FormColumn *tab = addTab(tr("Federation"));
    FieldGroup *group =
        tab->addGroup(tr("Federation"), tr("Calls, presence and messages to and from other organisations."));
    const PropertyPath federation = path().child(u"federation"_s);
    group->addProblemsOf(federation);
    group->addField(federation.child(u"enabled"_s), {tr("Federation"), {}});
    const auto isOn = [](const model::Deployment &deployment) {
        return deployment.forest.federation.enabled;
    };
    for (const auto &property : {u"accessEdgeFqdn"_s, u"port"_s})
        group->addField(federation.child(property))
            ->setUsableWhile(isOn, tr("Applies while federation is on."));
}

} // namespace turnpike::ui
