// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/connection_profile.h"

#include "core/base/text.h"
#include "core/document/atomic_file.h"
#include "core/model/typed_line.h"
#include "core/wire/json.h"
#include "core/wire/json_reader.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

const QString kSuffix = u".json"_s;

QJsonObject toJson(const ConnectionProfile &profile)
{
    return {{u"name"_s, profile.name},
            {u"host"_s, profile.host},
            {u"port"_s, profile.port},
            {u"relay"_s, profile.relayName},
            {u"role"_s, wire::toText(profile.role)},
            {u"fingerprint"_s, fingerprintText(profile.serverCertificate)},
            {u"serverCertificate"_s, QString::fromLatin1(profile.serverCertificate.toPem())},
            {u"authority"_s, QString::fromLatin1(profile.authority.toPem())},
            {u"certificate"_s, QString::fromLatin1(profile.certificate.toPem())}};
}

QSslCertificate certificate(JsonReader &reader, const char *key)
{
    const QSslCertificate certificate(reader.text(key).toLatin1(), QSsl::Pem);
    if (certificate.isNull())
        reader.refuse(key, Error{Error::Code::InvalidValue, "not a certificate", {}, "PEM", {}});
    return certificate;
}

Result<ConnectionProfile> profileFromJson(const QJsonObject &json)
{
    JsonReader reader(json, u"connection"_s);
    ConnectionProfile profile;
    profile.name = reader.text("name");
    profile.host = reader.text("host");
    const auto port = reader.number("port");
    if (port == 0 || port > 65535)
        reader.refuse("port", Error{Error::Code::InvalidValue, "not a port", {}, "1 to 65535", {}});
    profile.port = static_cast<quint16>(port);
    profile.relayName = reader.text("relay");
    const auto role = wire::roleFromText(reader.text("role"));
    if (!role)
        reader.refuse("role", role.error());
    profile.role = role.value_or(Role::Viewer);
    profile.serverCertificate = certificate(reader, "serverCertificate");
    profile.authority = certificate(reader, "authority");
    profile.certificate = certificate(reader, "certificate");
    if (reader.finish())
        return tl::make_unexpected(*reader.finish());
    // People read the fingerprint in the file; a file whose parts disagree was tampered with.
    if (json.value(u"fingerprint"_s).toString() != fingerprintText(profile.serverCertificate))
        return fail(Error::Code::InvalidValue, "the fingerprint is not that of the server certificate",
                    "connection.fingerprint", fingerprintText(profile.serverCertificate).toStdString(),
                    "pair with the relay again");
    return profile;
}

tl::unexpected<Error> cannotWrite(const QString &fileName, const QString &reason)
{
    return fail(Error::Code::Io, "cannot be written: " + reason.toStdString(), fileName.toStdString(), {},
                "check the folder's owner and the free space on the disk");
}

} // namespace

QString ConnectionProfile::secretName() const
{
    return name + u"/key"_s;
}

QString ConnectionProfile::person() const
{
    return certificate.subjectInfo(QSslCertificate::CommonName).value(0);
}

QString ConnectionProfile::address() const
{
    QUrl url;
    url.setHost(host);
    url.setPort(port);
    return url.authority(QUrl::FullyEncoded);
}

QString fingerprintText(const QSslCertificate &certificate)
{
    return QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
}

Result<HostAndPort> HostAndPort::parse(const QString &text)
{
    const auto wrong = [&text] {
        return fail(Error::Code::InvalidValue, '"' + text.toStdString() + "\" is not the address of a relay",
                    {}, "HOST, HOST:PORT, [IPV6]:PORT or https://HOST:PORT");
    };
    QString rest = model::typedLine(text);
    // As turnpiked prints it.
    if (rest.startsWith(u"https://"_s, Qt::CaseInsensitive))
        rest = rest.mid(8);
    if (rest.endsWith(u'/'))
        rest.chop(1);
    if (const auto address = IpAddress::parse(rest.toStdString()); address && address->isV6())
        rest = u'[' + rest + u']';
    const QUrl url(u"https://"_s + rest, QUrl::StrictMode);
    const bool isPlain =
        url.path().isEmpty() && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
    // Names go over the wire, and are kept and compared, in the form of the DNS: "xn--…".
    const QString host = url.host(QUrl::FullyEncoded);
    if (rest.isEmpty() || !url.isValid() || host.isEmpty() || !isPlain || url.port(5443) < 1)
        return wrong();
    return HostAndPort{host, static_cast<quint16>(url.port(5443))};
}

ProfileStore::ProfileStore(QString folder)
    : m_folder(std::move(folder))
{
    if (m_folder.isEmpty())
        m_folder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation) + u"/connections"_s;
}

QString ProfileStore::fileName(const QString &name) const
{
    // Names may hold what file names may not.
    return m_folder + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(name, {}, ".")) + kSuffix;
}

QList<ConnectionProfile> ProfileStore::all(QList<Error> *unreadable) const
{
    QList<ConnectionProfile> profiles;
    const auto files = QDir(m_folder).entryInfoList({u'*' + kSuffix}, QDir::Files, QDir::Name);
    for (const auto &info : files) {
        QFile file(info.filePath());
        auto profile = file.open(QIODevice::ReadOnly)
                           ? parseObject(file.readAll(), u"connection"_s).and_then(profileFromJson)
                           : fail(Error::Code::Io, "cannot be read: " + file.errorString().toStdString());
        if (profile) {
            profiles.append(*profile);
        } else if (unreadable) {
            auto error = profile.error();
            error.message = error.where.empty() ? error.message : error.where + ": " + error.message;
            error.where = info.filePath().toStdString();
            unreadable->append(error);
        }
    }
    return profiles;
}

Result<ConnectionProfile> ProfileStore::find(const QString &name) const
{
    std::vector<std::string> names;
    QList<Error> unreadable;
    const auto profiles = all(&unreadable);
    for (const auto &profile : profiles) {
        if (profile.name == name)
            return profile;
        names.push_back(profile.name.toStdString());
    }
    const auto file = fileName(name).toStdString();
    for (const auto &error : unreadable) {
        if (error.where == file)
            return tl::make_unexpected(error);
    }
    std::string allowed;
    for (const auto &known : names)
        allowed += (allowed.empty() ? "" : ", ") + known;
    const auto nearest = nearestName(name.toStdString(), names);
    return fail(Error::Code::NotFound, "no saved connection is called \"" + name.toStdString() + '"', {},
                allowed.empty() ? "there is none yet" : allowed,
                nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
}

Result<ConnectionProfile> ProfileStore::match(const QString &nameOrAddress) const
{
    auto named = find(nameOrAddress);
    if (named)
        return named;
    const auto address = HostAndPort::parse(nameOrAddress);
    if (!address)
        return named;
    QList<ConnectionProfile> there;
    const auto profiles = all();
    for (const auto &profile : profiles) {
        if (profile.host.compare(address->host, Qt::CaseInsensitive) == 0 && profile.port == address->port)
            there << profile;
    }
    if (there.size() == 1)
        return there.front();
    if (there.isEmpty())
        return named;
    std::string names;
    for (const auto &profile : std::as_const(there))
        names += (names.empty() ? "" : ", ") + profile.name.toStdString();
    return fail(Error::Code::InvalidValue, "several saved connections lead to " + nameOrAddress.toStdString(),
                {}, names, "name one of them");
}

bool ProfileStore::has(const QString &name) const
{
    return QFile::exists(fileName(name));
}

QString ProfileStore::proposedName(const HostAndPort &address) const
{
    // The first part of an IP address says nothing.
    const bool isName = QHostAddress(address.host).isNull();
    const QString host = isName ? address.host.section(u'.', 0, 0) : address.host;
    QStringList names{host};
    if (isName)
        names << address.host;
    names << u"%1:%2"_s.arg(address.host, QString::number(address.port));
    for (const QString &name : std::as_const(names)) {
        if (!has(name))
            return name;
    }
    for (int number = 2;; ++number) {
        const QString name = u"%1 (%2)"_s.arg(host, QString::number(number));
        if (!has(name))
            return name;
    }
}

std::optional<ConnectionProfile> ProfileStore::pairedAs(const QString &person,
                                                        const HostAndPort &address) const
{
    for (const ConnectionProfile &profile : all()) {
        if (profile.port == address.port && profile.person() == person &&
            profile.host.compare(address.host, Qt::CaseInsensitive) == 0)
            return profile;
    }
    return std::nullopt;
}

QString ProfileStore::proposedPerson(const QString &wish, const HostAndPort &address) const
{
    QString person = wish;
    for (int number = 2; pairedAs(person, address); ++number)
        person = u"%1-%2"_s.arg(wish, QString::number(number));
    return person;
}

Result<void> ProfileStore::add(const ConnectionProfile &profile) const
{
    if (!has(profile.name))
        return save(profile);
    const auto taken = find(profile.name);
    return fail(Error::Code::AlreadyExists,
                "a saved connection is called \"" + profile.name.toStdString() + "\" already" +
                    (taken ? "; it leads to " + taken->address().toStdString() : std::string()),
                {}, {}, "choose another name");
}

Result<void> ProfileStore::save(const ConnectionProfile &profile) const
{
    const auto name = fileName(profile.name);
    if (!QDir().mkpath(m_folder))
        return cannotWrite(m_folder, u"the folder cannot be made"_s);
    return document::writeFileAtomically(name, QJsonDocument(toJson(profile)).toJson());
}

Result<void> ProfileStore::remove(const QString &name) const
{
    QFile file(fileName(name));
    if (file.exists() && !file.remove())
        return cannotWrite(file.fileName(), file.errorString());
    return {};
}

} // namespace turnpike::client
