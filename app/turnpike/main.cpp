// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signals/unix_signals.h"
#include "app/turnpike/end_requests.h"
#include "app/turnpike/local_ports.h"
#include "app/turnpike/local_relay.h"
#include "app/turnpike/options.h"
#include "app/turnpike/saved_relay.h"
#include "app/turnpike/screenshots.h"
#include "core/base/inert_text.h"
#include "relay/net/process_limits.h"
#include "relay/probe/relay_test.h"
#include "ui/shell/language.h"
#include "ui/shell/main_window.h"
#include "ui/style/theme.h"
#include "ui/workspace/conditions.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cstdio>

using namespace turnpike;
using namespace Qt::StringLiterals;

namespace {

constexpr int kBadOption = 2;
constexpr int kNoDisplay = 3;

void say(const std::string &text)
{
    std::fprintf(stderr, "turnpike: %s\n", escapedForLog(text).c_str());
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariable("DISPLAY").isEmpty() ||
           !qEnvironmentVariable("WAYLAND_DISPLAY").isEmpty();
}

} // namespace

int main(int argc, char **argv)
{
    QStringList arguments;
    for (int index = 0; index < argc; ++index)
        arguments += QString::fromLocal8Bit(argv[index]);
    Result<console::Options> parsed = console::parseOptions(arguments);
    if (!parsed) {
        say(parsed.error().text());
        return kBadOption;
    }
    console::Options &options = *parsed;
    if (options.wantsHelp || options.wantsVersion) {
        const QCoreApplication application(argc, argv);
        std::puts(options.wantsHelp ? qPrintable(console::helpText()) : "turnpike " TURNPIKE_VERSION);
        return 0;
    }
    if (!hasDisplay()) {
        say("there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open; "
            "run turnpiked for a relay without a window, and turnpikectl to control it");
        return kNoDisplay;
    }

    app::UnixSignals::block();
    // The relay of this computer has a socket for every call.
    net::raiseDescriptorLimit();
    QApplication application(argc, argv);
    app::UnixSignals signals;
    QApplication::setApplicationName(u"turnpike"_s);
    QApplication::setApplicationDisplayName(u"Turnpike"_s);
    QApplication::setApplicationVersion(QStringLiteral(TURNPIKE_VERSION));
    ui::installLanguage(application);

    // Pictures show the product, not what this person has done with it.
    QTemporaryDir untouched;
    if (!options.screenshots.isEmpty()) {
        options.demo = true;
        options.stateDirectory = untouched.filePath(u"state"_s);
        options.dataDirectory = untouched.filePath(u"data"_s);
    }
    const bool hasOwnData = !options.dataDirectory.isEmpty();
    QSettings settings((hasOwnData ? options.dataDirectory
                                   : QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation)) +
                           u"/turnpike.ini"_s,
                       QSettings::IniFormat);
    ui::Theme::install(application, options.theme.value_or(
                                        static_cast<ui::Theme::Choice>(settings.value(u"theme"_s).toInt())));

    const auto secrets = client::openSecretStore();
    const auto dialogs = ui::desktopModalPort();
    console::LocalRelay localRelay(options);
    ui::Workspace::Options workspaceOptions;
    workspaceOptions.dataFolder = options.dataDirectory;
    ui::Workspace workspace(workspaceOptions);

    ui::RelayAccess relays;
    relays.profiles =
        client::ProfileStore(hasOwnData ? options.dataDirectory + u"/connections"_s : QString());
    relays.secrets = secrets.get();
    relays.tester = [](const std::string &url, const diagnosis::TestCredential &credential,
                       const std::stop_token &stop) { return probe::testRelay(url, credential, stop); };
    relays.callsThatEndWithUs = [&localRelay] { return localRelay.callCount(); };
    relays.thisComputer = [&localRelay, &workspace]() -> std::unique_ptr<wire::RelayConnection> {
        const QString id = u"local-relay"_s;
        auto connection = localRelay.connect();
        if (!connection) {
            say(connection.error().text());
            workspace.log(ui::errorText(connection.error()));
            workspace.conditions().raise(
                {id, ui::Conditions::Severity::Error,
                 QApplication::translate("LocalRelay", "The relay on this computer cannot start. %1")
                     .arg(ui::errorText(connection.error()))});
            return nullptr;
        }
        workspace.conditions().clear(id);
        if (const QString notice = localRelay.notice(); !notice.isEmpty())
            say(notice.toStdString());
        return std::move(*connection);
    };
    const auto named = [&]() -> std::unique_ptr<wire::RelayConnection> {
        auto connection = console::savedRelay(options.relay, relays.profiles, *secrets);
        if (connection)
            return std::move(*connection);
        say(connection.error().text());
        workspace.reportFailure(connection.error());
        return nullptr;
    };
    console::followLocalPorts(workspace, localRelay);

    ui::MainWindow window({workspace, ui::standardPages(), *dialogs, relays, &settings});
    console::askBeforeTheEnd(window, signals);
    window.show();
    workspace.setConnection(options.relay.isEmpty() ? relays.thisComputer() : named());
    if (options.demo) {
        if (const Result<void> started = localRelay.startDemo(); !started) {
            say(started.error().text());
            workspace.reportFailure(started.error());
        }
    }
    console::Screenshots screenshots(window, options.screenshots);
    if (!options.screenshots.isEmpty())
        screenshots.start();
    const int code = QApplication::exec();
    // The relay goes after everybody who looks at it.
    workspace.setConnection(nullptr);
    return code;
}
