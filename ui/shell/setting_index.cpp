// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/setting_index.h"

#include "core/document/place_walk.h"
#include "ui/workspace/value_text.h"

namespace turnpike::ui {

using document::PropertyPath;

namespace {

void collectWords(const model::ClassInfo &info, const void *object, const PropertyPath &path,
                  const std::function<QString(const PropertyPath &)> &pageOf, QHash<QString, QString> &words)
{
    for (const model::PropertyInfo &property : info.properties()) {
        const PropertyPath below = path.child(property.name());
        if (property.isValue()) {
            words[pageOf(below)] +=
                property.label() % u' ' % property.name() % u' ' % property.wmiName().section(u'.', 1) % u' ';
        } else if (property.isObject()) {
            collectWords(*property.elementClass(), property.member(object), below, pageOf, words);
        } else {
            const void *entries = property.member(object);
            const QString listPage = pageOf(below);
            const int count = property.list()->size(entries);
            for (int i = 0; i < count; ++i) {
                const void *entry = property.list()->at(entries, i);
                const PropertyPath place = below.entry(document::nameOf(*property.elementClass(), entry));
                // On one page, the words of the second entry are those of the first.
                if (i > 0 && pageOf(place) == listPage)
                    break;
                collectWords(*property.elementClass(), entry, place, pageOf, words);
            }
        }
    }
}

NamedSetting settingAt(const PropertyPath &path, const model::PropertyInfo &property,
                       const model::Deployment &deployment)
{
    const QString wmi = property.wmiName();
    return {path,
            property.label(),
            document::displayPath(deployment, path.parent()),
            property.name() % u' ' % wmi.section(u'.', 1) % u' ' % wmi % u' ' % path.toString(),
            {},
            property.helpText()};
}

void collectSettings(const model::ClassInfo &info, const void *object, const PropertyPath &path,
                     const model::Deployment &deployment, std::vector<NamedSetting> &settings)
{
    const QString entryName = path.isRoot() ? QString() : path.steps().last().key;
    for (const model::PropertyInfo &property : info.properties()) {
        const PropertyPath below = path.child(property.name());
        if (property.isObject()) {
            collectSettings(*property.elementClass(), property.member(object), below, deployment, settings);
            continue;
        }
        NamedSetting setting = settingAt(below, property, deployment);
        if (!entryName.isEmpty() && property.name() == u"name") {
            setting.label = entryName;
            setting.place = document::displayPath(deployment, path.parent());
        } else if (property.isValue() && !property.isSecret()) {
            setting.value = valueText(property, property.read(object));
        }
        settings.push_back(std::move(setting));
        if (property.isValue())
            continue;
        const void *entries = property.member(object);
        const int count = property.list()->size(entries);
        for (int i = 0; i < count; ++i) {
            const void *entry = property.list()->at(entries, i);
            collectSettings(*property.elementClass(), entry,
                            below.entry(document::nameOf(*property.elementClass(), entry)), deployment,
                            settings);
        }
    }
}

} // namespace

std::vector<NamedSetting> settingsOf(const model::Deployment &deployment)
{
    std::vector<NamedSetting> settings;
    collectSettings(model::ClassInfo::of<model::Deployment>(), &deployment, {}, deployment, settings);
    return settings;
}

QHash<QString, QString> wordsOfPages(const model::Deployment &deployment,
                                     const std::function<QString(const PropertyPath &)> &pageOf)
{
    QHash<QString, QString> words;
    collectWords(model::ClassInfo::of<model::Deployment>(), &deployment, {}, pageOf, words);
    return words;
}

} // namespace turnpike::ui
