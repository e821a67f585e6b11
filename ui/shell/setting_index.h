// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/property_path.h"

#include <QHash>
#include <QString>

#include <functional>
#include <vector>

namespace turnpike::ui {

/// A setting under all the names that a person may know it by.
struct NamedSetting {
    document::PropertyPath path;
    QString label;    ///< "Partition output by OU"; of an entry or a list its name
    QString place;    ///< "pool1 › Address book"
    QString keywords; ///< property name, WMI name, path
    QString value;    ///< as its page shows it; never a secret
    QString help;     ///< the line below the field
};

/// Every setting of a deployment, and every list, in declaration order. The name of an entry stands for the
/// entry: who knows the name is led to its row.
[[nodiscard]] std::vector<NamedSetting> settingsOf(const model::Deployment &deployment);
/// Page → the names of its settings, by which the page is found. Entries that share a page have the same
/// names and are looked at once.
[[nodiscard]] QHash<QString, QString>
wordsOfPages(const model::Deployment &deployment,
             const std::function<QString(const document::PropertyPath &)> &pageOf);

} // namespace turnpike::ui
