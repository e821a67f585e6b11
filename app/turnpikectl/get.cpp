// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using document::PropertyPath;

struct Reading {
    const model::PropertyInfo *property = nullptr;
    QVariant value;
};

Result<Reading> read(const model::Deployment &deployment, const PropertyPath &path)
{
    const auto place = document::resolve(deployment, path);
    if (!place)
        return tl::make_unexpected(place.error());
    const bool isValue = place->property != nullptr && place->property->isValue();
    return isValue ? Reading{place->property, place->property->read(place->object)} : Reading{};
}

bool isHidden(const Session &session, const Reading &reading)
{
    return reading.property->isSecret() && !session.showsSecrets() &&
           reading.value != reading.property->defaultValue();
}

QString text(const Session &session, const Reading &reading)
{
    if (isHidden(session, reading))
        return QString::fromUtf16(kDots);
    return reading.property->type().toText(reading.value);
}

QJsonValue json(const Session &session, const Reading &reading)
{
    if (isHidden(session, reading))
        return QString::fromUtf16(kDots);
    return reading.property->type().toJson(reading.value);
}

int run(Session &session)
{
    const auto document = session.document();
    if (!document)
        return session.failed(document.error());
    const auto &deployment =
        session.invocation().has("running") ? *(*document)->base() : *(*document)->working();

    const auto wanted = session.arguments().isEmpty() ? QStringList{QString()} : session.arguments();
    QJsonObject found;
    for (const auto &argument : wanted) {
        const auto path = PropertyPath::parse(argument);
        if (!path)
            return session.failed(path.error());
        const auto reading = read(deployment, *path);
        if (!reading)
            return session.failed(reading.error());
        // One value alone is printed alone, so that a script can use it as it is.
        if (reading->property && wanted.size() == 1 && !session.isJson()) {
            printLines(text(session, *reading));
            return kOk;
        }
        const auto paths =
            reading->property ? QList<PropertyPath>{*path} : document::valuePaths(deployment, *path);
        for (const auto &each : paths) {
            const auto value = read(deployment, each);
            if (!value || !value->property)
                continue;
            if (session.isJson())
                found.insert(each.toString(), json(session, *value));
            else
                print(each.toString() + u" = "_s + text(session, *value));
        }
    }
    if (session.isJson())
        printJson(found);
    return kOk;
}

constexpr Option kOptions[] = {{"running", nullptr, "what the relay runs, without edits not pushed yet"}};

} // namespace

const Command kGet{
    "get",
    "[PATH...]",
    0,
    -1,
    "Show settings",
    kOptions,
    run,
    "A PATH is like pools[pool1].addressBook.daysToKeep; a path of a whole object or list shows\n"
    "everything below it, and no path everything."};

} // namespace turnpike::ctl
