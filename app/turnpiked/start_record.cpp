// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/start_record.h"

#include "core/document/atomic_file.h"
#include "core/document/json_codec.h"
#include "relay/management/sealed_box.h"
#include "relay/management/state_key.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kWithout = u"without";
constexpr QStringView kAsked = u"asked";
constexpr QStringView kHadFile = u"hadFile";

const QByteArray kLabel = QByteArrayLiteral("last start");

QString fileNameIn(const QString &stateFolder)
{
    return QDir(stateFolder).filePath(u"last-start.sealed"_s);
}

/// It holds the same secrets as the database, so it is kept in the same way.
Result<QByteArray> sealKeyOf(const QString &stateFolder)
{
    const auto key = management::StateKey::open(stateFolder);
    if (!key)
        return tl::make_unexpected(key.error());
    return key->derived("seal of the last start");
}

Result<model::SharedDeployment> deploymentIn(const QJsonObject &json, QStringView key,
                                             const QString &fileName)
{
    auto read = document::fromJson(QJsonDocument(json.value(key).toObject()).toJson(), fileName);
    if (!read)
        return tl::make_unexpected(read.error());
    return std::make_shared<const model::Deployment>(std::move(*read));
}

QJsonObject toJson(const model::Deployment &deployment)
{
    return QJsonDocument::fromJson(document::toJson(deployment)).object();
}

} // namespace

Result<std::optional<StartRecord>> StartRecord::read(const QString &stateFolder)
{
    QFile file(fileNameIn(stateFolder));
    if (!file.exists())
        return std::optional<StartRecord>();
    if (!file.open(QIODevice::ReadOnly))
        return fail(Error::Code::Io, "cannot be read: " + file.errorString().toStdString(),
                    file.fileName().toStdString(), {}, "check its owner and its permissions");
    const auto key = sealKeyOf(stateFolder);
    if (!key)
        return tl::make_unexpected(key.error());
    auto content = management::unseal(*key, file.readAll(), kLabel);
    if (!content) {
        content.error().where = file.fileName().toStdString();
        return tl::make_unexpected(content.error());
    }
    const QJsonObject json = QJsonDocument::fromJson(*content).object();
    StartRecord record;
    record.hadFile = json.value(kHadFile).toBool();
    for (const auto &[side, deployment] : {std::pair(kWithout, &record.without), std::pair(kAsked, &record.asked)}) {
        auto read = deploymentIn(json, side, file.fileName());
        if (!read)
            return tl::make_unexpected(read.error());
        *deployment = std::move(*read);
    }
    return record;
}

Result<void> StartRecord::write(const QString &stateFolder) const
{
    const QJsonObject json{{kHadFile.toString(), hadFile},
                           {kWithout.toString(), toJson(*without)},
                           {kAsked.toString(), toJson(*asked)}};
    const auto key = sealKeyOf(stateFolder);
    if (!key)
        return tl::make_unexpected(key.error());
    const auto sealed = management::seal(*key, QJsonDocument(json).toJson(QJsonDocument::Compact), kLabel);
    if (!sealed)
        return tl::make_unexpected(sealed.error());
    return document::writeFileAtomically(fileNameIn(stateFolder), *sealed);
}

} // namespace turnpike::daemon
