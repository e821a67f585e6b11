// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/machine_check.h"

#include "core/document/regular_file.h"
#include "core/document/secrets.h"
#include "relay/edge/served_files.h"
#include "relay/net/bound_socket.h"
#include "relay/net/machine_addresses.h"

#include <QDir>

#include <algorithm>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;

namespace {

struct Listener {
    Transport transport;
    TransportAddress address;
    std::string what;
};

std::vector<Listener> listenersOf(const model::Deployment &deployment, const edge::Settings &settings)
{
    std::vector<Listener> listeners;
    for (const auto &listener : settings.listeners)
        listeners.push_back(
            {listener.transport, listener.address, "listener " + std::string(name(listener.transport))});
    const auto &management = deployment.management;
    const auto metrics = TransportAddress::parse(management.metricsListen.toStdString());
    // Any port of a relay address: whether the machine has it.
    for (Listener listener :
         {Listener{Transport::Udp, {settings.relayAddress, Port{}}, "relay address"},
          Listener{Transport::Udp, {settings.secondRelayAddress, Port{}}, "second relay address"},
          Listener{Transport::Tcp, {management.listen, management.port}, "management interface tcp"},
          Listener{Transport::Tcp, metrics ? *metrics : TransportAddress(), "metrics tcp"}}) {
        if (!listener.address.address.isNone())
            listeners.push_back(std::move(listener));
    }
    return listeners;
}

/// A configuration does not know the interfaces of its machine, so its rules cannot warn of them.
QStringList openedOwnAddresses(const turn::PeerPolicy::Rules &rules)
{
    QStringList lines;
    const auto machine = net::machineAddresses();
    if (!machine)
        return {QString::fromStdString(machine.error().text())};
    for (const IpNetwork &rule : rules.allow) {
        const IpAddress &own = rule.address();
        const bool isNamed =
            rule.prefixLength() == own.bits() &&
            std::ranges::any_of(*machine, [&](const IpNetwork &local) { return local.contains(own); });
        const bool isConfigured = std::ranges::find(rules.ownAddresses, own) != rules.ownAddresses.end() ||
                                  std::ranges::find(rules.relayAddresses, own) != rules.relayAddresses.end();
        if (isNamed && !isConfigured && !own.isLoopback())
            lines << u"peers.allow opens %1, an address of this machine: whoever may use the relay "
                     u"also reaches every program that listens there"_s.arg(
                         QString::fromStdString(own.toString()));
    }
    return lines;
}

/// What is wrong with the files that the settings name.
QStringList fileLines(const edge::Settings &settings)
{
    QStringList lines;
    edge::ServedFiles::of(settings).tell([&lines](edge::Severity severity, const std::string &line) {
        if (severity != edge::Severity::Information)
            lines << QString::fromStdString(line);
    });
    return lines;
}

} // namespace

MachineCheck checkMachine(const model::Deployment &deployment, const edge::Identity &identity,
                          const Options &options, bool isServing)
{
    MachineCheck check;
    const auto settings = edge::settingsFor(deployment, identity);
    if (!settings) {
        check.errors.push_back(settings.error());
        return check;
    }
    bool isAnyInUse = false;
    for (const Listener &listener : listenersOf(deployment, *settings)) {
        const auto tried = net::tryListening(listener.transport, listener.address, listener.what);
        if (tried)
            continue;
        if (isServing && tried.error().code == Error::Code::AlreadyExists)
            isAnyInUse = true;
        else
            check.errors.push_back(tried.error());
    }
    if (isAnyInUse)
        check.warnings << u"ports that are in use were taken for those of the relay that runs on this state "
                          u"folder"_s;
    // A start says the same once it serves them.
    if (options.onlyCheck)
        check.warnings += fileLines(*settings);
    check.warnings += machineWarnings(deployment, identity, options);
    return check;
}

QStringList machineWarnings(const model::Deployment &deployment, const edge::Identity &identity,
                            const Options &options)
{
    const auto settings = edge::settingsFor(deployment, identity);
    return (settings ? openedOwnAddresses(settings->turn.peers.rules()) : QStringList()) +
           openFiles(deployment, options);
}

QStringList openFiles(const model::Deployment &deployment, const Options &options)
{
    QStringList lines;
    const auto look = [&lines](const QString &fileName, const char *what) {
        if (fileName.isEmpty())
            return;
        if (const auto checked = document::checkPrivate(fileName, what); !checked) {
            const QString line = QString::fromStdString(checked.error().text());
            if (!lines.contains(line))
                lines << line;
        }
    };
    // The service manager sees to its own.
    const auto lookAtList = [&look](const QString &fileName) {
        if (fileName.contains(u'/'))
            look(fileName, "the file of users or secrets");
    };
    if (!options.deploymentFile.isEmpty() && options.deploymentFile != u"default" &&
        document::secretCount(deployment) > 0)
        look(options.deploymentFile, "the configuration, which holds secrets,");
    const QDir stateFolder(options.stateFolder);
    if (const auto checked = document::checkPrivateFolder(options.stateFolder, "the state folder"); !checked)
        lines << QString::fromStdString(checked.error().text());
    look(stateFolder.filePath(u"authority.key"_s), "the key that makes certificates for administrators");
    look(stateFolder.filePath(u"server.key"_s), "the key of the management interface");
    look(options.keyFile, "the key of the relay's certificate");
    for (const auto &site : deployment.edgeSites) {
        for (const auto &certificate : site.avEdge.certificates)
            look(certificate.keyFile, "the key of the relay's certificate");
        for (const auto &users : site.avEdge.credentials.userFiles)
            lookAtList(users.file);
        for (const auto &secret : site.avEdge.credentials.sharedSecrets)
            lookAtList(secret.secretFile);
    }
    look(deployment.management.certificateFile, "the certificate of the management interface with its key");
    return lines;
}

} // namespace turnpike::daemon
