// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/edge_site.h"
#include "core/model/forest.h"
#include "core/model/management.h"
#include "core/model/pool.h"
#include "core/model/property.h"

#include <memory>

namespace turnpike::model {

/// What an address-book attribute is called in the directory.
struct AttributeMapping {
    TURNPIKE_CLASS(AttributeMapping)
    TURNPIKE_PROPERTY(QString, name, {}, help("Attribute of the address book.").required())
    TURNPIKE_PROPERTY(QString, attribute, {}, help("Attribute of the directory.").required())
};

/// An LDAP directory with people in it.
struct Directory {
    TURNPIKE_CLASS(Directory)
    TURNPIKE_PROPERTY(QString, name, {},
                      help("Short name of the directory.").format(TextFormat::Name).required())
    TURNPIKE_PROPERTY(QString, url, {},
                      help("Where it is reached.")
                          .label("URL")
                          .format(TextFormat::LdapUrl)
                          .required()
                          .placeholder("ldaps://dc1.contoso.com"))
    TURNPIKE_PROPERTY(bool, startTls, false, help("Switch an ldap connection to TLS.").label("StartTLS"))
    TURNPIKE_PROPERTY(QString, bindDn, {}, help("Who asks; empty: anonymous.").label("Bind DN"))
    TURNPIKE_PROPERTY(
        QString, credential, {},
        help("Name of the password in the keychain or the relay's secret store; never the password.")
            .format(TextFormat::Name))
    TURNPIKE_PROPERTY(QString, baseDn, {}, help("Where the search starts.").label("Base DN").required())
    TURNPIKE_PROPERTY(QString, filter, QStringLiteral("(objectClass=person)"),
                      help("LDAP filter of the entries."))
    TURNPIKE_PROPERTY(QList<AttributeMapping>, attributes, {},
                      help("Names of attributes where they differ from the usual ones.").advanced())
};

/// Everything Turnpike serves, as one value. Edits make new snapshots; a snapshot never changes.
struct Deployment {
    TURNPIKE_CLASS(Deployment)
    TURNPIKE_PROPERTY(QString, name, {}, help("What this deployment is called."))
    TURNPIKE_PROPERTY(Forest, forest, {}, help("What holds for the whole organisation."))
    TURNPIKE_PROPERTY(QList<Pool>, pools, {}, help("Groups of front-end servers."))
    TURNPIKE_PROPERTY(QList<EdgeSite>, edgeSites, {}, help("Edge servers that serve one name together."))
    TURNPIKE_PROPERTY(QList<Directory>, directories, {}, help("Directories with people in them."))
    TURNPIKE_PROPERTY(Management, management, {}, help("How this deployment is managed."))
};

using SharedDeployment = std::shared_ptr<const Deployment>;

} // namespace turnpike::model
