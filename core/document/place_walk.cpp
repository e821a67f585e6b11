// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/place_walk.h"

#include "core/base/text.h"

#include <algorithm>
#include <vector>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

// Error texts list what exists; a list of hundreds helps nobody.
constexpr qsizetype kNamesShown = 20;

std::string listed(const QStringList &names)
{
    if (names.isEmpty())
        return "nothing: the list is empty";
    QString text = names.first(std::min(kNamesShown, names.size())).join(u", "_s);
    if (names.size() > kNamesShown)
        text += u", …"_s;
    return text.toStdString();
}

std::string upTo(const PropertyPath &path, qsizetype step)
{
    PropertyPath shorter = path;
    while (shorter.steps().size() > step + 1)
        shorter = shorter.parent();
    return shorter.toString().toStdString();
}

QStringList propertyNames(const model::ClassInfo &info)
{
    QStringList names;
    for (const model::PropertyInfo &property : info.properties())
        names << property.name();
    return names;
}

QString whose(const PropertyPath &path, qsizetype step)
{
    if (step == 0)
        return u"a deployment"_s;
    const PropertyPath::Step &owner = path.steps().at(step - 1);
    return owner.key.isEmpty() ? owner.property : QString(owner.property % u'[' % owner.key % u']');
}

} // namespace

namespace {

const QString &nameIn(const model::PropertyInfo &nameProperty, const void *entry)
{
    return *static_cast<const QString *>(nameProperty.member(entry));
}

thread_local qsizetype t_namesRead = 0;

const model::PropertyInfo &nameProperty(const model::ClassInfo &info)
{
    const model::PropertyInfo *name = info.find(u"name");
    Q_ASSERT(name != nullptr);
    return *name;
}

} // namespace

QString nameOf(const model::ClassInfo &info, const void *entry)
{
    return nameIn(nameProperty(info), entry);
}

QStringList entryNames(const model::PropertyInfo &list, const void *entries)
{
    QStringList names;
    const model::PropertyInfo &name = nameProperty(*list.elementClass());
    const int count = list.list()->size(entries);
    names.reserve(count);
    t_namesRead += count;
    for (int i = 0; i < count; ++i)
        names << nameIn(name, list.list()->at(entries, i));
    return names;
}

int entryIndex(const model::PropertyInfo &list, const void *entries, const QString &wanted)
{
    return entryIndexNear(list, entries, wanted, 0);
}

int entryIndexNear(const model::PropertyInfo &list, const void *entries, const QString &wanted, int place)
{
    const model::PropertyInfo &name = nameProperty(*list.elementClass());
    const int count = list.list()->size(entries);
    const auto isAt = [&](int index) {
        ++t_namesRead;
        return nameIn(name, list.list()->at(entries, index)) == wanted;
    };
    int below = std::clamp(place, 0, count) - 1;
    int above = below + 1;
    while (above < count || below >= 0) {
        if (above < count && isAt(above))
            return above;
        if (below >= 0 && isAt(below))
            return below;
        ++above;
        --below;
    }
    return -1;
}

QString listPattern(const PropertyPath &path)
{
    QStringList names;
    for (const PropertyPath::Step &step : path.steps())
        names << step.property;
    return names.join(u'.');
}

qsizetype namesRead()
{
    return t_namesRead;
}

bool isSharedList(const model::PropertyInfo &list, const void *entries, const void *others)
{
    const model::ListAccess &access = *list.list();
    const int count = access.size(entries);
    return count == access.size(others) && (count == 0 || access.at(entries, 0) == access.at(others, 0));
}

void visitValues(const model::ClassInfo &info, const void *object, const PropertyPath &path,
                 const ValueVisitor &visit)
{
    for (const model::PropertyInfo &property : info.properties()) {
        const PropertyPath below = path.child(property.name());
        if (property.isValue()) {
            visit(below, property, object);
        } else if (property.isObject()) {
            visitValues(*property.elementClass(), property.member(object), below, visit);
        } else {
            const void *entries = property.member(object);
            const int count = property.list()->size(entries);
            for (int i = 0; i < count; ++i) {
                const void *entry = property.list()->at(entries, i);
                visitValues(*property.elementClass(), entry,
                            below.entry(nameOf(*property.elementClass(), entry)), visit);
            }
        }
    }
}

Declared declaredAt(const PropertyPath &path)
{
    Declared declared{&model::ClassInfo::of<model::Deployment>(), nullptr};
    for (const PropertyPath::Step &step : path.steps()) {
        if (declared.info == nullptr)
            return {};
        declared.property = declared.info->find(step.property);
        declared.info = declared.property != nullptr ? declared.property->elementClass() : nullptr;
    }
    return declared;
}

bool holdsSecret(const model::ClassInfo &info)
{
    const auto properties = info.properties();
    return std::any_of(properties.begin(), properties.end(), [](const model::PropertyInfo &property) {
        return property.isSecret() || (!property.isValue() && holdsSecret(*property.elementClass()));
    });
}

std::string nearestHint(const QString &word, const QStringList &known)
{
    std::vector<std::string> candidates;
    candidates.reserve(static_cast<std::size_t>(known.size()));
    for (const QString &name : known)
        candidates.push_back(name.toStdString());
    const std::string nearest = nearestName(word.toStdString(), candidates);
    return nearest.empty() ? std::string() : "did you mean \"" + nearest + "\"?";
}

tl::unexpected<Error> noSuchProperty(const PropertyPath &path, qsizetype step, const model::ClassInfo &info)
{
    const QString &word = path.steps().at(step).property;
    const QStringList known = propertyNames(info);
    const std::string hint = nearestHint(word, known);
    return fail(Error::Code::NotFound,
                QString(u"\"" % word % u"\" is not a property of " % whose(path, step)).toStdString(),
                path.toString().toStdString(), hint.empty() ? listed(known) : std::string(), hint);
}

tl::unexpected<Error> noSuchEntry(const PropertyPath &path, qsizetype step, const QStringList &names)
{
    const PropertyPath::Step &at = path.steps().at(step);
    return fail(Error::Code::NotFound,
                QString(u"there is no \"" % at.key % u"\" in " % at.property).toStdString(),
                path.toString().toStdString(), listed(names), nearestHint(at.key, names));
}

tl::unexpected<Error> takesNoKey(const PropertyPath &path, qsizetype step)
{
    return fail(Error::Code::NotFound,
                QString(u"\"" % path.steps().at(step).property %
                        u"\" is not a list of named entries and takes no brackets")
                    .toStdString(),
                path.toString().toStdString());
}

tl::unexpected<Error> needsKey(const PropertyPath &path, qsizetype step, const QStringList &names)
{
    const QString &list = path.steps().at(step).property;
    return fail(Error::Code::NotFound,
                QString(u"\"" % list % u"\" is a list: say which entry, as in " % list % u"[" %
                        (names.isEmpty() ? u"name"_s : names.first()) % u"]")
                    .toStdString(),
                path.toString().toStdString(), listed(names));
}

tl::unexpected<Error> hasNothingBelow(const PropertyPath &path, qsizetype step)
{
    return fail(Error::Code::NotFound, upTo(path, step) + " is a value and has no properties of its own",
                path.toString().toStdString());
}

} // namespace turnpike::document
