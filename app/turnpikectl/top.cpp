// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/allocation_table.h"
#include "app/turnpikectl/session.h"
#include "core/model/inert_text.h"
#include "core/wire/json.h"

#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

constexpr int kLinesAboveTheTable = 5;

/// Rows that fit below the heading; -1 where the output is no terminal.
int rowsThatFit()
{
    winsize size{};
    if (isatty(STDOUT_FILENO) == 0 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
        return -1;
    return std::max(1, size.ws_row - kLinesAboveTheTable - 1);
}

double sum(const QHash<quint64, double> &rates)
{
    double total = 0;
    for (const auto rate : rates)
        total += rate;
    return total;
}

QString heading(const QString &relay, const live::Snapshot &snapshot, const QHash<quint64, double> &rates)
{
    const auto &totals = snapshot.totals;
    return u"%1  %2  revision %3%4\n"_s.arg(
               escapedForTerminal(relay), wire::toText(wire::toDateTime(snapshot.time)),
               QString::number(snapshot.revision), snapshot.draining ? u"  DRAINING"_s : QString()) +
           u"%1 allocations, %2/s  relay ports %3, %4 workers\n"_s.arg(snapshot.allocations.size())
               .arg(byteText(sum(rates)), QString::fromStdString(snapshot.relayPorts.toString()))
               .arg(snapshot.workers) +
           u"since start: %1 made, %2 ended, %3 wrong credentials, %4 forbidden peers, %5 over quota\n"_s
               .arg(totals.allocationsCreated)
               .arg(totals.allocationsEnded)
               .arg(totals.wrongCredentials)
               .arg(totals.forbiddenPeers)
               .arg(totals.quotaRefusals + totals.capacityRefusals);
}

int showOnce(Session &session, wire::RelayConnection &connection)
{
    const auto picture = session.await(connection.snapshot());
    if (!picture)
        return session.failed(picture.error());
    printLines(heading(connection.displayName(), **picture, {}));
    printLines(allocationTable(**picture, {}));
    return kOk;
}

int run(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    if (session.invocation().has("once"))
        return showOnce(session, **connection);

    const bool isTerminal = isatty(STDOUT_FILENO) == 1;
    live::SharedSnapshot before;
    QObject::connect(*connection, &wire::RelayConnection::snapshotArrived, *connection,
                     [&](const live::SharedSnapshot &picture) {
                         const auto rates =
                             before ? ratesBetween(*before, *picture) : QHash<quint64, double>();
                         before = picture;
                         if (isTerminal)
                             clearScreen();
                         printLines(heading((*connection)->displayName(), *picture, rates));
                         printLines(allocationTable(*picture, rates, rowsThatFit()));
                     });
    // It keeps looking until the person ends the program, also over a restart of the relay.
    (*connection)->setLiveInterest(true);
    session.awaitCondition([&] { return (*connection)->state() == wire::RelayConnection::State::Refused; });
    return session.failed((*connection)->lastError().value_or(Error{}));
}

constexpr Option kOptions[] = {{"once", nullptr, "print one table and end"}};

} // namespace

const Command kTop{"top", "", 0, 0, "Watch the live allocations, busiest first", kOptions, run};

} // namespace turnpike::ctl
