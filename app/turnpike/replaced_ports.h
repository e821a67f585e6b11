// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/port.h"

#include <QHash>
#include <QString>

namespace turnpike::console {

/// Which configured port of the relay on this computer was taken, and which one stands in its place. In a
/// file beside the relay's revisions, so that the next start still knows why clients have to look elsewhere.
class ReplacedPorts {
public:
    struct Replacement {
        Port wanted;
        Port used;
    };

    /// Nothing is read, and nothing is written, when `folder` cannot be used: the relay says so itself.
    explicit ReplacedPorts(const QString &folder);

    /// By property: "udpPort", "tcpPort".
    [[nodiscard]] const QHash<QString, Replacement> &all() const { return m_ports; }
    /// What was replaced before is still what was wanted.
    void replace(const QString &property, Port configured, Port used);
    /// The configuration says otherwise by now.
    void forget(const QString &property);
    /// Empty when it is on disk, else why not.
    [[nodiscard]] QString save() const;

private:
    QString m_fileName;
    QHash<QString, Replacement> m_ports;
};

} // namespace turnpike::console
