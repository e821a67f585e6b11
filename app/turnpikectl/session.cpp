// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

#include "core/client/https_connection.h"
#include "core/document/json_codec.h"
#include "core/model/inert_text.h"
#include "core/validation/problem.h"

#include <QDir>
#include <QSet>
#include <QStandardPaths>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using wire::RelayConnection;

QString environment(const char *name)
{
    return qEnvironmentVariable(name);
}

/// Edits that are not pushed yet, one file a relay; the console keeps its own.
QString journalFileName(const QString &profile)
{
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/turnpikectl"_s;
    QDir().mkpath(folder);
    return folder + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(profile)) + u".journal"_s;
}

std::string conflictList(const std::vector<document::MergeConflict> &conflicts)
{
    std::string list;
    for (const auto &conflict : conflicts)
        list += (list.empty() ? "" : ", ") + conflict.path.toString().toStdString();
    return list;
}

} // namespace

Session::Session(Invocation invocation)
    : m_invocation(std::move(invocation))
{
}

Session::~Session() = default;

int Session::failed(const Error &error) const
{
    printError(error);
    return kFailed;
}

int Session::misused(const Error &error) const
{
    printError(error);
    return kUsage;
}

void Session::awaitCondition(const std::function<bool()> &condition)
{
    QEventLoop loop;
    while (!condition())
        loop.processEvents(QEventLoop::WaitForMoreEvents);
}

client::SecretStore &Session::secrets()
{
    if (!m_secrets) {
        const auto keyFile =
            m_invocation.has("key-file") ? m_invocation.value("key-file") : environment("TURNPIKE_KEY_FILE");
        m_secrets = keyFile.isEmpty() ? client::openSecretStore() : client::openKeyFileStore(keyFile);
    }
    return *m_secrets;
}

Result<client::ConnectionProfile> Session::profile() const
{
    const auto wanted =
        m_invocation.has("relay") ? m_invocation.value("relay") : environment("TURNPIKE_RELAY");
    const auto saved = profiles().all();
    if (wanted.isEmpty()) {
        if (saved.size() == 1)
            return saved.front();
        return fail(Error::Code::InvalidValue,
                    saved.isEmpty() ? "no relay is known yet" : "there are several relays to choose from",
                    "--relay", saved.isEmpty() ? "" : "the name of a saved connection",
                    saved.isEmpty()
                        ? "turnpikectl pair HOST --code CODE connects to one, or name a file with "
                          "--deployment"
                        : "turnpikectl connections lists them");
    }
    auto found = profiles().match(wanted);
    if (!found && found.error().code == Error::Code::NotFound && found.error().remedy.empty())
        found.error().remedy = "turnpikectl pair " + wanted.toStdString() + " --code CODE";
    return found;
}

Result<RelayConnection *> Session::relay()
{
    if (m_relay)
        return m_relay.get();
    if (isOffline())
        return fail(Error::Code::InvalidValue, "this command needs a relay, and a file was given",
                    "--deployment", {}, "name a relay with --relay instead");
    const auto chosen = profile();
    if (!chosen)
        return tl::make_unexpected(chosen.error());
    m_relay = std::make_unique<client::HttpsConnection>(*chosen, secrets());
    m_relay->open();
    awaitCondition([this] { return m_relay->state() != RelayConnection::State::Connecting; });
    if (m_relay->state() == RelayConnection::State::Connected)
        return m_relay.get();
    return tl::make_unexpected(m_relay->lastError().value_or(Error{
        Error::Code::Unavailable, "the relay cannot be reached", chosen->address().toStdString(), {}, {}}));
}

Result<document::ConfigDocument *> Session::document()
{
    if (m_document)
        return m_document.get();
    m_document = std::make_unique<document::ConfigDocument>();
    QObject::connect(m_document.get(), &document::ConfigDocument::journalFailed, m_document.get(),
                     [this](const Error &error) { m_journalError = error; });
    const auto opened = isOffline() ? openFile() : openWorkingFile();
    if (!opened) {
        m_document.reset();
        return tl::make_unexpected(opened.error());
    }
    return m_document.get();
}

Result<void> Session::openFile()
{
    auto read = document::readDeployment(m_invocation.value("deployment"));
    if (!read)
        return tl::make_unexpected(read.error());
    m_document->reset(std::make_shared<const model::Deployment>(*std::move(read)));
    return {};
}

Result<void> Session::openWorkingFile()
{
    const auto connection = relay();
    if (!connection)
        return tl::make_unexpected(connection.error());
    m_running = std::make_unique<client::RunningBase>(*m_document);
    QObject::connect(m_running.get(), &client::RunningBase::failed, m_running.get(),
                     [this](const Error &error) { m_lookError = error; });
    m_running->setConnection(*connection);
    awaitCondition([this] { return m_running->hasArrived() || m_lookError; });
    if (!m_running->hasArrived())
        return tl::make_unexpected(*m_lookError);
    const auto chosen = profile();
    if (!chosen)
        return tl::make_unexpected(chosen.error());
    auto journal = document::Journal::open(journalFileName(chosen->name));
    if (!journal)
        return tl::make_unexpected(journal.error());
    if (const auto &left = (*journal)->recovered()) {
        if (const auto taken = takeUp(*left); !taken)
            return taken;
    }
    m_document->setJournal(std::move(*journal));
    return {};
}

/// Puts the edits of earlier calls on top of what the relay runs now.
Result<void> Session::takeUp(const document::Journal::Recovered &left)
{
    const auto adopted = m_running->adopt(left);
    if (m_invocation.command == &kDiscard)
        return {}; // whatever is in the way of a merge is about to be forgotten
    if (!adopted)
        return adopted;
    const auto overlap = m_running->overlap();
    if (overlap && !overlap->conflicts.empty())
        return fail(Error::Code::Conflict,
                    m_running->overlapRevision().author.toStdString() +
                        " has changed the relay's configuration where there are edits that are not pushed: " +
                        conflictList(overlap->conflicts),
                    {}, {}, "turnpikectl discard forgets the edits; then set them again where still wanted");
    return {};
}

Result<model::SharedDeployment> withAssignments(model::SharedDeployment deployment,
                                                const QStringList &assignments)
{
    QSet<document::PropertyPath> seen;
    for (const auto &assignment : assignments) {
        const auto edit = document::parseAssignment(*deployment, assignment);
        if (!edit)
            return tl::make_unexpected(edit.error());
        if (seen.contains(edit->path))
            return fail(Error::Code::InvalidValue, "given more than once",
                        edit->path.toString().toStdString(), "one value");
        seen.insert(edit->path);
        auto next = document::applied(*deployment, {assignment, {*edit}});
        if (!next)
            return tl::make_unexpected(next.error());
        deployment = std::move(*next);
    }
    return deployment;
}

Result<void> Session::apply(const document::EditSet &edits)
{
    const auto opened = document();
    if (!opened)
        return tl::make_unexpected(opened.error());
    const auto working = document::applied(*(*opened)->working(), edits);
    if (!working)
        return tl::make_unexpected(working.error());
    return replace(*working, edits.description);
}

Result<void> Session::replace(model::SharedDeployment working, const QString &description)
{
    const auto opened = document();
    if (!opened)
        return tl::make_unexpected(opened.error());
    // Not only at the push: by then it stands in files, tables and other people's heads.
    const auto problems = validation::problemsAtTheDoor(*(*opened)->working(), *working);
    if (!problems.empty())
        return fail(Error::Code::InvalidValue, problems.front().message.toStdString(),
                    escapedForTerminal(problems.front().path.toString()).toStdString(), {},
                    "leave out what is written with a backslash here");
    if (isOffline()) {
        const auto written = document::writeDeployment(*working, m_invocation.value("deployment"));
        if (!written)
            return written;
    }
    if (const auto kept = (*opened)->setWorking(std::move(working), description); !kept)
        return kept;
    // An edit that is forgotten when this program ends is no edit.
    if (m_journalError)
        return tl::make_unexpected(*m_journalError);
    return {};
}

Result<void> Session::discard()
{
    const auto opened = document();
    if (!opened)
        return tl::make_unexpected(opened.error());
    // Not what is pushed and on trial: if the relay goes back, it is an edit that is not pushed, again.
    if (const auto kept = (*opened)->setWorking((*opened)->base(), u"Discard"_s); !kept)
        return kept;
    if (m_journalError)
        return tl::make_unexpected(*m_journalError);
    return {};
}

} // namespace turnpike::ctl
