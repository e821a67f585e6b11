// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/turnpiked/options.h"
#include "core/document/edit.h"
#include "relay/edge/settings_from_deployment.h"

#include <QHash>

namespace turnpike::daemon {

/// Applies the options of a start to a configuration, one after another; errors name the option that asked.
class ConfigurationEditor {
public:
    ConfigurationEditor(model::SharedDeployment deployment, edge::Identity identity);

    /// Short names, --set, users, secrets and the certificate.
    [[nodiscard]] Result<void> apply(const Options &options);
    [[nodiscard]] const model::SharedDeployment &deployment() const { return m_deployment; }

    /// Something that an option says.
    struct Said {
        document::PropertyPath path; ///< a property, or an entry of a list
        QString option;              ///< "--udp-port"
    };
    /// What the options say, whether or not it was like that before.
    [[nodiscard]] const std::vector<Said> &said() const { return m_said; }

    [[nodiscard]] bool hasCredentials() const;
    /// Adds an entry, or changes the one of this name.
    [[nodiscard]] Result<void> putSecret(const QString &name, const QString &secret, const QString &option);

private:
    [[nodiscard]] Result<void> set(const PropertyOption &option);
    [[nodiscard]] Result<void> assign(const QString &assignment, const QString &option);
    [[nodiscard]] Result<void> addUser(const QString &user);
    [[nodiscard]] Result<void> addSecrets(const QStringList &secrets);
    [[nodiscard]] Result<void> addCredentialFiles(const Options &options);
    [[nodiscard]] Result<void> check(const GivenFile &file, const QString &entry);
    [[nodiscard]] Result<void> addCertificate(const Options &options);
    [[nodiscard]] Result<void> change(document::Edit edit, const QString &option);
    [[nodiscard]] Result<void> put(const document::PropertyPath &list, const QString &name,
                                   const std::vector<std::pair<QString, QVariant>> &values,
                                   const QString &option);
    [[nodiscard]] Result<void> claim(const document::PropertyPath &path, const QString &option);
    [[nodiscard]] QString place(PropertyOption::Place place) const;
    [[nodiscard]] document::PropertyPath credentials(const QString &list) const;

    model::SharedDeployment m_deployment;
    std::vector<Said> m_said;
    document::PropertyPath m_site;
    document::PropertyPath m_server;
    QHash<document::PropertyPath, QString> m_setBy; ///< which option set a property
};

} // namespace turnpike::daemon
