// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/local_relay.h"

#include "app/turnpike/listening_port.h"
#include "core/base/random.h"
#include "core/document/default_deployment.h"
#include "core/document/edit.h"
#include "relay/management/in_process_connection.h"
#include "relay/probe/demo_traffic_driver.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStandardPaths>

#include <algorithm>
#include <array>

namespace turnpike::console {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

/// Which server of a deployment the console's own relay is.
const QString kName = u"this-computer"_s;
constexpr int kDemoCalls = 40;

struct LocalRelayWords {
    Q_DECLARE_TR_FUNCTIONS(LocalRelay)
};

QHostAddress hostAddress(const IpAddress &address)
{
    return QHostAddress(QString::fromStdString(address.toString()));
}

struct ListenedPort {
    QString property;
    Transport transport;
    QString name;
    Port model::AvEdge::*configured;
    std::optional<quint16> Options::*asked;
};

std::array<ListenedPort, 2> listenedPorts()
{
    return {{{u"udpPort"_s, Transport::Udp, u"UDP"_s, &model::AvEdge::udpPort, &Options::udpPort},
             {u"tcpPort"_s, Transport::Tcp, u"TCP"_s, &model::AvEdge::tcpPort, &Options::tcpPort}}};
}

const model::EdgeSite *ownSite(const model::Deployment &deployment)
{
    const auto found = std::find_if(
        deployment.edgeSites.begin(), deployment.edgeSites.end(),
        [](const model::EdgeSite &site) { return site.name == kName && !site.servers.isEmpty(); });
    return found == deployment.edgeSites.end() ? nullptr : &*found;
}

/// One that stands in a file is the relay's own affair.
QString secretTextOf(const model::EdgeSite &site)
{
    for (const auto &secret : site.avEdge.credentials.sharedSecrets) {
        if (!secret.secret.isEmpty())
            return secret.secret;
    }
    return {};
}

/// The port to listen on when it is not the configured one.
Result<std::optional<Port>> portFor(const ListenedPort &listened, const model::EdgeSite &site,
                                    const Options &options, ReplacedPorts &replaced)
{
    const QHostAddress address = hostAddress(site.servers.front().externalAddress);
    const Port configured = site.avEdge.*listened.configured;
    const std::optional<quint16> &asked = options.*listened.asked;
    // Taken or not: the relay's own error names a port that was asked for.
    if (asked && *asked != 0) {
        replaced.forget(listened.property);
        return *asked == configured.value ? std::optional<Port>() : std::optional(Port{*asked});
    }
    if (!asked && isFree(listened.transport, address, configured))
        return std::optional<Port>();
    // "One that is free" is any: two consoles that start together should not look for the same.
    const Port near = asked ? Port{static_cast<std::uint16_t>(1 + randomBelow(9999))} : configured;
    const Port free = freePortInsteadOf(near, listened.transport, address, site.avEdge.relayPorts);
    if (free.value == 0) {
        return fail(Error::Code::Unavailable, "no port is free for clients to come to",
                    address.toString().toStdString(), {}, "name one with --udp-port and --tcp-port");
    }
    if (asked)
        replaced.forget(listened.property);
    else
        replaced.replace(listened.property, configured, free);
    return std::optional(free);
}

} // namespace

LocalRelay::LocalRelay(const Options &options)
    : m_options(options)
{
}

LocalRelay::~LocalRelay() = default;

Result<std::unique_ptr<wire::RelayConnection>> LocalRelay::connect()
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
    const PropertyPath edge = PropertyPath::of(u"edgeSites").entry(kName).child(u"avEdge"_s);
    document::EditSet edits{LocalRelayWords::tr("Choose free ports"), {}};
    for (const ListenedPort &listened : listenedPorts()) {
        const auto port = portFor(listened, *site, m_options, *m_replaced);
        if (!port)
            return tl::make_unexpected(port.error());
        if (*port) {
            edits.edits.push_back(
                document::Edit::set(edge.child(listened.property), QVariant::fromValue(**port)));
        }
    }
    isChanged = !edits.edits.empty();
    return document::applied(*wanted, edits);
}

QString LocalRelay::notice() const
{
    if (!m_controller)
        return {};
    const auto running = m_controller->deployment({u"console"_s, wire::Role::Viewer});
    const model::EdgeSite *site = running ? ownSite(*running->deployment) : nullptr;
    if (!site)
        return {};
    QStringList taken;
    QStringList places;
    for (const ListenedPort &listened : listenedPorts()) {
        const auto replaced = m_replaced->all().constFind(listened.property);
        // A push may have moved it since.
        if (replaced == m_replaced->all().constEnd() || replaced->used != site->avEdge.*listened.configured)
            continue;
        taken += u"%1 (%2)"_s.arg(replaced->wanted.value).arg(listened.name);
        places += u"%1:%2 (%3)"_s.arg(hostAddress(site->servers.front().externalAddress).toString())
                      .arg(replaced->used.value)
                      .arg(listened.name);
    }
    if (places.isEmpty())
        return {};
    return LocalRelayWords::tr(
               "Because other programs use %1, the relay on this computer listens on %2, and stays there: "
               "tell clients so, or free what is taken, set it back under Edge sites and push.")
        .arg(QLocale().createSeparatedList(taken), QLocale().createSeparatedList(places));
}

Result<void> LocalRelay::start()
{
    QString folder = m_options.stateDirectory;
    if (folder.isEmpty())
        folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + "/relay"_L1;
    auto store = store::openSqliteStore(folder);
    if (!store)
        return tl::make_unexpected(store.error());
    const auto kept = (*store)->newestConfirmed();
    if (!kept && kept.error().code != Error::Code::NotFound)
        return tl::make_unexpected(kept.error());
    m_replaced = std::make_unique<ReplacedPorts>(folder);
    bool isChanged = false;
    const auto initial = withFreePorts(kept ? kept->deployment : document::defaultDeployment(), isChanged);
    if (!initial)
        return tl::make_unexpected(initial.error());
    management::RelayController::Options options;
    options.identity = {kName, kName};
    using Use = management::InitialConfiguration::Use;
    options.initial = {*initial, isChanged ? Use::WhenChanged : Use::WhenEmpty};
    options.displayName = LocalRelayWords::tr("This computer");
    auto controller = management::RelayController::start(std::move(options), std::move(*store));
    if (!controller)
        return tl::make_unexpected(controller.error());
    m_controller = std::move(*controller);
    // The port itself is remembered as a revision; without this file only the reason is forgotten.
    if (const QString reason = m_replaced->save(); !reason.isEmpty())
        qWarning("%s", qUtf8Printable(reason));
    return {};
}

Result<void> LocalRelay::startDemo()
{
    if (!m_controller)
        return fail(Error::Code::Unavailable, "synthetic calls need the relay on this computer", "--demo", {},
                    "leave out --relay");
    // Only an administrator is shown the secret that the synthetic callers need.
    const auto running = m_controller->deployment({u"demo"_s, wire::Role::Administrator});
    const model::EdgeSite *site = running ? ownSite(*running->deployment) : nullptr;
    const auto secret = site ? secretTextOf(*site) : QString();
    if (secret.isEmpty())
        return fail(Error::Code::NotFound, "synthetic calls need a shared secret", "edgeSites[this-computer]",
                    {}, "add one under Credentials and push it");
    probe::DemoTarget target;
    target.realm = site->avEdge.realm.toStdString();
    target.separator = edge::separatorOf(site->avEdge.credentials);
    target.sharedSecret = secret.toStdString();
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
    // Those of the demo, too: nobody can tell from them whether there is a real one among them.
    return m_controller ? static_cast<int>(m_controller->edge().allocationCount()) : 0;
}

} // namespace turnpike::console
