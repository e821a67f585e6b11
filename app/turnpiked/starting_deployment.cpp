// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/starting_deployment.h"

#include "app/turnpiked/configuration_editor.h"
#include "core/base/random.h"
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"
#include "core/document/merge.h"

#include <QFileInfo>
#include <QJsonArray>

#include <array>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;
using document::PropertyPath;
using model::SharedDeployment;

namespace {

/// The only site of the sample that is meant to serve on the machine where it is tried.
const auto kSampleServer = u"this-computer/this-computer"_s;
const auto kGenerated = u"generated"_s;
/// A configuration that has grown in the console is not listed line by line at each start.
constexpr std::size_t kMostNotes = 20;

QString randomSecret()
{
    std::array<std::byte, 24> bytes{};
    fillRandom(bytes);
    return QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()))
            .toBase64());
}

/// One site with one server on loopback, on ports that need no privileges.
SharedDeployment quickStart()
{
    model::EdgeServer server;
    server.name = u"this"_s;
    server.externalAddress = IpAddress::v4(0x7f000001);
    model::EdgeSite site;
    site.name = u"edge"_s;
    site.servers = {server};
    site.avEdge.realm = u"turnpike.local"_s;
    site.avEdge.tcpPort = Port{3478};
    auto deployment = std::make_shared<model::Deployment>();
    deployment->name = u"Turnpike"_s;
    deployment->edgeSites = {site};
    return deployment;
}

Result<SharedDeployment> fileOf(const Options &options)
{
    if (options.deploymentFile == u"default")
        return document::defaultDeployment();
    // A pipe is empty when it is read again, and a device never ends.
    if (const QFileInfo file(options.deploymentFile); file.exists() && !file.isFile()) {
        return fail(Error::Code::InvalidValue, options.deploymentFile.toStdString() + " is no regular file",
                    "--deployment", "a file, which is read again on SIGHUP");
    }
    auto read = document::readDeployment(options.deploymentFile);
    if (!read)
        return errorOf(read);
    return std::make_shared<const model::Deployment>(std::move(*read));
}

Result<edge::Identity> identityOf(const Options &options, const model::Deployment &deployment)
{
    const bool isSample = options.deploymentFile == u"default";
    auto identity = !options.server.isEmpty() ? edge::Identity::parse(options.server, deployment)
                    : isSample                ? edge::Identity::parse(kSampleServer, deployment)
                                              : edge::Identity::only(deployment);
    if (!identity) {
        identity.error().where = "--server";
        identity.error().remedy = "name the one that this machine is with --server SITE/NAME";
    }
    return identity;
}

/// Without users a relay serves nobody; with a secret, at least the management interface can issue
/// credentials. The one of an earlier start is used again.
Result<void> generateSecret(ConfigurationEditor &editor, const EarlierStarts &earlier,
                            const edge::Identity &identity)
{
    QString secret;
    const auto path = PropertyPath::of(u"edgeSites")
                          .entry(identity.site)
                          .child(u"avEdge"_s)
                          .child(u"credentials"_s)
                          .child(u"sharedSecrets"_s)
                          .entry(kGenerated)
                          .child(u"secret"_s);
    if (const auto known = earlier.last ? document::valueAt(*earlier.last->asked, path) : Result<QVariant>())
        secret = known->toString();
    return editor.putSecret(kGenerated, secret.isEmpty() ? randomSecret() : secret, u"--shared-secret"_s);
}

/// A configuration with what the options of this start say.
struct WithOptions {
    SharedDeployment deployment;
    std::vector<ConfigurationEditor::Said> said;

    /// The option that says something about this place; null without one.
    [[nodiscard]] const QString *optionFor(const PropertyPath &path) const
    {
        const auto found =
            std::find_if(said.begin(), said.end(), [&path](const ConfigurationEditor::Said &one) {
                return one.path.startsWith(path) || path.startsWith(one.path);
            });
        return found != said.end() ? &found->option : nullptr;
    }
    [[nodiscard]] bool says(const PropertyPath &path) const { return optionFor(path) != nullptr; }
};

Result<WithOptions> withOptions(const Options &options, const SharedDeployment &base,
                                const edge::Identity &identity, const EarlierStarts &earlier)
{
    ConfigurationEditor editor(base, identity);
    if (auto applied = editor.apply(options); !applied)
        return errorOf(applied);
    if (options.deploymentFile.isEmpty() && !editor.hasCredentials()) {
        if (auto generated = generateSecret(editor, earlier, identity); !generated)
            return errorOf(generated);
    }
    return WithOptions{editor.deployment(), editor.said()};
}

/// What ran last without what the options of the last start made of it; a setting that a push changed since
/// stays as it was pushed.
Result<SharedDeployment> withoutLastOptions(const EarlierStarts &earlier)
{
    if (!earlier.last)
        return earlier.stored;
    auto merged = document::threeWayMerge(*earlier.last->asked, *earlier.last->without, *earlier.stored);
    if (!merged)
        return errorOf(merged);
    return merged->merged;
}

/// What the file says now, with what was pushed since it was read last; where both changed, the file's.
Result<SharedDeployment> withFile(const SharedDeployment &file, const SharedDeployment &running,
                                  const EarlierStarts &earlier)
{
    if (!running || !earlier.last || !earlier.last->hadFile)
        return file;
    auto merge = document::threeWayMerge(*earlier.last->without, *file, *running);
    if (!merge)
        return errorOf(merge);
    SharedDeployment merged = merge->merged;
    for (const auto &conflict : merge->conflicts) {
        auto settled = document::applied(*merged, document::editsForMine(*merged, conflict));
        if (!settled)
            return errorOf(settled);
        merged = std::move(*settled);
    }
    return merged;
}

Result<SharedDeployment> baseOf(const Options &options, const EarlierStarts &earlier)
{
    const auto running = earlier.stored ? withoutLastOptions(earlier) : SharedDeployment();
    if (!running)
        return running;
    if (options.deploymentFile.isEmpty())
        return *running ? *running : quickStart();
    const auto file = fileOf(options);
    if (!file)
        return file;
    return withFile(*file, *running, earlier);
}

bool isOfGeneratedSecret(const document::Change &change)
{
    const auto &steps = change.path.steps();
    return std::any_of(steps.begin(), steps.end(), [](const PropertyPath::Step &step) {
        return step.property == u"sharedSecrets" && step.key == kGenerated;
    });
}

/// What runs and would not, had nothing but this start ever been asked for.
QStringList notAskedFor(const model::Deployment &asked, const model::Deployment &running)
{
    QStringList notes;
    std::size_t more = 0;
    for (const auto &change : document::difference(asked, running)) {
        if (change.kind == document::Change::Kind::Moved || isOfGeneratedSecret(change))
            continue;
        if (static_cast<std::size_t>(notes.size()) < kMostNotes)
            notes << u"runs, and no option of this start says so: "_s + change.path.toString() + u' ' +
                         change.text();
        else
            ++more;
    }
    if (more > 0)
        notes << u"runs %1 more settings that no option of this start says; turnpikectl get shows all"_s.arg(
            more);
    return notes;
}

/// Of several networks one may have gone while another is given still.
bool hasLostAny(const document::Change &change)
{
    const QJsonArray before = change.before.toArray();
    const QJsonArray after = change.after.toArray();
    return std::any_of(before.begin(), before.end(),
                       [&after](const QJsonValue &entry) { return !after.contains(entry); });
}

/// What the options of the start before this one set and nothing in this one says any more. A setting that
/// gets its value from this start is no news to whoever gave it, whatever the value was before.
QStringList wentBack(const EarlierStarts &earlier, const WithOptions &now)
{
    if (!earlier.stored || !earlier.last)
        return {};
    const document::Changes were = document::difference(*earlier.last->without, *earlier.last->asked);
    const auto wasSet = [&were](const PropertyPath &path) {
        return std::any_of(were.begin(), were.end(), [&path](const document::Change &change) {
            return change.path.startsWith(path) || path.startsWith(change.path);
        });
    };
    QStringList notes;
    std::size_t more = 0;
    for (const auto &change : document::difference(*earlier.stored, *now.deployment)) {
        if (change.kind == document::Change::Kind::Moved || !wasSet(change.path) ||
            (now.says(change.path) && !hasLostAny(change)))
            continue;
        if (static_cast<std::size_t>(notes.size()) < kMostNotes)
            notes << u"went back, because nothing in this start says it any more: "_s +
                         change.path.toString() + u' ' + change.text();
        else
            ++more;
    }
    if (more > 0)
        notes << u"%1 more settings went back; turnpikectl history shows the revision before"_s.arg(more);
    return notes;
}

/// What was pushed and kept, and an option of this start replaces. `without` is what runs without options.
QStringList overridden(const EarlierStarts &earlier, const SharedDeployment &without, const WithOptions &now)
{
    if (!earlier.stored || !earlier.pushThatSet)
        return {};
    using Kind = document::Change::Kind;
    QStringList notes;
    std::size_t more = 0;
    for (const auto &change : document::difference(*without, *now.deployment)) {
        const QString *const option = now.optionFor(change.path);
        // A list that only grows keeps what was pushed. An entry that is there again was pushed away when the
        // relay ran without it.
        const bool isReplaced =
            (change.kind == Kind::Modified && (!change.before.isArray() || hasLostAny(change))) ||
            change.kind == Kind::Added;
        if (!isReplaced || option == nullptr)
            continue;
        const auto push = earlier.pushThatSet(change.path, *without);
        if (!push)
            continue;
        if (static_cast<std::size_t>(notes.size()) < kMostNotes)
            notes << u"%1 replaces what %2 pushed in revision %3: %4 %5; start without %1 to keep it"_s.arg(
                *option, push->author, QString::number(push->number), change.path.toString(), change.text());
        else
            ++more;
    }
    if (more > 0)
        notes << u"the options replace %1 more settings that were pushed; turnpikectl history shows them"_s
                     .arg(more);
    return notes;
}

/// Whoever gives neither users nor secrets is told that there is one, and how to get at a credential.
QStringList onGeneratedSecret(const model::Deployment &running, const edge::Identity &identity)
{
    for (const auto &site : running.edgeSites) {
        const auto &credentials = site.avEdge.credentials;
        const bool isOnly = credentials.users.isEmpty() && credentials.userFiles.isEmpty() &&
                            credentials.sharedSecrets.size() == 1 &&
                            credentials.sharedSecrets.first().name == kGenerated;
        if (site.name == identity.site && isOnly)
            return {u"no user and no shared secret was given, so the relay has made a secret: turnpikectl "
                    u"issue-credential NAME gives a credential of it (or give --user or "
                    u"--shared-secret-file)"_s};
    }
    return {};
}

Result<QStringList> notesOn(const Options &options, const model::Deployment &running,
                            const edge::Identity &identity, const EarlierStarts &earlier)
{
    if (!earlier.stored)
        return QStringList();
    const auto fresh =
        options.deploymentFile.isEmpty() ? Result<SharedDeployment>(quickStart()) : fileOf(options);
    if (!fresh)
        return errorOf(fresh);
    const auto own = edge::settingsFor(**fresh, identity) ? withOptions(options, *fresh, identity, earlier)
                                                          : Result<WithOptions>(tl::make_unexpected(Error{}));
    // Another site or server than a quick start's: the options describe a part of it only.
    if (!own)
        return QStringList{
            u"runs a configuration that was pushed or read from a file earlier; the options of "
            "this start describe a part of it (turnpikectl get shows all)"_s};
    return notAskedFor(*own->deployment, running);
}

const model::EdgeSite *siteIn(const SharedDeployment &deployment, const edge::Identity &identity)
{
    if (!deployment)
        return nullptr;
    const auto &sites = deployment->edgeSites;
    const auto found = std::find_if(sites.begin(), sites.end(), [&identity](const model::EdgeSite &site) {
        return site.name == identity.site;
    });
    return found != sites.end() ? &*found : nullptr;
}

PropertyPath placeOfUser(const edge::Identity &identity, const QString &name)
{
    return PropertyPath::of(u"edgeSites")
        .entry(identity.site)
        .child(u"avEdge"_s)
        .child(u"credentials"_s)
        .child(u"users"_s)
        .entry(name);
}

/// Derived keys belong to a realm; with another one nobody can sign in with them. Whose key this start has
/// made can, and so can whoever was there when the start before this one served the same realm.
QStringList usersOfAnotherRealm(const WithOptions &running, const edge::Identity &identity,
                                const EarlierStarts &earlier)
{
    const auto *const before = siteIn(earlier.stored, identity);
    const auto *const now = siteIn(running.deployment, identity);
    if (before == nullptr || now == nullptr || before->avEdge.realm == now->avEdge.realm)
        return {};
    const auto *const asked = earlier.last ? siteIn(earlier.last->asked, identity) : nullptr;
    const bool isRealmOfThen = asked != nullptr && asked->avEdge.realm == now->avEdge.realm;
    QStringList names;
    for (const auto &user : now->avEdge.credentials.users) {
        if (before->avEdge.credentials.users.contains(user) &&
            !running.says(placeOfUser(identity, user.name)) &&
            !(isRealmOfThen && asked->avEdge.credentials.users.contains(user)))
            names << user.name;
    }
    if (names.isEmpty())
        return {};
    const QString shown = names.size() > 5
                              ? names.first(5).join(u", "_s) + u" and %1 more"_s.arg(names.size() - 5)
                              : names.join(u", "_s);
    return {
        u"the realm is %1 now and was %2: the keys of these users were made for the old one, so they cannot "
        "sign in until they get their passwords again (--user NAME:PASSWORD, or the console): %3"_s.arg(
            now->avEdge.realm, before->avEdge.realm, shown)};
}

} // namespace

Result<StartingDeployment> startingDeployment(const Options &options, const EarlierStarts &earlier)
{
    StartingDeployment starting;
    const bool goesOn = !options.changesConfiguration() && earlier.stored;
    const auto base = goesOn ? Result<SharedDeployment>(earlier.stored) : baseOf(options, earlier);
    if (!base)
        return errorOf(base);
    const auto identity = identityOf(options, **base);
    if (!identity)
        return errorOf(identity);
    starting.identity = *identity;
    const auto asked = goesOn ? Result<WithOptions>(WithOptions{*base, {}})
                              : withOptions(options, *base, *identity, earlier);
    if (!asked)
        return errorOf(asked);
    starting.deployment = asked->deployment;
    if (!goesOn)
        starting.record = StartRecord{*base, starting.deployment, !options.deploymentFile.isEmpty()};
    auto notes = notesOn(options, *starting.deployment, *identity, earlier);
    if (!notes)
        return errorOf(notes);
    starting.notes =
        usersOfAnotherRealm(*asked, *identity, earlier) + onGeneratedSecret(*starting.deployment, *identity);
    if (!goesOn)
        starting.notes += wentBack(earlier, *asked) + overridden(earlier, *base, *asked);
    starting.notes += *notes;
    return starting;
}

} // namespace turnpike::daemon
