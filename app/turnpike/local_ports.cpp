// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/local_ports.h"

#include "app/turnpike/local_relay.h"
#include "ui/workspace/conditions.h"
#include "ui/workspace/workspace.h"

namespace turnpike::console {

using namespace Qt::StringLiterals;

void followLocalPorts(ui::Workspace &workspace, const LocalRelay &relay)
{
    const auto say = [&workspace, &relay] {
        const QString id = u"local-ports"_s;
        const QString notice = relay.notice();
        if (notice.isEmpty())
            workspace.conditions().clear(id);
        else
            workspace.conditions().raise({id, ui::Conditions::Severity::Warning, notice});
    };
    say();
    // Also when the relay's configuration comes first: the relay has started by then.
    QObject::connect(&workspace.document(), &document::ConfigDocument::baseChanged, &workspace, say);
}

} // namespace turnpike::console
