// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/client/push_session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using client::PushSession;
using State = PushSession::State;

void printAll(const QString &heading, const QStringList &lines)
{
    for (const auto &line : lines)
        print(heading + line);
}

void printOutcome(const wire::PushOutcome &outcome)
{
    printAll(u"took effect: "_s, outcome.live);
    printAll(u"for new calls: "_s, outcome.newCalls);
    printAll(u"listeners reopened: "_s, outcome.rebound);
    printAll(u"needs a restart: "_s, outcome.needRestart);
    printAll(u"kept, but this version does not act on it: "_s, outcome.notServed);
}

int failedPush(const Session &session, const PushSession &push)
{
    printProblems(push.problems());
    return session.failed(push.error().value_or(Error{}));
}

int conflicted(const Session &session, const PushSession &push)
{
    const auto conflicts = push.merge() ? push.merge()->conflicts : std::vector<document::MergeConflict>();
    for (const auto &conflict : conflicts)
        note(conflict.path.toString() + u": changed here and by somebody else"_s);
    return session.failed({Error::Code::PreconditionFailed,
                           "somebody else has pushed in the meantime; nothing was changed",
                           {},
                           {},
                           conflicts.empty() ? "turnpikectl push again puts the edits on top of theirs"
                                             : "turnpikectl discard, look at theirs, and set again what is "
                                               "still wanted"});
}

int finish(const Session &session, PushSession &push)
{
    if (push.state() == State::Confirmed) {
        const auto number = push.outcome() ? push.outcome()->revision.number : 0;
        if (session.isJson() && push.outcome())
            printJson(wire::toJson(*push.outcome()));
        else
            print(u"revision %1 is confirmed"_s.arg(number));
        return kOk;
    }
    if (push.state() == State::RolledBack)
        return session.failed({Error::Code::Timeout,
                               "the relay went back to the configuration before",
                               {},
                               {},
                               "the edits are kept: correct them, then push again"});
    return failedPush(session, push);
}

qint64 secondsLeft(std::chrono::milliseconds left)
{
    return std::chrono::ceil<std::chrono::seconds>(left).count();
}

int awaiting(Session &session, PushSession &push)
{
    const auto revision = *push.tried();
    if (!session.invocation().has("confirm")) {
        if (session.isJson())
            printJson(wire::toJson(*push.outcome()));
        else
            print(u"revision %1 runs; the relay reverts it in %2 s unless it is confirmed: "
                  u"turnpikectl confirm %1"_s.arg(revision.number)
                      .arg(secondsLeft(session.running().trialLeft())));
        return kOk;
    }
    push.confirm();
    session.awaitCondition([&push] { return push.state() != State::AwaitingConfirmation || push.error(); });
    return finish(session, push);
}

int upload(Session &session, PushSession &push, const document::Changes &changes, int confirmWithin)
{
    std::optional<std::chrono::seconds> deadline;
    if (confirmWithin > 0)
        deadline = std::chrono::seconds(confirmWithin);
    auto &document = session.running().document();
    const auto base = document.base();
    const auto working = document.working();
    push.upload(changes, session.invocation().value("reason"), deadline);
    session.awaitCondition([&push] { return push.state() != State::Uploading; });
    if (push.state() == State::Conflict || push.state() == State::Validating) {
        // The next call is to see, as this one did, that the edits were made to something else.
        document.rebase(base, working);
        return conflicted(session, push);
    }
    if (push.outcome() && push.outcome()->kind == wire::PushOutcome::Kind::Accepted && !session.isJson())
        printOutcome(*push.outcome());
    return push.state() == State::AwaitingConfirmation ? awaiting(session, push) : finish(session, push);
}

int run(Session &session)
{
    if (session.invocation().value("reason").trimmed().isEmpty())
        return session.misused({Error::Code::InvalidValue,
                                "a push needs a reason: it is what the history shows",
                                "--reason",
                                "a sentence",
                                {}});
    if (const auto checked = client::checkReason(session.invocation().value("reason")); !checked) {
        Error error = checked.error();
        error.where = "--reason";
        return session.misused(error);
    }
    const auto confirmWithin = session.invocation().number("confirm-within", 120, 0, 3600);
    if (!confirmWithin)
        return session.misused(confirmWithin.error());
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto status = session.await((*connection)->status());
    if (!status)
        return session.failed(status.error());
    if (status->revision.state == wire::Revision::State::AwaitingConfirmation) {
        const auto number = std::to_string(status->revision.number);
        return session.failed({Error::Code::Conflict,
                               "revision " + number + " awaits confirmation",
                               {},
                               {},
                               "turnpikectl confirm " + number + ", or turnpikectl revert " + number});
    }
    const auto document = session.document();
    if (!document)
        return session.failed(document.error());
    const auto changes = (*document)->pendingChanges();
    if (changes.empty()) {
        note(u"nothing to push: the relay runs this configuration already"_s);
        return kOk;
    }

    PushSession push(session.running());
    push.begin();
    session.awaitCondition([&push] { return push.state() != State::Validating; });
    if (push.state() != State::Reviewing || validation::hasErrors(push.problems())) {
        printProblems(push.problems());
        return session.failed(push.error().value_or(Error{Error::Code::InvalidValue,
                                                          "the configuration has errors; nothing was pushed",
                                                          {},
                                                          {},
                                                          "correct them, then push again"}));
    }
    return upload(session, push, changes, *confirmWithin);
}

constexpr Option kOptions[] = {
    {"reason", "TEXT", "why; needed, and kept in the history"},
    {"confirm-within", "SECONDS", "the relay reverts unless confirmed by then (120); 0: confirmed at once"},
    {"confirm", nullptr, "confirm over a new connection as soon as the relay runs it"}};

} // namespace

const Command kPush{"push", "--reason TEXT", 0, 0, "Make the relay run the edited configuration", kOptions,
                    run};

} // namespace turnpike::ctl
