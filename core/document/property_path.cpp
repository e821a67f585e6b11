// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/property_path.h"

#include "core/document/place_walk.h"

#include <algorithm>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

bool isNameLetter(QChar letter)
{
    return (letter >= u'a' && letter <= u'z') || (letter >= u'A' && letter <= u'Z') ||
           (letter >= u'0' && letter <= u'9') || letter == u'_';
}

// Reads a path from left to right; every step moves the position forward, so it always ends.
class PathReader {
public:
    explicit PathReader(QStringView text)
        : m_text(text)
    {
    }

    Result<QList<PropertyPath::Step>> steps()
    {
        QList<PropertyPath::Step> steps;
        if (m_text.isEmpty())
            return steps;
        for (;;) {
            PropertyPath::Step step;
            const auto start = m_at;
            while (m_at < m_text.size() && isNameLetter(m_text.at(m_at)))
                ++m_at;
            if (m_at == start)
                return refused(u"a property name is expected"_s);
            step.property = m_text.sliced(start, m_at - start).toString();
            if (take(u'[')) {
                auto key = readKey();
                if (!key)
                    return tl::make_unexpected(key.error());
                step.key = *key;
            }
            steps << step;
            if (m_at == m_text.size())
                return steps;
            if (!take(u'.'))
                return refused(u"'.' or '[' is expected"_s);
        }
    }

private:
    bool take(QChar letter)
    {
        if (m_at == m_text.size() || m_text.at(m_at) != letter)
            return false;
        ++m_at;
        return true;
    }

    Result<QString> readKey()
    {
        QString key;
        if (take(u'"')) {
            while (!take(u'"')) {
                take(u'\\');
                if (m_at == m_text.size())
                    return refused(u"the closing '\"' is missing"_s);
                key += m_text.at(m_at++);
            }
        } else {
            while (m_at < m_text.size() && m_text.at(m_at) != u']')
                key += m_text.at(m_at++);
        }
        if (!take(u']'))
            return refused(u"the closing ']' is missing"_s);
        if (key.isEmpty())
            return refused(u"the name between '[' and ']' is missing"_s);
        return key;
    }

    tl::unexpected<Error> refused(const QString &why) const
    {
        return fail(Error::Code::InvalidValue,
                    QString(u"\"" % m_text.left(200) % u"\" is not a path: " % why % u" at character " %
                            QString::number(m_at + 1))
                        .toStdString(),
                    {},
                    "names with dots between them and list entries in brackets, such as "
                    "edgeSites[hq].avEdge.udpPort");
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

bool needsQuotes(const QString &key)
{
    return std::any_of(key.begin(), key.end(), [](QChar letter) {
        return letter == u']' || letter == u'[' || letter == u'\\' || letter == u'"' || letter.isSpace();
    });
}

QString quoted(const QString &key)
{
    QString text = u"\""_s;
    for (const QChar letter : key) {
        if (letter == u'"' || letter == u'\\')
            text += u'\\';
        text += letter;
    }
    return text + u'"';
}

void collectValuePaths(const model::ClassInfo &info, const void *object, const PropertyPath &path,
                       QList<PropertyPath> &paths)
{
    visitValues(
        info, object, path,
        [&paths](const PropertyPath &value, const model::PropertyInfo &, const void *) { paths << value; });
}

} // namespace

Result<PropertyPath> PropertyPath::parse(QStringView text)
{
    auto steps = PathReader(text).steps();
    if (!steps)
        return tl::make_unexpected(steps.error());
    PropertyPath path;
    path.m_steps = *std::move(steps);
    return path;
}

PropertyPath PropertyPath::of(QStringView text)
{
    const auto path = parse(text);
    Q_ASSERT_X(path.has_value(), "PropertyPath::of", qUtf8Printable(text.toString()));
    return path.value_or(PropertyPath());
}

QString PropertyPath::toString() const
{
    QString text;
    for (const Step &step : m_steps) {
        if (!text.isEmpty())
            text += u'.';
        text += step.property;
        if (!step.key.isEmpty())
            text += u'[' % (needsQuotes(step.key) ? quoted(step.key) : step.key) % u']';
    }
    return text;
}

PropertyPath PropertyPath::child(const QString &property) const
{
    PropertyPath path = *this;
    path.m_steps << Step{property, {}};
    return path;
}

PropertyPath PropertyPath::entry(const QString &key) const
{
    Q_ASSERT(!isRoot());
    PropertyPath path = *this;
    path.m_steps.last().key = key;
    return path;
}

PropertyPath PropertyPath::parent() const
{
    PropertyPath path = *this;
    if (path.m_steps.isEmpty())
        return path;
    if (path.m_steps.last().key.isEmpty())
        path.m_steps.removeLast();
    else
        path.m_steps.last().key.clear();
    return path;
}

bool PropertyPath::startsWith(const PropertyPath &prefix) const
{
    const auto count = prefix.m_steps.size();
    if (count > m_steps.size())
        return false;
    for (qsizetype i = 0; i < count; ++i) {
        const bool isWholeList = i == count - 1 && prefix.m_steps.at(i).key.isEmpty();
        if (m_steps.at(i).property != prefix.m_steps.at(i).property ||
            (!isWholeList && m_steps.at(i).key != prefix.m_steps.at(i).key))
            return false;
    }
    return true;
}

size_t qHash(const PropertyPath &path, size_t seed)
{
    for (const PropertyPath::Step &step : path.steps())
        seed = qHashMulti(seed, step.property, step.key);
    return seed;
}

Result<Place> resolve(const model::Deployment &deployment, const PropertyPath &path)
{
    return walk<Place>(&deployment, path);
}

Result<QVariant> valueAt(const model::Deployment &deployment, const PropertyPath &path)
{
    const auto place = resolve(deployment, path);
    if (!place)
        return tl::make_unexpected(place.error());
    if (place->property == nullptr || !place->property->isValue())
        return fail(Error::Code::InvalidValue, "this is a group of properties, not a value",
                    path.toString().toStdString(), "a path down to one property");
    return place->property->read(place->object);
}

QStringList entryNames(const model::Deployment &deployment, const PropertyPath &listPath)
{
    const auto place = resolve(deployment, listPath);
    if (!place || place->property == nullptr || !place->property->isObjectList())
        return {};
    return entryNames(*place->property, place->property->member(place->object));
}

QList<PropertyPath> valuePaths(const model::Deployment &deployment, const PropertyPath &root)
{
    QList<PropertyPath> paths;
    const auto place = resolve(deployment, root);
    if (!place)
        return paths;
    if (place->property == nullptr) {
        collectValuePaths(*place->objectClass, place->object, root, paths);
    } else if (place->property->isValue()) {
        paths << root;
    } else {
        const model::PropertyInfo &list = *place->property;
        const void *entries = list.member(place->object);
        const QStringList names = entryNames(list, entries);
        for (int i = 0; i < names.size(); ++i)
            collectValuePaths(*list.elementClass(), list.list()->at(entries, i), root.entry(names.at(i)),
                              paths);
    }
    return paths;
}

QString displayPath(const model::Deployment &deployment, const PropertyPath &path)
{
    Q_UNUSED(deployment)
    QStringList words;
    const model::ClassInfo *info = &model::ClassInfo::of<model::Deployment>();
    for (const PropertyPath::Step &step : path.steps()) {
        const model::PropertyInfo *property = info != nullptr ? info->find(step.property) : nullptr;
        if (!step.key.isEmpty())
            words << step.key;
        else
            words << (property != nullptr ? property->label() : step.property);
        info = property != nullptr ? property->elementClass() : nullptr;
    }
    return words.join(u" › "_s);
}

} // namespace turnpike::document
