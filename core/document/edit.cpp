// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/edit.h"

#include "core/document/json_codec.h"
#include "core/document/place_walk.h"
#include "core/model/inert_text.h"

#include <QHash>
#include <QSet>

#include <algorithm>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

/// What a secret is shown as.
constexpr QChar kDot(0x2022);

Error at(const PropertyPath &path, Error error)
{
    error.where = path.toString().toStdString();
    return error;
}

bool namesEntry(const PropertyPath &path)
{
    return !path.isRoot() && !path.steps().last().key.isEmpty();
}

struct Referred {
    QString list;
    QString name;
};

// Whether objects of the class, or those below, can refer to an entry of the list at all. Most cannot, and
// their thousands of entries need not be looked at.
bool mayRefer(const model::ClassInfo &info, const QString &list)
{
    const auto properties = info.properties();
    return std::any_of(properties.begin(), properties.end(), [&list](const model::PropertyInfo &property) {
        return property.isValue() ? property.reference() == list : mayRefer(*property.elementClass(), list);
    });
}

// Applies edits one after the other to a copy; whoever gives up half-way throws the copy away.
class Editor {
public:
    Editor(const model::Deployment &deployment, std::size_t editCount)
        : m_result(std::make_shared<model::Deployment>(deployment))
        , m_hasManyEdits(editCount > 16)
    {
    }

    Result<void> apply(const Edit &edit)
    {
        switch (edit.kind) {
        case Edit::Kind::SetValue:
            return setValue(edit.path, edit.value);
        case Edit::Kind::InsertEntry:
            return insertEntry(edit.path, edit.entry, edit.index);
        case Edit::Kind::RemoveEntry:
            return removeEntry(edit.path);
        case Edit::Kind::RenameEntry:
            return renameEntry(edit.path, edit.newName);
        case Edit::Kind::MoveEntry:
            return moveEntry(edit.path, edit.index);
        }
        return fail(Error::Code::Internal, "an edit has an unknown kind", edit.path.toString().toStdString());
    }

    // Looked at in the end, so that one set may remove an entry and put right who referred to it.
    Result<void> checkRemovals() const
    {
        struct List {
            QSet<QString> names;
            bool mayBeReferredTo = false;
        };
        QHash<PropertyPath, List> lists;
        for (const PropertyPath &removed : m_removed) {
            const PropertyPath path = removed.parent();
            auto list = lists.find(path);
            if (list == lists.end()) {
                const QStringList names = entryNames(*m_result, path);
                list = lists.insert(path,
                                    {QSet<QString>(names.begin(), names.end()),
                                     mayRefer(model::ClassInfo::of<model::Deployment>(), listPattern(path))});
            }
            if (!list->mayBeReferredTo || list->names.contains(removed.steps().last().key))
                continue;
            const auto referrers = referencesTo(*m_result, removed);
            if (referrers.isEmpty())
                continue;
            QStringList names;
            for (const PropertyPath &referrer : referrers)
                names << displayPath(*m_result, referrer);
            return fail(Error::Code::Conflict,
                        QString(u"\"" % removed.steps().last().key % u"\" is in use by " % names.join(u", ") %
                                u" and cannot be removed")
                            .toStdString(),
                        removed.toString().toStdString(), {}, "select another entry there first");
        }
        return {};
    }

    model::SharedDeployment result() const { return m_result; }

private:
    struct Entry {
        const model::PropertyInfo *list = nullptr;
        void *entries = nullptr;
        int index = 0;
    };

    Result<Entry> findList(const PropertyPath &path)
    {
        const auto place = walk<MutablePlace>(m_result.get(), path);
        if (!place)
            return tl::make_unexpected(place.error());
        if (place->property == nullptr || !place->property->isObjectList())
            return fail(Error::Code::InvalidValue, "this is not a list of named entries",
                        path.toString().toStdString());
        return Entry{place->property, place->property->member(place->object), 0};
    }

    Result<Entry> findEntry(const PropertyPath &path)
    {
        if (!namesEntry(path))
            return fail(Error::Code::InvalidValue, "this does not name an entry of a list",
                        path.toString().toStdString(), "an entry in brackets, such as pools[pool1]");
        auto found = findList(path.parent());
        if (!found)
            return found;
        found->index = indexNear(*found->list, found->entries, path.steps().last().key);
        if (found->index >= 0)
            return found;
        const auto missing = resolve(*m_result, path);
        Q_ASSERT(!missing);
        return tl::make_unexpected(missing.error());
    }

    // Edits of a long list come in its order, or turned round: the next entry is beside the one before.
    int indexNear(const model::PropertyInfo &list, const void *entries, const QString &name)
    {
        const int index = entryIndexNear(list, entries, name, m_lastIndex);
        if (index >= 0)
            m_lastIndex = index;
        return index;
    }

    // Whether a list has an entry of the name. Its names are kept for the next edit, when there are many.
    bool isTaken(const Entry &list, const PropertyPath &listPath, const QString &name)
    {
        if (m_hasManyEdits && m_named != listPath) {
            const QStringList names = entryNames(*list.list, list.entries);
            m_names = QSet<QString>(names.begin(), names.end());
            // With a name twice, its removal would not make it free.
            m_named = m_names.size() == names.size() ? listPath : PropertyPath();
        }
        return m_named == listPath ? m_names.contains(name) : entryIndex(*list.list, list.entries, name) >= 0;
    }

    Result<MutablePlace> findValue(const PropertyPath &path)
    {
        const PropertyPath owner = path.parent();
        if (!m_hasManyEdits || namesEntry(path) || !namesEntry(owner))
            return walk<MutablePlace>(m_result.get(), path);
        const auto entry = findEntry(owner);
        const model::ClassInfo *info = entry ? entry->list->elementClass() : nullptr;
        const model::PropertyInfo *property =
            info != nullptr ? info->find(path.steps().last().property) : nullptr;
        if (property == nullptr)
            return walk<MutablePlace>(m_result.get(), path);
        return MutablePlace{info, entry->list->list()->mutableAt(entry->entries, entry->index), property};
    }

    Result<void> setValue(const PropertyPath &path, const QVariant &value)
    {
        const auto place = findValue(path);
        if (!place)
            return tl::make_unexpected(place.error());
        if (place->property == nullptr || !place->property->isValue())
            return fail(Error::Code::InvalidValue, "this is a group of properties and holds no value itself",
                        path.toString().toStdString(), "the path of one property");
        if (const auto checked = place->property->check(value); !checked)
            return tl::make_unexpected(at(path, checked.error()));
        if (place->property->name() == u"name" && namesEntry(path.parent()))
            return renameEntry(path.parent(), value.toString());
        place->property->write(place->object, value);
        return {};
    }

    Result<void> checkName(const Entry &list, const PropertyPath &path, const QString &name)
    {
        const model::PropertyInfo &info = *list.list->elementClass()->find(u"name");
        if (name.isEmpty())
            return fail(Error::Code::InvalidValue, "an entry needs a name", path.toString().toStdString(),
                        info.allowedText().toStdString());
        if (const auto checked = info.check(name); !checked)
            return tl::make_unexpected(at(path, checked.error()));
        if (isTaken(list, namesEntry(path) ? path.parent() : path, name))
            return fail(Error::Code::AlreadyExists,
                        QString(u"the name \"" % name % u"\" is taken").toStdString(),
                        path.toString().toStdString(), "a name that no other entry of this list has");
        return {};
    }

    Result<void> insertEntry(const PropertyPath &path, const QJsonObject &json, int index)
    {
        const auto list = findList(path);
        if (!list)
            return tl::make_unexpected(list.error());
        const QString name = json.value(u"name").toString();
        if (const auto checked = checkName(*list, path, name); !checked)
            return checked;
        const model::ListAccess &access = *list->list->list();
        const int size = access.size(list->entries);
        const int position = index < 0 ? size : std::min(index, size);
        access.insertDefault(list->entries, position);
        m_lastIndex = position;
        if (m_named == path)
            m_names.insert(name);
        const auto read =
            objectFromJson(*list->list->elementClass(), access.mutableAt(list->entries, position), json);
        if (!read) {
            Error error = read.error();
            const std::string inner = error.where;
            error.where = path.entry(name).toString().toStdString() + (inner.empty() ? "" : "." + inner);
            return tl::make_unexpected(std::move(error));
        }
        return {};
    }

    Result<void> removeEntry(const PropertyPath &path)
    {
        const auto entry = findEntry(path);
        if (!entry)
            return tl::make_unexpected(entry.error());
        entry->list->list()->removeAt(entry->entries, entry->index);
        if (m_named == path.parent())
            m_names.remove(path.steps().last().key);
        else
            m_named = {}; // a list of the entry's own, perhaps
        m_removed << path;
        return {};
    }

    Result<void> renameEntry(const PropertyPath &path, const QString &newName)
    {
        const auto found = findEntry(path);
        if (!found)
            return tl::make_unexpected(found.error());
        if (newName == path.steps().last().key)
            return {};
        if (const auto checked = checkName(*found, path, newName); !checked)
            return checked;
        if (m_named == path.parent()) {
            m_names.remove(path.steps().last().key);
            m_names.insert(newName);
        }
        for (const PropertyPath &referrer : referencesTo(*m_result, path)) {
            const auto place = walk<MutablePlace>(m_result.get(), referrer);
            place->property->write(place->object, newName);
        }
        // Following the references may have moved the entry to memory of its own: look it up again.
        const auto place = walk<MutablePlace>(m_result.get(), path);
        place->objectClass->find(u"name")->write(place->object, newName);
        return {};
    }

    Result<void> moveEntry(const PropertyPath &path, int index)
    {
        const auto entry = findEntry(path);
        if (!entry)
            return tl::make_unexpected(entry.error());
        const model::ListAccess &access = *entry->list->list();
        const int last = access.size(entry->entries) - 1;
        const int position = index < 0 ? last : std::min(index, last);
        if (position != entry->index)
            access.move(entry->entries, entry->index, position);
        return {};
    }

    std::shared_ptr<model::Deployment> m_result;
    QList<PropertyPath> m_removed;
    bool m_hasManyEdits;
    int m_lastIndex = 0;  ///< where the last edit found its entry
    PropertyPath m_named; ///< the list that m_names are of; the root: none
    QSet<QString> m_names;
};

void collectReferrers(const model::ClassInfo &info, const void *object, const PropertyPath &path,
                      const Referred &wanted, QList<PropertyPath> &referrers)
{
    for (const model::PropertyInfo &property : info.properties()) {
        if (property.isValue()) {
            if (property.reference() == wanted.list && property.read(object).toString() == wanted.name)
                referrers << path.child(property.name());
            continue;
        }
        const model::ClassInfo &below = *property.elementClass();
        if (!mayRefer(below, wanted.list))
            continue;
        const void *member = property.member(object);
        const PropertyPath memberPath = path.child(property.name());
        if (property.isObject()) {
            collectReferrers(below, member, memberPath, wanted, referrers);
            continue;
        }
        const int count = property.list()->size(member);
        for (int i = 0; i < count; ++i) {
            const void *entry = property.list()->at(member, i);
            collectReferrers(below, entry, memberPath.entry(nameOf(below, entry)), wanted, referrers);
        }
    }
}

// The first '=' that is not part of an entry's name.
qsizetype assignmentSign(const QString &text)
{
    bool inBrackets = false;
    bool inQuotes = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar letter = text.at(i);
        if (inQuotes && letter == u'\\')
            ++i;
        else if (letter == u'"' && inBrackets && (inQuotes || text.at(i - 1) == u'['))
            inQuotes = !inQuotes;
        else if (!inQuotes && letter == u'[')
            inBrackets = true;
        else if (!inQuotes && letter == u']')
            inBrackets = false;
        else if (!inBrackets && letter == u'=')
            return i;
    }
    return -1;
}

} // namespace

Edit Edit::set(PropertyPath path, QVariant value)
{
    Edit edit;
    edit.kind = Kind::SetValue;
    edit.path = std::move(path);
    edit.value = std::move(value);
    return edit;
}

Edit Edit::insert(PropertyPath list, QJsonObject entry, int index)
{
    Edit edit;
    edit.kind = Kind::InsertEntry;
    edit.path = std::move(list);
    edit.entry = std::move(entry);
    edit.index = index;
    return edit;
}

Edit Edit::remove(PropertyPath entry)
{
    Edit edit;
    edit.kind = Kind::RemoveEntry;
    edit.path = std::move(entry);
    return edit;
}

Edit Edit::rename(PropertyPath entry, QString newName)
{
    Edit edit;
    edit.kind = Kind::RenameEntry;
    edit.path = std::move(entry);
    edit.newName = std::move(newName);
    return edit;
}

Edit Edit::move(PropertyPath entry, int index)
{
    Edit edit;
    edit.kind = Kind::MoveEntry;
    edit.path = std::move(entry);
    edit.index = index;
    return edit;
}

Result<model::SharedDeployment> applied(const model::Deployment &deployment, const EditSet &edits)
{
    Editor editor(deployment, edits.edits.size());
    for (const Edit &edit : edits.edits) {
        if (const auto done = editor.apply(edit); !done)
            return tl::make_unexpected(done.error());
    }
    if (const auto checked = editor.checkRemovals(); !checked)
        return tl::make_unexpected(checked.error());
    return editor.result();
}

/// A field of a window cleans what is pasted into it, where a person sees the result. In an argument a
/// control character is a mistake or an attack, and is not made into something else.
static Result<void> checkTypedText(const model::PropertyInfo &property, const QString &text)
{
    const auto kind = property.type().kind();
    const bool mayHaveLines = property.type().format() == model::TextFormat::Message ||
                              kind == model::ValueKind::TextList || kind == model::ValueKind::NetworkList;
    if (mayHaveLines || isPlainLine(text))
        return {};
    return fail(Error::Code::InvalidValue,
                property.isSecret() ? std::string("the secret holds characters that cannot be seen")
                                    : "\"" + escapedForTerminal(text.left(200)).toStdString() +
                                          "\" holds characters that cannot be seen",
                {}, "one line of visible characters");
}

Result<Edit> parseAssignment(const model::Deployment &deployment, const QString &assignment)
{
    const qsizetype sign = assignmentSign(assignment);
    if (sign < 0)
        return fail(Error::Code::InvalidValue,
                    "\"" + assignment.left(200).toStdString() + "\" has no '=' between path and value", {},
                    "path=value, such as edgeSites[hq].avEdge.udpPort=3478");
    const auto path = PropertyPath::parse(assignment.left(sign).trimmed());
    if (!path)
        return tl::make_unexpected(path.error());
    const auto place = resolve(deployment, *path);
    if (!place)
        return tl::make_unexpected(place.error());
    if (place->property == nullptr || !place->property->isValue())
        return fail(Error::Code::InvalidValue, "this is a group of properties and holds no value itself",
                    path->toString().toStdString(), "the path of one property");
    QString text = assignment.mid(sign + 1);
    // As `get` prints it, with a space on both sides.
    if (assignment.left(sign).endsWith(u' ') && text.startsWith(u' '))
        text.remove(0, 1);
    if (place->property->isSecret() && !text.isEmpty() && text.count(kDot) == text.size())
        return fail(Error::Code::InvalidValue, "dots stand for a secret and are none",
                    path->toString().toStdString(), "the secret itself");
    if (const auto checked = checkTypedText(*place->property, text); !checked)
        return tl::make_unexpected(at(*path, checked.error()));
    auto value = place->property->type().parse(text);
    if (!value) {
        Error error = at(*path, value.error());
        if (place->property->minimum() || error.allowed.empty())
            error.allowed = place->property->allowedText().toStdString();
        return tl::make_unexpected(std::move(error));
    }
    if (const auto checked = place->property->check(*value); !checked)
        return tl::make_unexpected(at(*path, checked.error()));
    return Edit::set(*path, *std::move(value));
}

QList<PropertyPath> referencesTo(const model::Deployment &deployment, const PropertyPath &entry)
{
    QList<PropertyPath> referrers;
    if (namesEntry(entry))
        collectReferrers(model::ClassInfo::of<model::Deployment>(), &deployment, {},
                         {listPattern(entry), entry.steps().last().key}, referrers);
    return referrers;
}

} // namespace turnpike::document
