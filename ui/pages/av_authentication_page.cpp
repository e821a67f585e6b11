// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/av_authentication_page.h"

#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

#include <QPushButton>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

AvAuthenticationPage::AvAuthenticationPage(Workspace &workspace, const PropertyPath &avAuthentication,
                                           QWidget *parent)
    : FormPage(workspace, avAuthentication,
               tr("Hands out credentials for audio and video to the front ends."), parent)
{
    FieldGroup *service = column()->addGroup(tr("Service"));
    service->addProblemsOf(path());
    service->addField(path().child(u"enabled"_s), {tr("A/V authentication"), {}});
    service->addField(path().child(u"port"_s),
                      {{}, tr("TCP port on the internal address, mutual TLS. Pools expect 5062.")});
    Note *note =
        service->addNote(u"information"_s,
                         tr("Pools find this service by its entry in Global properties: the internal name of "
                            "this site and this port."));
    connect(note->addButton(tr("Global properties")), &QPushButton::clicked, this,
            [this] { this->workspace().openPage(PropertyPath::of(u"forest.avAuthenticationServices")); });

    FieldGroup *certificate = column()->addGroup(tr("Certificate"));
    certificate->addField(path().child(u"certificateFile"_s));
    certificate->addField(path().child(u"keyFile"_s));

    FieldGroup *tokens = column()->addGroup(tr("Tokens"));
    tokens->addField(path().child(u"tokenLifetime"_s));
    tokens->addAdvancedField(path().child(u"keyRotation"_s));

    FieldGroup *names =
        column()->addGroup(tr("Media relay names"), tr("What tokens say where the relays are."));
    names->addFieldsOf(path().child(u"mediaRelayFqdn"_s));
}

} // namespace turnpike::ui
