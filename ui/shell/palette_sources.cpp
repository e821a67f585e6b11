// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette_sources.h"

#include "core/model/inert_text.h"
#include "ui/shell/navigator_model.h"
#include "ui/shell/setting_index.h"
#include "ui/workspace/command_set.h"

#include <QCoreApplication>

#include <map>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

struct PaletteWords {
    Q_DECLARE_TR_FUNCTIONS(Palette)
};

} // namespace

void addCommandEntries(std::vector<PaletteEntry> &entries, CommandSet &commands)
{
    for (const Command &command : commands.commands()) {
        entries.push_back({PaletteEntry::Kind::Command,
                           command.currentText ? command.currentText() : command.text, command.tooltip,
                           command.icon, command.id + u' ' + CommandSet::menuTitle(command.menu),
                           command.shortcut.toString(QKeySequence::NativeText), command.whyNot(),
                           [&commands, &command] { commands.run(command); }});
    }
}

void addPageEntries(std::vector<PaletteEntry> &entries, const NavigatorModel &pages,
                    const std::function<void(const QString &)> &open)
{
    pages.visit([&](const QModelIndex &index) {
        const QString id = index.data(NavigatorModel::IdRole).toString();
        const PageNode &node = *pages.node(index);
        entries.push_back({PaletteEntry::Kind::Page,
                           node.text,
                           pages.trail(index.parent()),
                           node.icon,
                           node.path.toString(),
                           {},
                           {},
                           [open, id] { open(id); }});
    });
}

void addUserEntries(std::vector<PaletteEntry> &entries, const live::SharedSnapshot &snapshot,
                    const std::function<void(const QString &)> &show)
{
    if (!snapshot)
        return;
    std::map<std::string_view, int> calls;
    for (const live::Allocation &allocation : snapshot->allocations)
        ++calls[allocation.person()];
    for (const auto &[name, count] : calls) {
        const QString user = QString::fromUtf8(name);
        entries.push_back({PaletteEntry::Kind::User,
                           escapedForTerminal(user),
                           PaletteWords::tr("%n call(s) now", nullptr, count),
                           u"user"_s,
                           {},
                           {},
                           {},
                           [show, user] { show(user); }});
    }
}

void addSettingEntries(std::vector<PaletteEntry> &entries, const model::Deployment &deployment,
                       const std::function<void(const document::PropertyPath &)> &open)
{
    for (const NamedSetting &setting : settingsOf(deployment)) {
        entries.push_back({PaletteEntry::Kind::Setting,
                           setting.label,
                           setting.place,
                           u"file"_s,
                           setting.keywords,
                           {},
                           {},
                           [open, path = setting.path] { open(path); },
                           setting.value,
                           setting.help});
    }
}

} // namespace turnpike::ui
