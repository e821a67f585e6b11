// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/start_record.h"

#include "core/document/json_codec.h"
#include "relay/store/sealed_file.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kWithout = u"without";
constexpr QStringView kAsked = u"asked";
constexpr QStringView kHadFile = u"hadFile";
/// Sealed: both configurations hold secrets.
const auto kFileName = u"last-start"_s;

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
    const auto content = store::readSealedFile(stateFolder, kFileName);
    if (!content)
        return tl::make_unexpected(content.error());
    if (!*content)
        return std::optional<StartRecord>();
    const QJsonObject json = QJsonDocument::fromJson(**content).object();
    StartRecord record;
    record.hadFile = json.value(kHadFile).toBool();
    for (const auto &[key, side] : {std::pair(kWithout, &record.without), std::pair(kAsked, &record.asked)}) {
        auto read = deploymentIn(json, key, kFileName);
        if (!read)
            return tl::make_unexpected(read.error());
        *side = std::move(*read);
    }
    return record;
}

Result<void> StartRecord::write(const QString &stateFolder) const
{
    const QJsonObject json{{kHadFile.toString(), hadFile},
                           {kWithout.toString(), toJson(*without)},
                           {kAsked.toString(), toJson(*asked)}};
    return store::writeSealedFile(stateFolder, kFileName, QJsonDocument(json).toJson());
}

} // namespace turnpike::daemon
