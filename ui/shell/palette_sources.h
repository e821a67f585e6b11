// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"
#include "core/live/snapshot.h"
#include "ui/shell/palette_model.h"

namespace turnpike::ui {

class CommandSet;
class NavigatorModel;

// What "Find anything" knows, one function a source.

void addCommandEntries(std::vector<PaletteEntry> &entries, CommandSet &commands);
void addPageEntries(std::vector<PaletteEntry> &entries, const NavigatorModel &pages,
                    const std::function<void(const QString &id)> &open);
/// People with a live call.
void addUserEntries(std::vector<PaletteEntry> &entries, const live::SharedSnapshot &snapshot,
                    const std::function<void(const QString &user)> &show);
void addSettingEntries(std::vector<PaletteEntry> &entries, const model::Deployment &deployment,
                       const std::function<void(const document::PropertyPath &path)> &open);

} // namespace turnpike::ui
