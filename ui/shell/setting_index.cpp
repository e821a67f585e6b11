// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/setting_index.h"

namespace turnpike::ui {

std::vector<NamedSetting> settingsOf(const model::Deployment &deployment)
{
    std::vector<NamedSetting> settings;
    for (const document::PropertyPath &path : document::valuePaths(deployment)) {
        const Result<document::Place> place = document::resolve(deployment, path);
        if (!place || !place->property)
            continue;
        const model::PropertyInfo &property = *place->property;
        const QString wmi = property.wmiName();
        settings.push_back(
            {path, property.label(), document::displayPath(deployment, path.parent()),
             property.name() % u' ' % wmi.section(u'.', 1) % u' ' % wmi % u' ' % path.toString()});
    }
    return settings;
}

} // namespace turnpike::ui
