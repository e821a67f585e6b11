// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/trust/pairing_desk.h"

#include "core/base/inert_text.h"
#include "core/base/look_alike.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace turnpike::trust {

using namespace Qt::StringLiterals;
using wire::Role;

namespace {

constexpr int kWrongTriesOfOneSource = 5;
constexpr std::size_t kMostNameBytes = 256;

} // namespace

PairingDesk::PairingDesk(KnownClients &clients, const CertificateAuthority &authority, QString codeFile,
                         Surroundings surroundings)
    : m_clients(clients)
    , m_authority(authority)
    , m_codeFile(std::move(codeFile))
    , m_surroundings(std::move(surroundings))
{
    if (m_codeFile.isEmpty())
        return;
    QObject::connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_watcher,
                     [this] { readCodeFile(); });
    m_watcher.addPath(QFileInfo(m_codeFile).absolutePath());
}

QString pairingCodeFile(const QString &stateFolder)
{
    return QDir(stateFolder).filePath(u"pairing-code"_s);
}

void PairingDesk::readCodeFile()
{
    if (m_codeFile.isEmpty() || !QFile::exists(m_codeFile))
        return;
    auto code = PairingCode::read(m_codeFile);
    if (!code) {
        QFile::remove(m_codeFile);
        m_surroundings.log(QString::fromStdString(code.error().text()), model::LogLevel::error);
        return;
    }
    // The one that is open goes on counting its wrong tries.
    const bool isKnown = (m_code && m_code->text() == code->text()) || code->text() == m_usedCode;
    if (!isKnown)
        setCode(std::move(*code));
}

void PairingDesk::setCode(PairingCode code)
{
    if (m_code && m_code->isValid(m_surroundings.now())) {
        m_surroundings.log(u"the pairing code %1 (%2) no longer works: a newer one (%3) was printed"_s.arg(
                               m_code->beginning(), wire::toText(m_code->role()), wire::toText(code.role())),
                           model::LogLevel::warning);
        m_replaced = std::move(m_code);
    }
    m_code = std::move(code);
    m_wrongTries.clear();
}

void PairingDesk::closeCode()
{
    m_usedCode = m_code->text();
    m_code.reset();
    if (!m_codeFile.isEmpty())
        QFile::remove(m_codeFile);
}

const PairingCode &PairingDesk::openFor(Role role)
{
    setCode(PairingCode(role, m_surroundings.now()));
    // So that whoever prints another one is told which one ends. It works without the file, too.
    if (!m_codeFile.isEmpty()) {
        if (auto written = m_code->write(m_codeFile); !written)
            m_surroundings.log(QString::fromStdString(written.error().text()), model::LogLevel::error);
    }
    return *m_code;
}

Result<void> PairingDesk::checkCode(const QString &code, const QByteArray &source)
{
    int &wrong = m_wrongTries[source];
    if (wrong >= kWrongTriesOfOneSource) {
        return fail(Error::Code::Unauthenticated, "five wrong codes came from your address", "code", {},
                    "use another computer, or print a new code on the relay's machine with turnpiked --pair");
    }
    auto checked = m_code->check(code, m_surroundings.now());
    if (checked)
        return checked;
    if (m_replaced && m_replaced->isTypedAs(code)) {
        return fail(Error::Code::Unauthenticated,
                    "this pairing code no longer works, because a newer one was printed since", "code",
                    "the newest code", "use the newer one, or print another with turnpiked --pair");
    }
    ++wrong;
    return checked;
}

Result<bool> PairingDesk::knowsAnybody() const
{
    const auto issued = m_clients.issued();
    if (!issued)
        return errorOf(issued);
    return std::any_of(issued->begin(), issued->end(), [](const auto &known) { return !known.revoked; });
}

/// A code for a low role must not become a high one by choosing somebody else's name.
Result<void> PairingDesk::checkName(const QString &name,
                                    const std::vector<store::IssuedCertificate> &issued) const
{
    if (isReservedIdentity(name)) {
        return fail(Error::Code::Forbidden,
                    "\"" + name.toStdString() + "\" is what the relay itself is called in its records",
                    "name", "a name of your own", "choose another name");
    }
    // "..", "--": such a name leads elsewhere in a path or an option, and nobody could revoke it by name.
    if (std::none_of(name.begin(), name.end(), [](QChar letter) { return letter.isLetterOrNumber(); })) {
        return fail(Error::Code::InvalidValue, "\"" + name.toStdString() + "\" has no letter and no digit",
                    "name", "a name with a letter or a digit", "choose another name");
    }
    if (auto checked = checkScripts(name.toStdString(), "name"); !checked)
        return checked;
    // Two administrators whom nobody can tell apart in the audit are one too many.
    for (const auto &known : issued) {
        if (!known.revoked && known.name != name && lookAlike(known.name.toStdString(), name.toStdString())) {
            return fail(Error::Code::AlreadyExists,
                        "\"" + name.toStdString() + "\" looks like \"" + known.name.toStdString() +
                            "\", who is known here already",
                        "name", "a name that cannot be mistaken for another one", "choose another name");
        }
    }
    auto held = m_clients.configuredRole(name);
    for (const auto &known : issued) {
        if (!held && known.name == name && !known.revoked)
            held = known.role;
    }
    if (!held || *held <= m_code->role())
        return {};
    return fail(Error::Code::Forbidden,
                "\"" + name.toStdString() + "\" has the role " + wire::toText(*held).toStdString() +
                    ", and this pairing code is for the role " + wire::toText(m_code->role()).toStdString(),
                "name", "a name that nobody with a higher role has",
                "choose another name, or ask for a code of that role (turnpiked --pair --role)");
}

Result<wire::PairAnswer> PairingDesk::pair(const wire::PairRequest &request, const QByteArray &source)
{
    readCodeFile();
    if (!m_code) {
        return fail(Error::Code::Unauthenticated, "this relay is not waiting for anybody to pair", {}, {},
                    "print a pairing code on the relay's machine with turnpiked --pair");
    }
    if (auto checked = checkCode(request.code, source); !checked) {
        m_surroundings.log(u"pairing was refused: "_s + QString::fromStdString(checked.error().message),
                           model::LogLevel::warning);
        return errorOf(checked);
    }
    const QString name = request.name.trimmed();
    if (auto checked = checkPlainLine(name.toStdString(), kMostNameBytes, "name"); !checked)
        return errorOf(checked);
    const auto issued = m_clients.issued();
    if (!issued)
        return errorOf(issued);
    if (auto checked = checkName(name, *issued); !checked)
        return errorOf(checked);
    const auto certificate = m_authority.signClient(request.csr, name);
    if (!certificate)
        return errorOf(certificate);

    const Role role = m_code->role();
    // Who pairs again under a name has lost the key of before.
    const auto before = std::ranges::find_if(
        *issued, [&name](const auto &known) { return known.name == name && !known.revoked; });
    const QString replaced =
        before == issued->end()
            ? QString()
            : u"; the certificate that %1 was given on %2 is void"_s.arg(name, wire::toText(before->issued));
    const auto added =
        m_clients.add({x509::fingerprint(*certificate), name, role, m_surroundings.wallTime(), false},
                      wire::toText(role) + replaced);
    if (!added)
        return errorOf(added);
    closeCode();
    m_surroundings.log(u"%1 was paired as %2"_s.arg(name, wire::toText(role)) + replaced,
                       model::LogLevel::info);
    return wire::PairAnswer{x509::toPem(*certificate), m_authority.authorityPem(),
                            m_clients.configuredRole(name).value_or(role), m_surroundings.relay};
}

QString replaceableBy(Role role, const std::vector<store::IssuedCertificate> &issued)
{
    constexpr qsizetype kMostNames = 8;
    QStringList names;
    for (const auto &known : issued) {
        if (!known.revoked && known.role <= role)
            names << known.name;
    }
    if (names.isEmpty())
        return {};
    QString list = names.mid(0, kMostNames).join(u", "_s);
    if (names.size() > kMostNames)
        list += u" and %1 others"_s.arg(names.size() - kMostNames);
    return u"whoever pairs with this code under the name of somebody who is paired takes that one's place, "
           "whose certificate is void then: "_s +
           list;
}

} // namespace turnpike::trust
