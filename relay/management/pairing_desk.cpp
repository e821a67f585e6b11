// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/pairing_desk.h"

#include "core/base/inert_text.h"
#include "core/base/look_alike.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace turnpike::management {

using namespace Qt::StringLiterals;
using wire::Role;

namespace {

constexpr int kWrongTriesOfOneSource = 5;
constexpr std::size_t kMostNameBytes = 256;

} // namespace

PairingDesk::PairingDesk(RelayController &controller, const trust::CertificateAuthority &authority,
                         QString codeFile)
    : m_controller(controller)
    , m_authority(authority)
    , m_codeFile(std::move(codeFile))
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
    auto code = trust::PairingCode::read(m_codeFile);
    if (!code) {
        QFile::remove(m_codeFile);
        m_controller.logError(code.error(), LogPart::Authentication);
        return;
    }
    // The one that is open goes on counting its wrong tries.
    const bool isKnown = (m_code && m_code->text() == code->text()) || code->text() == m_usedCode;
    if (!isKnown)
        setCode(std::move(*code));
}

void PairingDesk::setCode(trust::PairingCode code)
{
    if (m_code && m_code->isValid(m_controller.clock().now())) {
        m_controller.log(u"the pairing code %1 (%2) no longer works: a newer one (%3) was printed"_s.arg(
                             m_code->beginning(), wire::toText(m_code->role()), wire::toText(code.role())),
                         LogPart::Authentication, model::LogLevel::warning);
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

const trust::PairingCode &PairingDesk::openFor(Role role)
{
    setCode(trust::PairingCode(role, m_controller.clock().now()));
    // So that whoever prints another one is told which one ends. It works without the file, too.
    if (!m_codeFile.isEmpty()) {
        if (auto written = m_code->write(m_codeFile); !written)
            m_controller.logError(written.error(), LogPart::Authentication);
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
    auto checked = m_code->check(code, m_controller.clock().now());
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
    const auto issued = m_controller.store().certificates();
    if (!issued)
        return errorOf(issued);
    return std::any_of(issued->begin(), issued->end(), [](const auto &known) { return !known.revoked; });
}

std::optional<Role> PairingDesk::configuredRole(const QString &name) const
{
    const auto &roles = m_controller.settings().roles;
    if (const auto role = roles.constFind(name); role != roles.constEnd())
        return *role;
    return std::nullopt;
}

/// A code for a low role must not become a high one by choosing somebody else's name.
Result<void> PairingDesk::checkName(const QString &name,
                                    const std::vector<store::IssuedCertificate> &issued) const
{
    if (trust::isReservedIdentity(name)) {
        return fail(Error::Code::Forbidden,
                    "\"" + name.toStdString() + "\" is what the relay itself is called in its records",
                    "name", "a name of your own", "choose another name");
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
    auto held = configuredRole(name);
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
        m_controller.log(u"pairing was refused: "_s + QString::fromStdString(checked.error().message),
                         LogPart::Authentication, model::LogLevel::warning);
        return errorOf(checked);
    }
    const QString name = request.name.trimmed();
    if (auto checked = checkPlainLine(name.toStdString(), kMostNameBytes, "name"); !checked)
        return errorOf(checked);
    const auto issued = m_controller.store().certificates();
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
    const auto added = m_controller.store().addPaired(
        {trust::x509::fingerprint(*certificate), name, role, m_controller.clock().wallTime(), false},
        wire::toText(role) + replaced);
    if (!added)
        return errorOf(added);
    closeCode();
    m_controller.log(u"%1 was paired as %2"_s.arg(name, wire::toText(role)) + replaced,
                     LogPart::Authentication);
    return wire::PairAnswer{trust::x509::toPem(*certificate), m_authority.authorityPem(),
                            configuredRole(name).value_or(role), m_controller.displayName()};
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

/// Those of before while the disk refuses to be read: nobody who is known becomes a stranger by that.
Result<std::vector<store::IssuedCertificate>> PairingDesk::certificatesNow() const
{
    auto read = m_controller.store().certificates();
    if (read)
        m_lastRead = *read;
    else if (m_lastRead)
        return *m_lastRead;
    return read;
}

Result<trust::Caller> PairingDesk::callerOf(const QByteArray &fingerprint) const
{
    constexpr char kRemedy[] =
        "pair with this relay: turnpiked --pair on its machine prints a code, which the "
        "console (Connect to a relay) or POST /api/v1/pair trades for a certificate";
    if (fingerprint.isEmpty()) {
        return fail(Error::Code::Unauthenticated, "no client certificate was shown", {},
                    "a certificate that this relay issued", kRemedy);
    }
    const auto issued = certificatesNow();
    if (!issued)
        return errorOf(issued);
    for (const auto &known : *issued) {
        if (known.fingerprint != fingerprint)
            continue;
        if (known.revoked) {
            return fail(Error::Code::Unauthenticated,
                        "the certificate of " + known.name.toStdString() + " was revoked", {},
                        "a certificate that this relay issued", kRemedy);
        }
        return trust::Caller{known.name, configuredRole(known.name).value_or(known.role)};
    }
    return fail(Error::Code::Unauthenticated, "the client certificate was not issued by this relay", {},
                "a certificate that this relay issued", kRemedy);
}

} // namespace turnpike::management
