// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/local_relay.h"

#include "core/document/default_deployment.h"
#include "core/document/edit.h"
#include "relay/management/in_process_connection.h"
#include "relay/probe/demo_traffic_driver.h"

#include <QCoreApplication>
#include <QStandardPaths>
#include <QTcpServer>
#include <QUdpSocket>

#include <algorithm>

namespace turnpike::console {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

/// Which server of a deployment the console's own relay is.
const QString kName = u"this-computer"_s;
constexpr int kDemoCalls = 40;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LocalRelay)
};

QHostAddress hostAddress(const IpAddress &address)
{
    return QHostAddress(QString::fromStdString(address.toString()));
}

/// Port 0 finds one that is free; 0 as the answer: taken.
template <class Socket>
quint16 tryPort(const QHostAddress &address, quint16 port);

template <>
quint16 tryPort<QUdpSocket>(const QHostAddress &address, quint16 port)
{
    QUdpSocket socket;
    return socket.bind(address, port, QAbstractSocket::DontShareAddress) ? socket.localPort() : 0;
}

template <>
quint16 tryPort<QTcpServer>(const QHostAddress &address, quint16 port)
{
    QTcpServer server;
    return server.listen(address, port) ? server.serverPort() : 0;
}

const model::EdgeSite *ownSite(const model::Deployment &deployment)
{
    const auto found = std::find_if(
        deployment.edgeSites.begin(), deployment.edgeSites.end(),
        [](const model::EdgeSite &site) { return site.name == kName && !site.servers.isEmpty(); });
    return found == deployment.edgeSites.end() ? nullptr : &*found;
}

} // namespace

LocalRelay::LocalRelay(const Options &options)
    : m_options(options)
{
}

LocalRelay::~LocalRelay() = default;

Result<std::unique_ptr<client::RelayConnection>> LocalRelay::connect()
{
    if (!m_controller) {
        if (const Result<void> started = start(); !started)
            return tl::make_unexpected(started.error());
    }
    return std::make_unique<management::InProcessConnection>(m_controller.get());
}

Result<model::SharedDeployment> LocalRelay::withFreePorts(const model::SharedDeployment &wanted,
                                                          bool &isChanged)
{
    const model::EdgeSite *site = ownSite(*wanted);
    if (!site)
        return wanted; // the controller says what is missing
    const QHostAddress address = hostAddress(site->servers.front().externalAddress);
    const PropertyPath edge = PropertyPath::of(u"edgeSites").entry(kName).child(u"avEdge"_s);
    document::EditSet edits{Words::tr("Choose free ports"), {}};
    const auto choose = [&](const QString &property, Port configured, const std::optional<quint16> &asked,
                            quint16 (*tryPort)(const QHostAddress &, quint16)) -> Result<void> {
        quint16 port = asked.value_or(configured.value);
        if (asked && port == configured.value)
            return {}; // taken or not: the relay's own error names it
        if (!asked) {
            if (tryPort(address, port) != 0)
                return {};
            port = 0;
        }
        if (port == 0) {
            port = tryPort(address, 0);
            if (port == 0)
                return fail(Error::Code::Unavailable, "no port is free", address.toString().toStdString());
            if (!asked) {
                m_notice +=
                    Words::tr("Port %1 is in use by another program; the relay on this computer listens on "
                              "port %2 instead (%3). ")
                        .arg(configured.value)
                        .arg(port)
                        .arg(property == u"udpPort" ? u"UDP"_s : u"TCP"_s);
            }
        }
        edits.edits.push_back(document::Edit::set(edge.child(property), QVariant::fromValue(Port{port})));
        isChanged = true;
        return {};
    };
    if (auto done = choose(u"udpPort"_s, site->avEdge.udpPort, m_options.udpPort, &tryPort<QUdpSocket>);
        !done)
        return tl::make_unexpected(done.error());
    if (auto done = choose(u"tcpPort"_s, site->avEdge.tcpPort, m_options.tcpPort, &tryPort<QTcpServer>);
        !done)
        return tl::make_unexpected(done.error());
    return document::applied(*wanted, edits);
}

Result<void> LocalRelay::start()
{
    QString folder = m_options.stateDirectory;
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/relay"_L1;
    auto store = management::openSqliteStore(folder);
    if (!store)
        return tl::make_unexpected(store.error());
    const auto kept = (*store)->newestConfirmed();
    if (!kept && kept.error().code != Error::Code::NotFound)
        return tl::make_unexpected(kept.error());
    bool isChanged = false;
    const auto initial = withFreePorts(kept ? kept->deployment : document::defaultDeployment(), isChanged);
    if (!initial)
        return tl::make_unexpected(initial.error());
    management::RelayController::Options options;
    options.identity = {kName, kName};
    options.initial = *initial;
    options.isInitialAskedFor = isChanged;
    options.displayName = Words::tr("This computer");
    auto controller = management::RelayController::start(std::move(options), std::move(*store));
    if (!controller)
        return tl::make_unexpected(controller.error());
    m_controller = std::move(*controller);
    return {};
}

Result<void> LocalRelay::startDemo()
{
    if (!m_controller)
        return fail(Error::Code::Unavailable, "synthetic calls need the relay on this computer", "--demo", {},
                    "leave out --relay");
    // Only an administrator is shown the secret that the synthetic callers need.
    const auto running = m_controller->deployment({u"demo"_s, client::Role::Administrator});
    const model::EdgeSite *site = running ? ownSite(*running->deployment) : nullptr;
    if (!site || site->avEdge.credentials.sharedSecrets.isEmpty())
        return fail(Error::Code::NotFound, "synthetic calls need a shared secret", "edgeSites[this-computer]",
                    {}, "add one under Credentials and push it");
    probe::DemoTarget target;
    target.realm = site->avEdge.realm.toStdString();
    target.separator = edge::separatorOf(site->avEdge.credentials);
    target.sharedSecret = site->avEdge.credentials.sharedSecrets.front().secret.toStdString();
    for (const live::Listener &listener : m_controller->edge().listeners()) {
        if (listener.transport == "udp")
            target.udp = listener.address;
        else if (listener.transport == "tcp")
            target.tcp = listener.address;
    }
    m_demo = probe::makeDemoTraffic(std::move(target));
    return m_demo->start(kDemoCalls);
}

int LocalRelay::callCount() const
{
    // Synthetic calls are nobody's.
    return m_controller && !m_demo ? static_cast<int>(m_controller->edge().allocationCount()) : 0;
}

} // namespace turnpike::console
