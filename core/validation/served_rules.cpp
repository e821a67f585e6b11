// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/place_walk.h"
#include "core/validation/rule.h"
#include "core/validation/served.h"

namespace turnpike::validation {

using namespace Qt::StringLiterals;
using document::PropertyPath;
using model::ClassInfo;
using model::PropertyInfo;

namespace {

class Walk {
public:
    void object(const ClassInfo &info, const void *object, const PropertyPath &path)
    {
        // A service that is switched on and does not run is one fact, and its port is not another.
        const PropertyInfo *const enabled = info.find(u"enabled");
        if (enabled != nullptr && !enabled->isServed() && enabled->read(object).toBool()) {
            m_found.push_back({path.child(enabled->name())});
            return;
        }
        for (const PropertyInfo &property : info.properties())
            one(property, object, path.child(property.name()));
    }

    std::vector<UnservedSetting> take() { return std::move(m_found); }

private:
    void one(const PropertyInfo &property, const void *object, const PropertyPath &path)
    {
        if (property.isObject()) {
            this->object(*property.elementClass(), property.member(object), path);
        } else if (property.isObjectList()) {
            entries(property, property.member(object), path);
        } else if (!property.isServed()) {
            const bool isDefault = property.read(object) == property.defaultValue();
            if (!isDefault || property.isPromised())
                m_found.push_back({path, isDefault});
        }
    }

    void entries(const PropertyInfo &list, const void *entries, const PropertyPath &path)
    {
        const QStringList names = document::entryNames(list, entries);
        for (int i = 0; i < names.size(); ++i)
            object(*list.elementClass(), list.list()->at(entries, i), path.entry(names.at(i)));
    }

    std::vector<UnservedSetting> m_found;
};

// Nobody should believe in a switch that does nothing: whoever moves one is told.
void checkServed(Report &report)
{
    for (const UnservedSetting &setting : unservedSettings(report.deployment())) {
        if (!setting.isDefault)
            report.information(setting.path,
                               say("%1 is kept, but this version of the relay does not act on it.")
                                   .arg(document::displayPath(report.deployment(), setting.path)));
    }
}

} // namespace

bool works(const PropertyInfo &property, const void *object)
{
    if (!property.isObjectList())
        return property.isServed() && property.read(object).toBool();
    return !document::entryNames(property, property.member(object)).isEmpty();
}

std::vector<UnservedSetting> unservedSettings(const model::Deployment &deployment)
{
    Walk walk;
    walk.object(ClassInfo::of<model::Deployment>(), &deployment, {});
    return walk.take();
}

QString unservedDefaultsText(const std::vector<UnservedSetting> &settings)
{
    QStringList names;
    for (const UnservedSetting &setting : settings) {
        if (!setting.isDefault)
            continue;
        const auto &steps = setting.path.steps();
        QStringList last;
        for (qsizetype i = std::max<qsizetype>(0, steps.size() - 2); i < steps.size(); ++i)
            last << steps.at(i).property;
        if (const QString name = last.join(u'.'); !names.contains(name))
            names << name;
    }
    return names.join(u", "_s);
}

std::span<const Rule> servedRules()
{
    static constexpr Rule kRules[] = {{kNotServedRule, checkServed}};
    return kRules;
}

} // namespace turnpike::validation
