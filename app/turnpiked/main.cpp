// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signals/unix_signals.h"
#include "app/turnpiked/configuration_warnings.h"
#include "app/turnpiked/kept_pushes.h"
#include "app/turnpiked/log_output.h"
#include "app/turnpiked/machine_check.h"
#include "app/turnpiked/options.h"
#include "app/turnpiked/relay_daemon.h"
#include "app/turnpiked/starting_deployment.h"
#include "core/base/process_secrets.h"
#include "relay/management/clock.h"
#include "relay/net/process_limits.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <array>
#include <cstdio>
#include <limits>

using namespace Qt::StringLiterals;
using namespace turnpike;
using namespace turnpike::daemon;

namespace {

constexpr int kFailed = 1;
constexpr int kWrongInput = 2;

int complainAbout(const Error &error, int status)
{
    logStart(model::LogLevel::error, QString::fromStdString(error.text()));
    return status;
}

/// Errors and warnings are always shown; what is only worth knowing, when it was asked for.
int report(const validation::Problems &problems, validation::Severity least)
{
    logStart(problemLines(problems, least));
    return validation::hasErrors(problems) ? kWrongInput : 0;
}

/// False when the machine does not let it run.
bool reportMachine(const StartingDeployment &starting, const Options &options, bool isServing)
{
    const auto check = checkMachine(*starting.deployment, starting.identity, options, isServing);
    for (const auto &line : check.warnings)
        logStart(model::LogLevel::warning, line);
    for (const auto &error : check.errors)
        logStart(model::LogLevel::error, QString::fromStdString(error.text()));
    return check.errors.empty();
}

/// What a start would do and the relay that runs already does not.
Result<void> refuseWhatNeedsAStart(const Options &options)
{
    const char *const option = options.startAnew        ? "--start-anew"
                               : options.renewAuditHead ? "--renew-audit-head"
                                                        : nullptr;
    if (option == nullptr)
        return {};
    return fail(Error::Code::Conflict,
                "a relay runs on this state folder, so nothing can be done to what it keeps there", option,
                "only at the start of a relay",
                "stop the relay and start it with this option, or leave the option away to get a code from "
                "the one that runs");
}

/// A relay runs on this state folder already: it takes the code from there.
int leavePairingCode(const Options &options)
{
    if (auto checked = refuseWhatNeedsAStart(options); !checked)
        return complainAbout(checked.error(), kWrongInput);
    if (options.changesConfiguration())
        logStart(model::LogLevel::warning,
                 u"a relay runs on this state folder already, so only the code is made: what the other "
                 "options say of the configuration is not heeded"_s);
    const auto now = management::systemClock()->now();
    const trust::PairingCode code(options.pairRole, now);
    const QString file = trust::pairingCodeFile(options.stateFolder);
    const auto before = trust::PairingCode::read(file);
    if (auto written = code.write(file); !written)
        return complainAbout(written.error(), kFailed);
    if (before && before->isValid(now))
        logStart(model::LogLevel::info,
                 u"the pairing code %1 (%2), which was printed before, no longer works"_s.arg(
                     before->beginning(), wire::toText(before->role())));
    say(u"pairing code %1 (%2, for 10 minutes)"_s.arg(code.text(), wire::toText(code.role())));
    const auto store = store::openSqliteStore(options.stateFolder, store::StoreStart::ToLook);
    const auto issued = store ? (*store)->certificates() : errorOf(store);
    if (!issued)
        logStart(model::LogLevel::warning, QString::fromStdString(issued.error().text()));
    else if (const auto replaced = trust::replaceableBy(code.role(), *issued); !replaced.isEmpty())
        say(replaced);
    return 0;
}

/// What the file said last, where no start has left a record: without it the pushes since would be lost.
Result<std::optional<StartRecord>> lastFileIn(const store::RevisionStore &store)
{
    const auto revisions = store.revisions(std::numeric_limits<int>::max());
    if (!revisions)
        return tl::make_unexpected(revisions.error());
    for (const auto &revision : *revisions) {
        if (revision.author != store::kCommandLineAuthor)
            continue;
        const auto found = store.revision(revision.number);
        if (!found)
            return tl::make_unexpected(found.error());
        return StartRecord{found->deployment, found->deployment, true};
    }
    return std::optional<StartRecord>();
}

/// What ran last, and what the start before this one was asked for.
Result<EarlierStarts> earlierStarts(const Options &options, const store::RevisionStore &store)
{
    EarlierStarts earlier;
    earlier.pushThatSet = [pushes = KeptPushes(store)](const document::PropertyPath &path,
                                                       const model::Deployment &holder) mutable {
        return pushes.whoSet(path, holder);
    };
    const auto stored = store.newestConfirmed();
    if (stored)
        earlier.stored = stored->deployment;
    else if (stored.error().code != Error::Code::NotFound)
        return tl::make_unexpected(stored.error());
    auto last = options.startAnew ? Result<std::optional<StartRecord>>(std::optional<StartRecord>())
                                  : StartRecord::read(options.stateFolder);
    if (last && !*last && earlier.stored && !options.deploymentFile.isEmpty())
        last = lastFileIn(store);
    if (last)
        earlier.last = std::move(*last);
    else
        logStart(model::LogLevel::warning,
                 u"options of the start before this one stay in force where they are left away now: "_s +
                     QString::fromStdString(last.error().text()));
    return earlier;
}

int check(const Options &options)
{
    // A check changes nothing: where nothing is yet, nothing is made.
    const auto store = options.startAnew || QDir(options.stateFolder).isEmpty()
                           ? store::openSqliteStore(u":memory:"_s)
                           : store::openSqliteStore(options.stateFolder, store::StoreStart::ToLook);
    if (!store)
        return complainAbout(store.error(), kFailed);
    const auto earlier = earlierStarts(options, **store);
    if (!earlier)
        return complainAbout(earlier.error(), kFailed);
    const auto starting = startingDeployment(options, *earlier);
    if (!starting)
        return complainAbout(starting.error(), kWrongInput);
    for (const auto &note : options.notes + starting->notes)
        logStart(model::LogLevel::info, note);
    const auto problems = validation::validate(*starting->deployment);
    int status = report(problems, validation::Severity::Information);
    if (!reportMachine(*starting, options, store::isStoreInUse(options.stateFolder)) && status == 0)
        status = kFailed;
    logStart(notServedLines(*starting->deployment, starting->identity));
    say(status == 0         ? u"the configuration of %1 is valid"_s.arg(starting->identity.toString())
        : status == kFailed ? u"the configuration is valid, but cannot run on this machine"_s
                            : u"the configuration is not valid"_s);
    return status;
}

int serve(const Options &options)
{
    UnixSignals signals;
    auto store = store::openSqliteStore(options.stateFolder, options.startAnew ? store::StoreStart::Anew
                                                                               : store::StoreStart::AsBefore);
    if (!store) {
        if (options.pair && store.error().code == Error::Code::Conflict)
            return leavePairingCode(options);
        return complainAbout(store.error(), kFailed);
    }
    const auto earlier = earlierStarts(options, **store);
    if (!earlier)
        return complainAbout(earlier.error(), kFailed);
    const auto starting = startingDeployment(options, *earlier);
    if (!starting)
        return complainAbout(starting.error(), kWrongInput);
    for (const auto &note : options.notes + starting->notes)
        logStart(model::LogLevel::info, note);
    if (const int status = report(validation::validate(*starting->deployment), validation::Severity::Warning);
        status != 0)
        return status;
    if (!reportMachine(*starting, options, false))
        return kFailed;
    // Before the first thread of the relay begins. Where the kernel has no Landlock, the service manager
    // fences.
    net::fenceIn(QFile::encodeName(options.stateFolder).constData());
    RelayDaemon relay(options, signals);
    if (auto started = relay.start(std::move(*store), *starting); !started)
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
    startLogging(options ? options->logFormat.value_or(usualLogFormat()) : usualLogFormat());
    constexpr std::array<std::string_view, 3> kSecrets{"user", "shared-secret", "set"};
    eraseArguments(argc, argv, kSecrets);
    net::raiseDescriptorLimit();
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
