// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/av_conferencing_page.h"

#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

#include <QPushButton>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

AvConferencingPage::AvConferencingPage(Workspace &workspace, const PropertyPath &avConferencing,
                                       QWidget *parent)
    : FormPage(workspace, avConferencing, tr("Audio and video of this pool's conferences."), parent)
{
    FieldGroup *edge = column()->addGroup(tr("Calls across the edge"));
    edge->addProblemsOf(path());
    edge->addField(
        path().child(u"avAuthenticationService"_s),
        {{},
         tr("Who issues credentials for calls with people outside. Without one, or with a wrong port, "
            "people see \"Failed on Media Connectivity\".")});
    Note *note =
        edge->addNote(u"information"_s,
                      tr("The services to choose from are listed in Global properties, tab Edge servers."));
    QPushButton *open = note->addButton(tr("Global properties"));
    connect(open, &QPushButton::clicked, this,
            [this] { this->workspace().openPage(PropertyPath::of(u"forest.avAuthenticationServices")); });

    FieldGroup *media = column()->addGroup(tr("Media"));
    media->addField(path().child(u"mediaPorts"_s));
    media->addField(path().child(u"encryption"_s), {{}, {}, false});
}

} // namespace turnpike::ui
