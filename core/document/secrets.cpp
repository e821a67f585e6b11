// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/secrets.h"

#include "core/document/edit.h"
#include "core/document/place_walk.h"

#include <QHash>

#include <algorithm>

namespace turnpike::document {

namespace {

struct Secret {
    QVariant value;
    QVariant nothing; ///< its default: no secret
};

/// The properties that hold a secret, or the mask of one.
QHash<PropertyPath, Secret> secretsIn(const model::Deployment &deployment)
{
    QHash<PropertyPath, Secret> secrets;
    visitValues(model::ClassInfo::of<model::Deployment>(), &deployment, PropertyPath(),
                [&](const PropertyPath &path, const model::PropertyInfo &property, const void *object) {
                    if (!property.isSecret())
                        return;
                    const QVariant value = property.read(object);
                    if (value != property.defaultValue())
                        secrets.insert(path, {value, property.defaultValue()});
                });
    return secrets;
}

constexpr int kMaskLength = 32;
constexpr int kMaskNumberLength = 8;

/// The mask, and those with a number at their end.
bool isSecretMask(const QString &text)
{
    const auto zeros = QStringView(text).chopped(qMin<qsizetype>(text.size(), kMaskNumberLength));
    return text.size() == kMaskLength &&
           std::all_of(zeros.begin(), zeros.end(), [](QChar letter) { return letter == u'0'; });
}

bool isMask(const Secret &secret)
{
    const QString text = secret.value.toString();
    // Also what this program shows, should somebody have written that into a file.
    return isSecretMask(text) || std::all_of(text.begin(), text.end(),
                                             [](QChar letter) { return letter == u'•' || letter == u'*'; });
}

void mask(const model::ClassInfo &info, void *object)
{
    for (const auto &property : info.properties()) {
        if (property.isValue()) {
            if (property.isSecret() && !property.read(object).toString().isEmpty())
                property.write(object, secretMask());
            continue;
        }
        void *member = property.member(object);
        if (property.isObject()) {
            mask(*property.elementClass(), member);
            continue;
        }
        const auto &list = *property.list();
        for (int i = 0; i < list.size(member); ++i)
            mask(*property.elementClass(), list.mutableAt(member, i));
    }
}

} // namespace

QString secretMask()
{
    return QString(kMaskLength, u'0');
}

model::SharedDeployment withMasks(const model::Deployment &deployment)
{
    auto copy = std::make_shared<model::Deployment>(deployment);
    mask(model::ClassInfo::of<model::Deployment>(), copy.get());
    return copy;
}

Result<NumberedMasks> withNumberedMasks(const model::Deployment &deployment)
{
    NumberedMasks masks;
    EditSet edits;
    const auto secrets = secretsIn(deployment);
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
        const QString mask =
            QString(kMaskLength - kMaskNumberLength, u'0') +
            QString::number(masks.places.size() + 1, 16).rightJustified(kMaskNumberLength, u'0');
        masks.places.insert(mask, secret.key());
        edits.edits.push_back(Edit::set(secret.key(), mask));
    }
    auto masked = applied(deployment, edits);
    if (!masked)
        return tl::make_unexpected(masked.error());
    masks.deployment = *std::move(masked);
    return masks;
}

Result<model::SharedDeployment> withSecretsFor(const model::Deployment &deployment,
                                               const QHash<QString, QVariant> &byMask)
{
    EditSet edits;
    const auto secrets = secretsIn(deployment);
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
        if (const auto known = byMask.constFind(secret->value.toString()); known != byMask.constEnd())
            edits.edits.push_back(Edit::set(secret.key(), *known));
    }
    return applied(deployment, edits);
}

QList<PropertyPath> maskedSecrets(const model::Deployment &deployment)
{
    QList<PropertyPath> masked;
    const auto secrets = secretsIn(deployment);
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
        if (isSecretMask(secret->value.toString()))
            masked << secret.key();
    }
    std::sort(masked.begin(), masked.end());
    return masked;
}

int secretCount(const model::Deployment &deployment)
{
    const auto secrets = secretsIn(deployment);
    return static_cast<int>(
        std::count_if(secrets.begin(), secrets.end(), [](const Secret &secret) { return !isMask(secret); }));
}

Result<WithSecrets> withoutSecrets(const model::Deployment &deployment)
{
    EditSet edits;
    const auto secrets = secretsIn(deployment);
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret)
        edits.edits.push_back(Edit::set(secret.key(), secret->nothing));
    auto bare = applied(deployment, edits);
    if (!bare)
        return tl::make_unexpected(bare.error());
    return WithSecrets{*std::move(bare), static_cast<int>(secrets.size())};
}

Result<WithSecrets> withoutMasks(const model::Deployment &deployment)
{
    EditSet edits;
    const auto secrets = secretsIn(deployment);
    for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
        if (isMask(*secret))
            edits.edits.push_back(Edit::set(secret.key(), secret->nothing));
    }
    auto bare = applied(deployment, edits);
    if (!bare)
        return tl::make_unexpected(bare.error());
    return WithSecrets{*std::move(bare), static_cast<int>(edits.edits.size())};
}

Result<WithSecrets> withSecretsOf(const model::Deployment &deployment, const model::Deployment &current)
{
    const auto bare = withoutMasks(deployment);
    if (!bare)
        return tl::make_unexpected(bare.error());
    EditSet edits;
    const auto given = secretsIn(*bare->deployment);
    const auto known = secretsIn(current);
    for (auto secret = known.begin(); secret != known.end(); ++secret) {
        if (!given.contains(secret.key()) && resolve(*bare->deployment, secret.key()))
            edits.edits.push_back(Edit::set(secret.key(), secret->value));
    }
    auto complete = applied(*bare->deployment, edits);
    if (!complete)
        return tl::make_unexpected(complete.error());
    return WithSecrets{*std::move(complete), static_cast<int>(edits.edits.size())};
}

} // namespace turnpike::document
