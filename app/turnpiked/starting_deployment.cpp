// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/starting_deployment.h"

#include "core/base/opaque_string.h"
#include "core/document/default_deployment.h"
#include "core/document/edit.h"
#include "core/document/json_codec.h"
#include "core/model/derived_key.h"
#include "relay/net/random.h"

#include <array>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;
using model::SharedDeployment;

namespace {

const auto kCommandLine = u"command-line"_s;
/// The only site of the sample that is meant to serve on the machine where it is tried.
const auto kSampleServer = u"this-computer/this-computer"_s;

template <class Value>
tl::unexpected<Error> errorOf(const Result<Value> &result)
{
    return tl::make_unexpected(result.error());
}

/// Without users a relay serves nobody; with this, at least the management interface can issue credentials.
model::EdgeSharedSecret generatedSecret()
{
    std::array<std::byte, 24> bytes{};
    net::fillRandom(bytes);
    model::EdgeSharedSecret secret;
    secret.name = u"generated"_s;
    secret.secret = QString::fromLatin1(
        QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()))
            .toBase64());
    return secret;
}

/// One site with one server on loopback, on ports that need no privileges.
SharedDeployment quickStart(bool needsSecret)
{
    model::EdgeServer server;
    server.name = u"this"_s;
    server.externalAddress = IpAddress::v4(0x7f000001);
    model::EdgeSite site;
    site.name = u"edge"_s;
    site.servers = {server};
    site.avEdge.realm = u"turnpike.local"_s;
    site.avEdge.tcpPort = Port{3478};
    if (needsSecret)
        site.avEdge.credentials.sharedSecrets = {generatedSecret()};
    auto deployment = std::make_shared<model::Deployment>();
    deployment->name = u"Turnpike"_s;
    deployment->edgeSites = {site};
    return deployment;
}

Result<SharedDeployment> baseOf(const Options &options, const SharedDeployment &stored)
{
    if (options.deploymentFile == u"default")
        return document::defaultDeployment();
    if (options.deploymentFile.isEmpty())
        return stored ? stored : quickStart(options.users.isEmpty() && options.sharedSecrets.isEmpty());
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

/// Applies edits one after another; errors name the option that asked for them.
class Editor {
public:
    Editor(SharedDeployment deployment, edge::Identity identity)
        : m_deployment(std::move(deployment))
        , m_identity(std::move(identity))
        , m_site(PropertyPath::of(u"edgeSites").entry(m_identity.site))
        , m_server(m_site.child(u"servers"_s).entry(m_identity.server))
    {
    }

    [[nodiscard]] const SharedDeployment &deployment() const { return m_deployment; }
    [[nodiscard]] const edge::Identity &identity() const { return m_identity; }
    [[nodiscard]] const PropertyPath &site() const { return m_site; }

    [[nodiscard]] Result<void> set(const PropertyOption &option)
    {
        const QString path = place(option.place) + option.property;
        QString value = option.value;
        if (option.isAddedTo) {
            const auto before = textAt(path);
            if (!before.isEmpty())
                value = before + u", "_s + value;
        }
        return assign(path + u'=' + value, option.name);
    }

    [[nodiscard]] Result<void> assign(const QString &assignment, const QString &option)
    {
        auto edit = document::parseAssignment(*m_deployment, assignment);
        if (!edit)
            return named(option, edit.error());
        return apply(std::move(*edit), option);
    }

    [[nodiscard]] Result<void> apply(Edit edit, const QString &option)
    {
        auto changed = document::applied(*m_deployment, {option, {std::move(edit)}});
        if (!changed)
            return named(option, changed.error());
        m_deployment = std::move(*changed);
        return {};
    }

    /// Makes the entry, or changes the one of this name.
    [[nodiscard]] Result<void> put(const PropertyPath &list, const QString &name,
                                   const std::vector<std::pair<QString, QVariant>> &values, QJsonObject entry,
                                   const QString &option)
    {
        if (!document::entryNames(*m_deployment, list).contains(name)) {
            entry.insert(u"name"_s, name);
            return apply(Edit::insert(list, entry), option);
        }
        for (const auto &[property, value] : values) {
            if (auto set = apply(Edit::set(list.entry(name).child(property), value), option); !set)
                return set;
        }
        return {};
    }

private:
    [[nodiscard]] QString place(PropertyOption::Place place) const
    {
        switch (place) {
        case PropertyOption::Place::Server:
            return m_server.toString() + u'.';
        case PropertyOption::Place::Site:
            return m_site.toString() + u'.';
        case PropertyOption::Place::Deployment:
            break;
        }
        return {};
    }

    [[nodiscard]] QString textAt(const QString &path) const
    {
        const auto parsed = PropertyPath::parse(path);
        const auto found = parsed ? document::resolve(*m_deployment, *parsed) : errorOf(parsed);
        return found ? found->property->type().toText(found->property->read(found->object)) : QString();
    }

    [[nodiscard]] static tl::unexpected<Error> named(const QString &option, Error error)
    {
        error.where = option.toStdString();
        return tl::make_unexpected(std::move(error));
    }

    SharedDeployment m_deployment;
    edge::Identity m_identity;
    PropertyPath m_site;
    PropertyPath m_server;
};

Result<void> addUser(Editor &editor, const QString &text)
{
    const auto colon = text.indexOf(u':');
    // The text itself holds a password, so it is not repeated.
    if (colon <= 0 || colon + 1 == text.size()) {
        return fail(Error::Code::InvalidValue, "one of the users has no name or no password", "--user",
                    "NAME:PASSWORD");
    }
    const auto prepared = preparedUsername(text.left(colon).toStdString());
    if (!prepared)
        return fail(prepared.error().code,
                    "the name of one of the users cannot be used: " + prepared.error().message, "--user",
                    prepared.error().allowed);
    const auto name = QString::fromStdString(*prepared);
    const auto realm =
        document::valueAt(*editor.deployment(), editor.site().child(u"avEdge"_s).child(u"realm"_s));
    if (!realm)
        return errorOf(realm);
    const auto hex = model::derivedKey(name, realm->toString(), text.mid(colon + 1));
    if (!hex) {
        Error error = hex.error();
        error.message =
            "the " + error.where + " of user " + prepared.value() + " cannot be used: " + error.message;
        error.where = "--user";
        return tl::make_unexpected(std::move(error));
    }
    const auto list = editor.site().child(u"avEdge"_s).child(u"credentials"_s).child(u"users"_s);
    return editor.put(list, name, {{u"key"_s, *hex}}, {{u"key"_s, *hex}}, u"--user"_s);
}

Result<void> addSecrets(Editor &editor, const QStringList &secrets)
{
    const auto list = editor.site().child(u"avEdge"_s).child(u"credentials"_s).child(u"sharedSecrets"_s);
    int number = 0;
    for (const auto &secret : secrets) {
        const auto name = ++number == 1 ? kCommandLine : u"%1-%2"_s.arg(kCommandLine).arg(number);
        if (auto put = editor.put(list, name, {{u"secret"_s, secret}}, {{u"secret"_s, secret}},
                                  u"--shared-secret"_s);
            !put)
            return put;
    }
    return {};
}

Result<void> addCertificate(Editor &editor, const Options &options)
{
    if (options.certificateFile.isEmpty())
        return {};
    return editor.put(editor.site().child(u"avEdge"_s).child(u"certificates"_s), kCommandLine,
                      {{u"certificateFile"_s, options.certificateFile}, {u"keyFile"_s, options.keyFile}},
                      {{u"certificateFile"_s, options.certificateFile}, {u"keyFile"_s, options.keyFile}},
                      u"--certificate"_s);
}

} // namespace

Result<StartingDeployment> startingDeployment(const Options &options, const SharedDeployment &stored)
{
    auto base = baseOf(options, stored);
    if (!base)
        return errorOf(base);
    auto identity = identityOf(options, **base);
    if (!identity)
        return errorOf(identity);
    Editor editor(std::move(*base), std::move(*identity));
    for (const auto &option : options.properties) {
        if (auto set = editor.set(option); !set)
            return errorOf(set);
    }
    for (const auto &assignment : options.assignments) {
        if (auto assigned = editor.assign(assignment, u"--set "_s + assignment.section(u'=', 0, 0));
            !assigned)
            return errorOf(assigned);
    }
    // The keys of users depend on the realm, which is settled now.
    for (const auto &user : options.users) {
        if (auto added = addUser(editor, user); !added)
            return errorOf(added);
    }
    if (auto added = addSecrets(editor, options.sharedSecrets); !added)
        return errorOf(added);
    if (auto added = addCertificate(editor, options); !added)
        return errorOf(added);
    return StartingDeployment{editor.deployment(), editor.identity()};
}

} // namespace turnpike::daemon
