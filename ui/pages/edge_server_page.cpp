// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/edge_server_page.h"

#include "ui/pages/address_diagram.h"
#include "ui/workspace/workspace.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

EdgeServerPage::EdgeServerPage(Workspace &workspace, const PropertyPath &server, QWidget *parent)
    : FormPage(workspace, server, tr("One machine at the edge. Everything but this is shared by the site."),
               parent)
{
    FieldGroup *general = column()->addGroup(tr("Server"));
    general->addProblemsOf(path());
    general->addField(path().child(u"name"_s));
    general->addField(path().child(u"fqdn"_s));
    general->addField(path().child(u"enabled"_s));

    FieldGroup *addresses = column()->addGroup(tr("Addresses"));
    addresses->addWidget(new AddressDiagram(workspace, path(), this));
    addresses->addField(path().child(u"internalAddress"_s));
    addresses->addField(path().child(u"externalAddress"_s));
    addresses->addField(
        path().child(u"publicAddress"_s),
        {{},
         tr("What clients are told when it differs from the external address: only behind a 1:1 "
            "NAT. Empty: the external address.")});
    addresses->addAdvancedField(path().child(u"relayAddress"_s));
    addresses->addAdvancedField(path().child(u"relayAddressIpv6"_s));
    addresses->addAdvancedField(path().child(u"alternateServer"_s));

    FieldGroup *management = column()->addGroup(tr("Management"));
    management->addField(path().child(u"managementUrl"_s));
    management->addAdvancedField(path().child(u"workers"_s));
}

} // namespace turnpike::ui
