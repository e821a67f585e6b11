// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/test_command.h"

#include "ui/shell/main_window.h"
#include "ui/shell/shell_commands.h"
#include "ui/workspace/workspace.h"

#include <QCoreApplication>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using wire::RelayConnection;

namespace {

struct TestWords {
    Q_DECLARE_TR_FUNCTIONS(TestRelay)
};

QString whyNot(const Workspace &workspace)
{
    const auto *connection = workspace.connection();
    if (!connection || connection->state() != RelayConnection::State::Connected)
        return TestWords::tr("No relay is connected.");
    if (connection->role() < wire::Role::Operator)
        return TestWords::tr("Your role on this relay may look, and not make the credential of a call.");
    return {};
}

} // namespace

void addTestCommand(ShellCommands &set, MainWindow &window)
{
    set.define(set.testRelay,
               {TestWords::tr("Test the relay from here…"),
                u"check"_s,
                {},
                TestWords::tr("Makes a real call over each transport, and says which step fails."),
                Command::Menu::Connection,
                1,
                [&window] { window.testRelay(); },
                [&window] { return whyNot(window.workspace()); }});
}

} // namespace turnpike::ui
