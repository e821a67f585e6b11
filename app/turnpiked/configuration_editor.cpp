// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/configuration_editor.h"

#include "core/base/opaque_string.h"
#include "core/model/derived_key.h"

#include <QJsonObject>

namespace turnpike::daemon {

using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;

namespace {

const auto kCommandLine = u"command-line"_s;
const auto kServiceManager = u"service-manager"_s;

/// The first one needs no number.
QString numbered(int number)
{
    return number == 1 ? kCommandLine : u"%1-%2"_s.arg(kCommandLine).arg(number);
}

tl::unexpected<Error> named(const QString &option, Error error)
{
    error.where = option.toStdString();
    return tl::make_unexpected(std::move(error));
}

} // namespace

ConfigurationEditor::ConfigurationEditor(model::SharedDeployment deployment, edge::Identity identity)
    : m_deployment(std::move(deployment))
    , m_site(PropertyPath::of(u"edgeSites").entry(identity.site))
    , m_server(m_site.child(u"servers"_s).entry(identity.server))
{
}

Result<void> ConfigurationEditor::apply(const Options &options)
{
    for (const auto &option : options.properties) {
        if (auto done = set(option); !done)
            return done;
    }
    for (const auto &assignment : options.assignments) {
        if (auto assigned = assign(assignment, u"--set "_s + assignment.section(u'=', 0, 0)); !assigned)
            return assigned;
    }
    // The keys of users depend on the realm, which is settled now.
    for (const auto &user : options.users) {
        if (auto added = addUser(user); !added)
            return added;
    }
    if (auto added = addSecrets(options.sharedSecrets); !added)
        return added;
    if (auto added = addCredentialFiles(options); !added)
        return added;
    return addCertificate(options);
}

Result<void> ConfigurationEditor::set(const PropertyOption &option)
{
    const QString path = place(option.place) + option.property;
    if (!option.isAddedTo)
        return assign(path + u'=' + option.value, option.name);
    const auto parsed = PropertyPath::parse(path);
    const auto found = parsed ? document::resolve(*m_deployment, *parsed)
                              : Result<document::Place>(tl::make_unexpected(parsed.error()));
    if (!found)
        return named(option.name, found.error());
    const auto &type = found->property->type();
    const auto wanted = type.parse(option.value);
    if (!wanted)
        return named(option.name, wanted.error());
    auto networks = found->property->read(found->object).value<model::NetworkList>();
    // What is there already is not added again: the same start twice is the same configuration.
    for (const auto &network : wanted->value<model::NetworkList>()) {
        if (!networks.contains(network))
            networks << network;
    }
    return change(Edit::set(*parsed, QVariant::fromValue(networks)), option.name);
}

/// Two options about one property are a mistake that nobody should have to find by the result.
Result<void> ConfigurationEditor::claim(const PropertyPath &path, const QString &option)
{
    const auto before = m_setBy.constFind(path);
    if (before != m_setBy.constEnd()) {
        return fail(Error::Code::InvalidValue,
                    path.toString().toStdString() + " is set twice: by " + before->toStdString() +
                        " and by " + option.toStdString(),
                    option.toStdString(), "one of them");
    }
    m_setBy.insert(path, option);
    return {};
}

Result<void> ConfigurationEditor::assign(const QString &assignment, const QString &option)
{
    auto edit = document::parseAssignment(*m_deployment, assignment);
    if (!edit)
        return named(option, edit.error());
    if (auto claimed = claim(edit->path, option); !claimed)
        return claimed;
    return change(std::move(*edit), option);
}

Result<void> ConfigurationEditor::change(Edit edit, const QString &option)
{
    if (edit.kind != Edit::Kind::InsertEntry) // of an entry; put() knows which
        m_said.push_back({edit.path, option});
    auto changed = document::applied(*m_deployment, {option, {std::move(edit)}});
    if (!changed)
        return named(option, changed.error());
    m_deployment = std::move(*changed);
    return {};
}

Result<void> ConfigurationEditor::put(const PropertyPath &list, const QString &name,
                                      const std::vector<std::pair<QString, QVariant>> &values,
                                      const QString &option)
{
    m_said.push_back({list.entry(name), option});
    if (!document::entryNames(*m_deployment, list).contains(name)) {
        QJsonObject entry{{u"name"_s, name}};
        for (const auto &[property, value] : values)
            entry.insert(property, value.toString());
        return change(Edit::insert(list, entry), option);
    }
    for (const auto &[property, value] : values) {
        if (auto done = change(Edit::set(list.entry(name).child(property), value), option); !done)
            return done;
    }
    return {};
}

PropertyPath ConfigurationEditor::credentials(const QString &list) const
{
    return m_site.child(u"avEdge"_s).child(u"credentials"_s).child(list);
}

bool ConfigurationEditor::hasCredentials() const
{
    return !document::entryNames(*m_deployment, credentials(u"users"_s)).isEmpty() ||
           !document::entryNames(*m_deployment, credentials(u"userFiles"_s)).isEmpty() ||
           !document::entryNames(*m_deployment, credentials(u"sharedSecrets"_s)).isEmpty();
}

Result<void> ConfigurationEditor::putSecret(const QString &name, const QString &secret, const QString &option)
{
    return put(credentials(u"sharedSecrets"_s), name, {{u"secret"_s, secret}, {u"secretFile"_s, QString()}},
               option);
}

Result<void> ConfigurationEditor::addUser(const QString &text)
{
    const QString option = u"--user"_s;
    const std::string where = option.toStdString();
    const auto colon = text.indexOf(u':');
    // The text itself holds a password, so it is not repeated.
    if (colon <= 0 || colon + 1 == text.size()) {
        return fail(Error::Code::InvalidValue, "this user has no name or no password", where,
                    "NAME:PASSWORD");
    }
    const auto prepared = preparedUsername(text.left(colon).toStdString());
    if (!prepared)
        return fail(prepared.error().code,
                    "the name of this user cannot be used: " + prepared.error().message, where,
                    prepared.error().allowed);
    const auto name = QString::fromStdString(*prepared);
    const auto list = credentials(u"users"_s);
    if (auto claimed = claim(list.entry(name), option + u' ' + name); !claimed)
        return claimed;
    const auto realm = document::valueAt(*m_deployment, m_site.child(u"avEdge"_s).child(u"realm"_s));
    if (!realm)
        return tl::make_unexpected(realm.error());
    const auto hex = model::derivedKey(name, realm->toString(), text.mid(colon + 1));
    if (!hex) {
        Error error = hex.error();
        error.message = "the " + error.where + " of user " + *prepared + " cannot be used: " + error.message;
        error.where = where;
        return tl::make_unexpected(std::move(error));
    }
    return put(list, name, {{u"key"_s, *hex}}, option);
}

Result<void> ConfigurationEditor::addSecrets(const QStringList &secrets)
{
    int number = 0;
    for (const auto &secret : secrets) {
        if (auto added = putSecret(numbered(++number), secret, u"--shared-secret"_s); !added)
            return added;
    }
    return {};
}

// A start that cannot read what it is given is refused; later the relay keeps what it read before.
Result<void> ConfigurationEditor::check(const GivenFile &file, const QString &entry)
{
    const auto realm = document::valueAt(*m_deployment, m_site.child(u"avEdge"_s).child(u"realm"_s));
    if (!realm)
        return tl::make_unexpected(realm.error());
    using Kind = edge::CredentialFile::Kind;
    const edge::CredentialFile named{file.isOfUsers ? Kind::Users : Kind::SharedSecrets, entry.toStdString(),
                                     file.configured.toStdString()};
    const auto content = edge::readCredentialFile(named, realm->toString().toStdString());
    if (!content) {
        Error error = content.error();
        if (!error.where.empty())
            error.message = error.where + ": " + error.message;
        error.where = file.option.toStdString();
        return tl::make_unexpected(std::move(error));
    }
    for (const auto &user : content->users) {
        const QString name = QString::fromStdString(user.name);
        if (auto claimed = claim(credentials(u"users"_s).entry(name),
                                 file.option + u' ' + file.configured + u' ' + name);
            !claimed)
            return claimed;
    }
    return {};
}

Result<void> ConfigurationEditor::addCredentialFiles(const Options &options)
{
    int users = 0;
    int secrets = static_cast<int>(options.sharedSecrets.size());
    for (const auto &file : options.credentialFiles) {
        const QString entry =
            file.isOfUnit ? kServiceManager : numbered(file.isOfUsers ? ++users : ++secrets);
        if (auto checked = check(file, entry); !checked)
            return checked;
        auto done = file.isOfUsers
                        ? put(credentials(u"userFiles"_s), entry, {{u"file"_s, file.configured}}, file.option)
                        : put(credentials(u"sharedSecrets"_s), entry,
                              {{u"secret"_s, QString()}, {u"secretFile"_s, file.configured}}, file.option);
        if (!done)
            return done;
    }
    return {};
}

Result<void> ConfigurationEditor::addCertificate(const Options &options)
{
    if (options.certificateFile.isEmpty())
        return {};
    // Whoever gives a certificate wants clients to come with it, unless they say otherwise.
    for (const QString &transport : {u"tls"_s, u"dtls"_s}) {
        const PropertyPath path = m_site.child(u"avEdge"_s).child(u"transports"_s).child(transport);
        if (m_setBy.contains(path))
            continue;
        if (auto done = change(Edit::set(path, true), u"--certificate"_s); !done)
            return done;
    }
    return put(m_site.child(u"avEdge"_s).child(u"certificates"_s), kCommandLine,
               {{u"certificateFile"_s, options.certificateFile}, {u"keyFile"_s, options.keyFile}},
               u"--certificate"_s);
}

QString ConfigurationEditor::place(PropertyOption::Place place) const
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

} // namespace turnpike::daemon
