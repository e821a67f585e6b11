// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/change_text.h"

#include "core/document/place_walk.h"
#include "ui/style/text_guard.h"
#include "ui/workspace/value_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonObject>

#include <set>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::Change;

namespace {

struct ChangeTextWords {
    Q_DECLARE_TR_FUNCTIONS(ChangeText)
};

QString listText(const QJsonArray &items)
{
    constexpr qsizetype kMostShown = 6;
    if (items.isEmpty())
        return ChangeTextWords::tr("empty");
    QStringList shown;
    for (qsizetype index = 0; index < std::min(kMostShown, items.size()); ++index)
        shown += items.at(index).toString();
    QString text = shown.join(u", "_s);
    if (items.size() > kMostShown)
        text += u' ' + ChangeTextWords::tr("… %n in all", nullptr, static_cast<int>(items.size()));
    return text;
}

void collectEffects(const model::ClassInfo &info, std::set<model::Effect> &effects)
{
    for (const model::PropertyInfo &property : info.properties()) {
        if (property.isValue())
            effects.insert(property.effect());
        else
            collectEffects(*property.elementClass(), effects);
    }
}

} // namespace

QString placeText(const document::PropertyPath &path, const model::Deployment &working,
                  const model::Deployment &base)
{
    // The words of a path come from declarations: it need not be looked up in either.
    Q_UNUSED(base)
    return TextGuard::inert(document::displayPath(working, path));
}

QString settingText(const document::PropertyPath &path, const model::Deployment &working,
                    const model::Deployment &base)
{
    return placeText(path, working, base).section(u" › "_s, -1);
}

namespace {

QString plainValueText(const QJsonValue &value, const document::PropertyPath &path,
                       const model::Deployment &deployment, bool isSecret)
{
    if (isSecret)
        return value.toString().isEmpty() ? ChangeTextWords::tr("empty") : u"••••••"_s;
    if (value.isNull() || value.isUndefined())
        return u"—"_s;
    if (value.isBool())
        return value.toBool() ? ChangeTextWords::tr("on") : ChangeTextWords::tr("off");
    if (value.isArray())
        return listText(value.toArray());
    if (value.isObject())
        return value.toObject().value("name"_L1).toString();
    // As declared: the entry that holds it may have had another name there.
    Q_UNUSED(deployment)
    if (const model::PropertyInfo *declared = document::declaredAt(path).property;
        declared && declared->isValue()) {
        const model::PropertyInfo &property = *declared;
        // As everywhere else in the window.
        if (const Result<QVariant> typed = property.type().fromJson(value))
            return valueText(property, *typed);
    }
    const QString text = value.toVariant().toString();
    return text.isEmpty() ? ChangeTextWords::tr("empty") : text;
}

} // namespace

QString valueText(const QJsonValue &value, const document::PropertyPath &path,
                  const model::Deployment &deployment, bool isSecret)
{
    return TextGuard::inert(plainValueText(value, path, deployment, isSecret));
}

QString beforeText(const Change &change, const model::Deployment &base)
{
    switch (change.kind) {
    case Change::Kind::Added:
        return u"—"_s;
    case Change::Kind::Removed:
        return ChangeTextWords::tr("present");
    case Change::Kind::Moved:
        return ChangeTextWords::tr("in its old place");
    case Change::Kind::Renamed:
        return TextGuard::inert(change.before.toString());
    case Change::Kind::Modified:
        break;
    }
    return valueText(change.before, change.path, base, change.isSecret);
}

QString afterText(const Change &change, const model::Deployment &working)
{
    switch (change.kind) {
    case Change::Kind::Added:
        return ChangeTextWords::tr("added");
    case Change::Kind::Removed:
        return ChangeTextWords::tr("removed");
    case Change::Kind::Moved:
        return ChangeTextWords::tr("moved to place %1").arg(change.index + 1);
    case Change::Kind::Renamed:
        return TextGuard::inert(change.text());
    case Change::Kind::Modified:
        break;
    }
    return valueText(change.after, change.path, working, change.isSecret);
}

ListDifference listDifference(const Change &change)
{
    ListDifference difference;
    if (change.kind != Change::Kind::Modified || !change.before.isArray() || !change.after.isArray())
        return difference;
    const QJsonArray before = change.before.toArray();
    const QJsonArray after = change.after.toArray();
    for (const auto &item : after) {
        if (!before.contains(item))
            difference.added += item.toString();
    }
    for (const auto &item : before) {
        if (!after.contains(item))
            difference.removed += item.toString();
    }
    return difference;
}

QString effectLabel(model::Effect effect)
{
    switch (effect) {
    case model::Effect::Live:
        return ChangeTextWords::tr("live");
    case model::Effect::NewCalls:
        return ChangeTextWords::tr("new calls only");
    case model::Effect::Rebind:
        return ChangeTextWords::tr("reopens ports");
    case model::Effect::Restart:
        return ChangeTextWords::tr("restart");
    case model::Effect::Consumers:
        return ChangeTextWords::tr("read by servers");
    case model::Effect::NotServed:
        return ChangeTextWords::tr("no effect yet");
    }
    return {};
}

QString renameNote(const Change &change)
{
    const model::ClassInfo *info = document::declaredAt(change.path).info;
    const model::PropertyInfo *key = info != nullptr ? info->find(u"key") : nullptr;
    const bool isOfName = change.kind == Change::Kind::Renamed && key != nullptr && key->isValue() &&
                          key->type().format() == model::TextFormat::HexKey;
    return isOfName
               ? ChangeTextWords::tr("The key was made for the old name: set the password again, or nobody "
                                     "can sign in with the new one.")
               : QString();
}

QString firstOf(const QStringList &names, qsizetype most)
{
    const qsizetype left = names.size() - most;
    if (left <= 0)
        return names.join(u", "_s);
    return ChangeTextWords::tr("%1 and %n more", nullptr, static_cast<int>(left))
        .arg(names.first(most).join(u", "_s));
}

QString lockedOutSentence(const document::VoidedKeys &voided)
{
    constexpr qsizetype kMostUsers = 5;
    QStringList names;
    for (const QString &user : voided.users)
        names << TextGuard::inert(user);
    return ChangeTextWords::tr(
               "%1 of %n user(s) of %2 cannot sign in after the push, as their keys were made for the old "
               "realm: %3. Set their passwords again, or put the realm back.",
               nullptr, static_cast<int>(voided.count))
        .arg(QString::number(voided.users.size()), TextGuard::inert(voided.realm.steps().front().key),
             firstOf(names, kMostUsers));
}

QString lockedOutText(const document::Changes &changes, const model::Deployment &working,
                      const model::Deployment &base)
{
    QStringList lines;
    for (const document::VoidedKeys &voided : document::voidedKeys(base, working, changes))
        lines << lockedOutSentence(voided);
    return lines.join(u'\n');
}

QString effectSentence(model::Effect effect)
{
    switch (effect) {
    case model::Effect::Live:
        return ChangeTextWords::tr("Takes effect at once, also for running calls.");
    case model::Effect::NewCalls:
        return ChangeTextWords::tr(
            "Holds for calls and connections made from then on; those that are there keep what they have.");
    case model::Effect::Rebind:
        return ChangeTextWords::tr("Opens and closes listening ports; calls over a closed port go on.");
    case model::Effect::Restart:
        return ChangeTextWords::tr("Takes effect when the relay starts next.");
    case model::Effect::Consumers:
        return ChangeTextWords::tr(
            "The relay itself does not use it; the servers that do read it from the new revision.");
    case model::Effect::NotServed:
        return ChangeTextWords::tr("Kept, but this version of the relay does not act on it.");
    }
    return {};
}

QString sectionNote(const document::PropertyPath &path)
{
    const model::ClassInfo *info = path.isRoot() ? nullptr : document::declaredAt(path).info;
    if (info == nullptr)
        return {};
    std::set<model::Effect> effects;
    collectEffects(*info, effects);
    if (effects == std::set{model::Effect::Consumers})
        return ChangeTextWords::tr("Kept for the servers that read it; a relay does nothing with it itself.");
    return effects == std::set{model::Effect::NotServed} ? effectSentence(model::Effect::NotServed)
                                                         : QString();
}

} // namespace turnpike::ui
