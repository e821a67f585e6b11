// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/edge/served_files.h"

#include "relay/net/clock.h"

#include <algorithm>

namespace turnpike::edge {

namespace {

void tellOfCertificates(const Notice &notice, const std::vector<tls::CertificateBook::Status> &changed)
{
    for (const auto &status : changed) {
        const std::string name = "certificate " + status.entry.name;
        if (status.error)
            notice(Severity::Error, name + ": " + status.error->text() +
                                        (status.served ? "" : "; nothing is served until then"));
        else
            notice(Severity::Information, name + " was read and is served");
    }
}

std::string countOf(const CredentialFiles::Status &status)
{
    const bool isUsers = status.file.kind == CredentialFile::Kind::Users;
    return std::to_string(status.count) + (isUsers ? " user" : " shared secret") +
           (status.count == 1 ? "" : "s");
}

void tellOfCredentialFiles(const Notice &notice, const std::vector<CredentialFiles::Status> &changed,
                           bool saysWarnings)
{
    for (const auto &status : changed) {
        const bool isUsers = status.file.kind == CredentialFile::Kind::Users;
        const std::string name = std::string(isUsers ? "users " : "shared secret ") + status.file.entry +
                                 " (" + status.file.file + ')';
        if (status.error) {
            notice(Severity::Error, name + ": " + status.error->text() +
                                        (status.isRead ? "; what was read before stays in force"
                                                       : "; nobody is served by it until then"));
            continue;
        }
        notice(Severity::Information,
               name + ": " + countOf(status) + " read" +
                   (status.skipped.empty() ? "" : "; skipped what begins with #, " + status.skipped));
        if (!saysWarnings)
            continue;
        for (const std::string &warning : status.warnings)
            notice(Severity::Warning, name + ", " + warning);
    }
}

bool isReachable(const Settings &settings)
{
    const auto &told = settings.turn.advertisedAddress;
    return (!told.isNone() && !told.isLoopback()) ||
           std::ranges::any_of(settings.listeners, [](const Settings::Listener &listener) {
               return !listener.address.address.isLoopback();
           });
}

} // namespace

ServedFiles ServedFiles::of(const Settings &settings)
{
    ServedFiles files;
    files.m_certificates = tls::CertificateBook::of(settings.certificates, net::currentTime().wall);
    files.m_credentialFiles = CredentialFiles::of(settings.credentialFiles, settings.turn.realm);
    files.take(settings);
    return files;
}

Result<ServedFiles> ServedFiles::changedTo(const Settings &settings) const
{
    auto certificates = m_certificates.changedTo(settings.certificates, net::currentTime().wall);
    if (!certificates)
        return tl::make_unexpected(certificates.error());
    auto credentialFiles = m_credentialFiles.changedTo(settings.credentialFiles, settings.turn.realm);
    if (!credentialFiles)
        return tl::make_unexpected(credentialFiles.error());
    ServedFiles files;
    files.m_certificates = std::move(*certificates);
    files.m_credentialFiles = std::move(*credentialFiles);
    files.take(settings);
    return files;
}

void ServedFiles::take(const Settings &settings)
{
    m_configured = settings.turn.credentials;
    m_credentials = m_credentialFiles.addedTo(m_configured);
    m_isReachable = isReachable(settings);
}

bool ServedFiles::refresh(const Notice &notice)
{
    const auto certificates = m_certificates.refresh(net::currentTime().wall);
    const auto credentialFiles = m_credentialFiles.refresh();
    if (!credentialFiles.empty())
        m_credentials = m_credentialFiles.addedTo(m_configured);
    if (notice) {
        tellOfCertificates(notice, certificates);
        tellOfCredentialFiles(notice, credentialFiles, m_isReachable);
    }
    return !certificates.empty() || !credentialFiles.empty();
}

void ServedFiles::tell(const Notice &notice) const
{
    if (!notice)
        return;
    tellOfCertificates(notice, m_certificates.status());
    tellOfCredentialFiles(notice, m_credentialFiles.status(), m_isReachable);
}

void ServedFiles::tellOfOthersThan(const Settings &known, const Notice &notice) const
{
    if (!notice)
        return;
    tellOfCertificates(notice, m_certificates.statusOfOthersThan(known.certificates));
    tellOfCredentialFiles(notice, m_credentialFiles.statusOfOthersThan(known.credentialFiles), m_isReachable);
}

} // namespace turnpike::edge
