// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/base/text.h"
#include "core/document/pool_urls.h"

#include <array>

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

/// The old tool's way to write options: "/name" or "/name:value", letter case aside.
Result<QHash<QString, QString>> parseSlashOptions(const QStringList &words)
{
    const std::vector<std::string> known{"web", "action", "externalwebfqdn", "poolname"};
    QHash<QString, QString> options;
    for (const auto &word : words) {
        const auto name = word.mid(1).section(u':', 0, 0).toLower();
        const bool isKnown =
            word.startsWith(u'/') && std::find(known.begin(), known.end(), name.toStdString()) != known.end();
        if (!isKnown) {
            const auto nearest = nearestName(name.toStdString(), known);
            return fail(Error::Code::InvalidValue, "this option is not known", word.toStdString(),
                        "/web, /action:, /externalwebfqdn:, /poolname:",
                        nearest.empty() ? "" : "did you mean \"/" + nearest + "\"?");
        }
        if (options.contains(name))
            return fail(Error::Code::InvalidValue, "given more than once", "/" + name.toStdString(),
                        "one value");
        options.insert(name, word.section(u':', 1));
    }
    return options;
}

Result<void> requireAll(const QHash<QString, QString> &options)
{
    if (!options.contains(u"web"_s))
        return fail(Error::Code::InvalidValue, "the part to work on is missing", "LCSCmd", "/web");
    if (options.value(u"action"_s).compare(u"updatepoolurls"_s, Qt::CaseInsensitive) != 0)
        return fail(Error::Code::InvalidValue,
                    '"' + options.value(u"action"_s).toStdString() + "\" is not an action of /web", "/action",
                    "UpdatePoolUrls");
    for (const auto *name : {"externalwebfqdn", "poolname"}) {
        if (options.value(QLatin1StringView(name)).isEmpty())
            return fail(Error::Code::InvalidValue, "the value is missing", std::string("/") + name,
                        std::string("/") + name + ":NAME");
    }
    return {};
}

int run(Session &session)
{
    const auto options = parseSlashOptions(session.arguments());
    if (!options)
        return session.misused(options.error());
    if (const auto complete = requireAll(*options); !complete)
        return session.misused(complete.error());
    const auto document = session.document();
    if (!document)
        return session.failed(document.error());
    const auto before = (*document)->working();
    const auto edits = document::updatePoolUrls(*before, options->value(u"poolname"_s),
                                                options->value(u"externalwebfqdn"_s));
    if (!edits)
        return session.failed(edits.error());
    if (const auto kept = session.apply(*edits); !kept)
        return session.failed(kept.error());
    printChanges(*(*document)->working(), document::difference(*before, *(*document)->working()));
    return kOk;
}

} // namespace

const Command kLcsCmd{"LCSCmd", "/web /action:updatepoolurls /externalwebfqdn:FQDN /poolname:POOL", 1,
                      -1,       "Update a pool's external URLs, written as for the old tool",       {},
                      run};

} // namespace turnpike::ctl
