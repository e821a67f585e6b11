// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/pool_urls.h"

#include <QCoreApplication>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

struct DerivedUrl {
    QStringView property;
    QStringView suffix;
};

// Where the web components of a pool answer below their published name.
constexpr DerivedUrl kDerivedUrls[] = {
    {u"webComponents.externalMeetingContentUrl", u"/etc/place/null"},
    {u"webComponents.externalAddressBookUrl", u"/abs/ext"},
    {u"webComponents.externalGroupExpansionUrl", u"/GroupExpansion/ext/service.asmx"},
    {u"webComponents.externalClientDownloadUrl", u"/conf/ext/client"},
    {u"addressBook.externalUrl", u"/abs/ext"},
    {u"updateServer.externalUrl", u"/RequestHandler/ucdevice.upx"},
};

PropertyPath below(const PropertyPath &path, QStringView properties)
{
    PropertyPath result = path;
    for (const QStringView property : properties.tokenize(u'.'))
        result = result.child(property.toString());
    return result;
}

} // namespace

Result<EditSet> updatePoolUrls(const model::Deployment &deployment, const QString &pool,
                               const QString &externalWebFqdn)
{
    const PropertyPath poolPath = PropertyPath::of(u"pools").entry(pool);
    if (const auto found = resolve(deployment, poolPath); !found || pool.isEmpty()) {
        Error error = found ? Error{Error::Code::NotFound, "the name of a pool is expected", {}, {}, {}}
                            : found.error();
        error.message =
            pool.isEmpty() ? error.message : QString(u"there is no pool \"" % pool % u"\"").toStdString();
        return tl::make_unexpected(std::move(error));
    }
    const PropertyPath fqdnPath = below(poolPath, u"webComponents.externalFqdn");
    const auto checked = model::checkText(model::TextFormat::HostName, externalWebFqdn);
    if (!checked || externalWebFqdn.isEmpty() || IpAddress::parse(externalWebFqdn.toStdString()))
        return fail(Error::Code::InvalidValue,
                    QString(u"\"" % externalWebFqdn.left(80) % u"\" is not a host name").toStdString(),
                    fqdnPath.toString().toStdString(),
                    "the name under which the reverse proxy publishes the pool, such as web.contoso.com");

    EditSet set;
    set.description = QCoreApplication::translate("pool_urls", "Update pool URLs of %1").arg(pool);
    const auto setIfNew = [&](const PropertyPath &path, const QString &value) {
        if (const auto current = valueAt(deployment, path); !current || current->toString() != value)
            set.edits.push_back(Edit::set(path, value));
    };
    setIfNew(fqdnPath, externalWebFqdn);
    for (const DerivedUrl &url : kDerivedUrls)
        setIfNew(below(poolPath, url.property), u"https://" % externalWebFqdn % url.suffix);
    return set;
}

} // namespace turnpike::document
