// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/replaced_ports.h"

#include "core/document/atomic_file.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

Port portOf(const QJsonValue &value)
{
    const int number = value.toInt();
    return {static_cast<std::uint16_t>(number > 0 && number <= 65535 ? number : 0)};
}

} // namespace

ReplacedPorts::ReplacedPorts(const QString &folder)
    : m_fileName(folder + u"/replaced-ports.json"_s)
{
    QFile file(m_fileName);
    if (!file.open(QIODevice::ReadOnly))
        return;
    const QJsonObject ports = QJsonDocument::fromJson(file.readAll()).object();
    for (auto port = ports.begin(); port != ports.end(); ++port) {
        const QJsonObject both = port->toObject();
        const Replacement replacement{portOf(both.value(u"wanted"_s)), portOf(both.value(u"used"_s))};
        if (replacement.wanted.value != 0 && replacement.used.value != 0)
            m_ports.insert(port.key(), replacement);
    }
}

void ReplacedPorts::replace(const QString &property, Port configured, Port used)
{
    const auto before = m_ports.constFind(property);
    const bool wasReplaced = before != m_ports.constEnd() && before->used == configured;
    m_ports.insert(property, {wasReplaced ? before->wanted : configured, used});
}

void ReplacedPorts::forget(const QString &property)
{
    m_ports.remove(property);
}

QString ReplacedPorts::save() const
{
    if (m_ports.isEmpty() && !QFile::exists(m_fileName))
        return {};
    QJsonObject ports;
    for (auto port = m_ports.begin(); port != m_ports.end(); ++port)
        ports.insert(port.key(),
                     QJsonObject{{u"wanted"_s, port->wanted.value}, {u"used"_s, port->used.value}});
    const auto written = document::writeFileAtomically(m_fileName, QJsonDocument(ports).toJson());
    return written ? QString() : QString::fromStdString(written.error().text());
}

} // namespace turnpike::console
