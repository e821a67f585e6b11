// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/live_links.h"

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

const QString kCall = u"call:"_s;

QString argumentOf(live::AllocationKey key)
{
    return kCall + QString::fromStdString(key.toString());
}

} // namespace

PageLink linkToCall(live::AllocationKey key)
{
    return {u"live.calls"_s, argumentOf(key)};
}

PageLink linkToCalls(const QString &filter)
{
    return {u"live.calls"_s, filter};
}

PageLink linkToCallsOf(const QString &user)
{
    return linkToCalls(u"user=\""_s + QString(user).replace(u'"', u"\"\""_s) + u'"');
}

PageLink linkToPortOf(live::AllocationKey key)
{
    return {u"live.ports"_s, argumentOf(key)};
}

std::optional<live::AllocationKey> callNamedBy(const QString &argument)
{
    if (!argument.startsWith(kCall))
        return std::nullopt;
    const auto key = live::AllocationKey::parse(argument.sliced(kCall.size()).toStdString());
    return key ? std::optional(*key) : std::nullopt;
}

} // namespace turnpike::ui
