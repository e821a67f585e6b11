// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/start_record.h"

#include "core/document/atomic_file.h"
#include "core/document/json_codec.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;

namespace {

constexpr QStringView kWithout = u"without";
constexpr QStringView kAsked = u"asked";
constexpr QStringView kHadFile = u"hadFile";

QString fileNameIn(const QString &stateFolder)
{
    return QDir(stateFolder).filePath(u"last-start.json"_s);
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
    const QJsonObject json = QJsonDocument::fromJson(file.readAll()).object();
    StartRecord record;
    record.hadFile = json.value(kHadFile).toBool();
    for (const auto &[key, side] : {std::pair(kWithout, &record.without), std::pair(kAsked, &record.asked)}) {
        auto read = deploymentIn(json, key, file.fileName());
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
    return document::writeFileAtomically(fileNameIn(stateFolder), QJsonDocument(json).toJson());
}

} // namespace turnpike::daemon
