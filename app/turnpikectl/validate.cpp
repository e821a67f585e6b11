// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/document/json_codec.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int report(const Session &session, const validation::Problems &problems)
{
    if (session.isJson())
        printJson(validation::toJson(problems));
    else
        printProblems(problems);
    if (problems.empty() && !session.isJson())
        note(u"no problems"_s);
    return validation::hasErrors(problems) ? kFailed : kOk;
}

int runValidate(Session &session)
{
    const auto document = session.document();
    if (!document)
        return session.failed(document.error());
    if (session.isOffline())
        return report(session, validation::validate(*(*document)->working()));
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto problems = session.await((*connection)->validate((*document)->working()));
    return problems ? report(session, *problems) : session.failed(problems.error());
}

int runCheck(Session &session)
{
    const auto deployment = document::readDeployment(session.arguments().front());
    if (!deployment)
        return session.failed(deployment.error());
    return report(session, validation::validate(*deployment));
}

} // namespace

const Command kValidate{"validate",
                        "",
                        0,
                        0,
                        "Look for problems in the edited configuration",
                        {},
                        runValidate,
                        "The relay looks itself, and so knows its own files and addresses."};
const Command kCheck{"check", "FILE",  1, 1, "Look for problems in a configuration file, without a relay",
                     {},      runCheck};

} // namespace turnpike::ctl
