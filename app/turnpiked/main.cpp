// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/options.h"
#include "app/turnpiked/relay_daemon.h"
#include "app/turnpiked/starting_deployment.h"
#include "app/turnpiked/unix_signals.h"
#include "core/base/process_guard.h"
#include "relay/management/clock.h"

#include <QCoreApplication>
#include <QFile>

#include <array>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace turnpike;
using namespace turnpike::daemon;

namespace {

constexpr int kFailed = 1;
constexpr int kWrongInput = 2;

int complainAbout(const Error &error, int status)
{
    complain(QString::fromStdString(error.text()));
    return status;
}

/// Errors are always shown; what is only worth knowing, when it was asked for.
int report(const validation::Problems &problems, bool showAll)
{
    for (const auto &problem : problems) {
        const bool isError = problem.severity == validation::Severity::Error;
        if (isError || showAll)
            complain((isError ? u"error: "_s : u"note: "_s) + problem.path.toString() + u": "_s +
                     problem.message);
    }
    return validation::hasErrors(problems) ? kWrongInput : 0;
}

/// A relay runs on this state folder already: it takes the code from there.
int leavePairingCode(const Options &options)
{
    const management::PairingCode code(options.pairRole, management::systemClock()->now());
    if (auto written = code.write(management::pairingCodeFile(options.stateFolder)); !written)
        return complainAbout(written.error(), kFailed);
    say(u"pairing code %1 (%2, for 10 minutes)"_s.arg(code.text(), client::wire::toText(code.role())));
    return 0;
}

Result<model::SharedDeployment> storedIn(const management::RevisionStore &store)
{
    const auto stored = store.newestConfirmed();
    if (stored)
        return stored->deployment;
    if (stored.error().code == Error::Code::NotFound)
        return model::SharedDeployment();
    return tl::make_unexpected(stored.error());
}

int check(const Options &options)
{
    model::SharedDeployment stored;
    if (options.deploymentFile.isEmpty()) {
        auto store = management::openSqliteStore(options.stateFolder);
        auto newest = store ? storedIn(**store) : tl::make_unexpected(store.error());
        if (!newest)
            return complainAbout(newest.error(), kFailed);
        stored = std::move(*newest);
    }
    const auto starting = startingDeployment(options, stored);
    if (!starting)
        return complainAbout(starting.error(), kWrongInput);
    const auto problems = validation::validate(*starting->deployment);
    const int status = report(problems, true);
    say(status == 0 ? u"the configuration of %1 is valid"_s.arg(starting->identity.toString())
                    : u"the configuration is not valid"_s);
    return status;
}

int serve(const Options &options)
{
    UnixSignals signals;
    auto store = management::openSqliteStore(options.stateFolder, options.startAnew
                                                                      ? management::StoreStart::Anew
                                                                      : management::StoreStart::AsBefore);
    if (!store) {
        if (options.pair && store.error().code == Error::Code::Conflict)
            return leavePairingCode(options);
        return complainAbout(store.error(), kFailed);
    }
    const auto stored = storedIn(**store);
    if (!stored)
        return complainAbout(stored.error(), kFailed);
    const auto starting = startingDeployment(options, *stored);
    if (!starting)
        return complainAbout(starting.error(), kWrongInput);
    if (const int status = report(validation::validate(*starting->deployment), false); status != 0)
        return status;
    // Before the first thread of the relay begins. Where the kernel has no Landlock, the service manager
    // fences.
    fenceIn(QFile::encodeName(options.stateFolder).constData());
    RelayDaemon relay(options, signals);
    if (auto started = relay.start(std::move(*store), starting->deployment, starting->identity); !started)
        return complainAbout(started.error(), kFailed);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"turnpiked"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(TURNPIKE_VERSION));
    forbidDumps();
    const auto options = parseOptions(QCoreApplication::arguments());
    constexpr std::array<std::string_view, 3> kSecrets{"user", "shared-secret", "set"};
    eraseArguments(argc, argv, kSecrets);
    raiseDescriptorLimit();
    if (!options)
        return complainAbout(options.error(), kWrongInput);
    if (options->showHelp) {
        std::fputs(qPrintable(helpText()), stdout);
        return 0;
    }
    if (options->showVersion) {
        std::puts("turnpiked " TURNPIKE_VERSION);
        return 0;
    }
    return options->onlyCheck ? check(*options) : serve(*options);
}
