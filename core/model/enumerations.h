// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>
#include <QObject>

/// The choices of the configuration, under the names that JSON and the command line use.
namespace turnpike::model {
Q_NAMESPACE

enum class PoolEdition { standard, enterprise };
Q_ENUM_NS(PoolEdition)

enum class LoadBalancerKind { none, hardware, dns };
Q_ENUM_NS(LoadBalancerKind)

enum class EncryptionLevel { require, support, none };
Q_ENUM_NS(EncryptionLevel)

enum class UrlFilterAction { block, allowAsText, warn };
Q_ENUM_NS(UrlFilterAction)

enum class FileFilterAction { blockAll, blockList };
Q_ENUM_NS(FileFilterAction)

enum class EdgeTopology { consolidated, singleSite, scaledSingleSite, multipleSite };
Q_ENUM_NS(EdgeTopology)

enum class ManagementRole { viewer, operator_, administrator };
Q_ENUM_NS(ManagementRole)

enum class RevisionStoreKind { sqlite, postgresql };
Q_ENUM_NS(RevisionStoreKind)

enum class LogLevel { error, warning, info, debug };
Q_ENUM_NS(LogLevel)

} // namespace turnpike::model
