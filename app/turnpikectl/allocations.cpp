// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/allocation_table.h"
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto picture = session.await((*connection)->snapshot());
    if (!picture)
        return session.failed(picture.error());
    auto shown = **picture;
    if (session.invocation().has("user"))
        std::erase_if(shown.allocations,
                      [user = session.invocation().value("user").toStdString()](const auto &allocation) {
                          return allocation.username != user && allocation.person() != user;
                      });
    if (!session.isJson()) {
        if (shown.allocations.empty())
            note(u"no allocations"_s);
        else
            printLines(allocationTable(shown, {}) + refusedPeersText(shown));
        return kOk;
    }
    QJsonArray items;
    for (const auto &allocation : shown.allocations)
        items.append(wire::toJson(allocation));
    printJson(QJsonObject{{u"allocations"_s, items}});
    return kOk;
}

constexpr Option kOptions[] = {{"user", "NAME", "only this user's"}};

} // namespace

const Command kAllocations{"allocations", "", 0, 0, "List the live allocations", kOptions, run};

} // namespace turnpike::ctl
