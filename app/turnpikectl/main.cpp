// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/base/process_secrets.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    using namespace turnpike::ctl;

    QCoreApplication application(argc, argv);
    // The console's name: both share saved connections.
    QCoreApplication::setApplicationName(u"turnpike"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(TURNPIKE_VERSION));

    turnpike::forbidDumps();
    auto invocation = Invocation::parse(QCoreApplication::arguments().mid(1));
    // Pairing codes and secrets are among them.
    turnpike::eraseArguments(argc, argv, {});
    if (!invocation) {
        printError(invocation.error());
        return kUsage;
    }
    if (invocation->has("version")) {
        print(u"turnpikectl "_s + QCoreApplication::applicationVersion());
        return kOk;
    }
    if (invocation->has("help") || !invocation->command) {
        printLines(helpText(invocation->command).trimmed());
        return invocation->has("help") ? kOk : kUsage;
    }
    Session session(std::move(*invocation));
    return session.invocation().command->run(session);
}
