// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/pool_urls.h"

#include <QCoreApplication>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

struct DerivedUrl {
    QStringView property;
    QStringView suffix;
    const QString &(*current)(const model::Pool &pool);
};

// Where the web components of a pool answer below their published name.
constexpr DerivedUrl kDerivedUrls[] = {
    {u"webComponents.externalMeetingContentUrl", u"/etc/place/null",
     [](const model::Pool &pool) -> const QString & { return pool.webComponents.externalMeetingContentUrl; }},
    {u"webComponents.externalAddressBookUrl", u"/abs/ext",
     [](const model::Pool &pool) -> const QString & { return pool.webComponents.externalAddressBookUrl; }},
    {u"webComponents.externalGroupExpansionUrl", u"/GroupExpansion/ext/service.asmx",
     [](const model::Pool &pool) -> const QString & { return pool.webComponents.externalGroupExpansionUrl; }},
    {u"webComponents.externalClientDownloadUrl", u"/conf/ext/client",
     [](const model::Pool &pool) -> const QString & { return pool.webComponents.externalClientDownloadUrl; }},
    {u"addressBook.externalUrl", u"/abs/ext",
     [](const model::Pool &pool) -> const QString & { return pool.addressBook.externalUrl; }},
    {u"updateServer.externalUrl", u"/RequestHandler/ucdevice.upx",
     [](const model::Pool &pool) -> const QString & { return pool.updateServer.externalUrl; }},
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
    const auto found = resolve(deployment, poolPath);
    if (!found || pool.isEmpty()) {
        Error error = found ? Error{Error::Code::NotFound, "the name of a pool is expected", {}, {}, {}}
                            : found.error();
        error.message =
            pool.isEmpty() ? error.message : QString(u"there is no pool \"" % pool % u"\"").toStdString();
        return tl::make_unexpected(std::move(error));
    }
    return updatePoolUrls(*static_cast<const model::Pool *>(found->object), externalWebFqdn);
}

Result<EditSet> updatePoolUrls(const model::Pool &pool, const QString &externalWebFqdn)
{
    const PropertyPath poolPath = PropertyPath::of(u"pools").entry(pool.name);
    const PropertyPath fqdnPath = below(poolPath, u"webComponents.externalFqdn");
    const auto checked = model::checkText(model::TextFormat::HostName, externalWebFqdn);
    if (!checked || externalWebFqdn.isEmpty() || IpAddress::parse(externalWebFqdn.toStdString()))
        return fail(Error::Code::InvalidValue,
                    QString(u"\"" % externalWebFqdn.left(80) % u"\" is not a host name").toStdString(),
                    fqdnPath.toString().toStdString(),
                    "the name under which the reverse proxy publishes the pool, such as web.contoso.com");

    EditSet set;
    set.description = QCoreApplication::translate("pool_urls", "Update pool URLs of %1").arg(pool.name);
    const auto setIfNew = [&](const PropertyPath &path, const QString &current, const QString &value) {
        if (current != value)
            set.edits.push_back(Edit::set(path, value));
    };
    setIfNew(fqdnPath, pool.webComponents.externalFqdn, externalWebFqdn);
    for (const DerivedUrl &url : kDerivedUrls)
        setIfNew(below(poolPath, url.property), url.current(pool),
                 u"https://" % externalWebFqdn % url.suffix);
    return set;
}

} // namespace turnpike::document
