// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/router.h"

#include <algorithm>
#include <optional>

namespace turnpike::http {

namespace {

bool isParameter(const QString &segment)
{
    return segment.startsWith(u'{') && segment.endsWith(u'}');
}

std::optional<Router::Parameters> matching(const QString &pattern, const QStringList &path)
{
    const QStringList segments = pattern.mid(1).split(u'/');
    if (segments.size() != path.size())
        return std::nullopt;
    Router::Parameters parameters;
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const auto &segment = segments.at(i);
        if (isParameter(segment) && !path.at(i).isEmpty())
            parameters.insert(segment.mid(1, segment.size() - 2), path.at(i));
        else if (segment != path.at(i))
            return std::nullopt;
    }
    return parameters;
}

/// What no call knows, and what is given twice: nobody can tell which of the two was meant.
std::optional<Response> refusedQuery(const Router::Route &route, const Request &request)
{
    QStringList given;
    for (const auto &[name, value] : request.query.queryItems(QUrl::FullyDecoded)) {
        const bool isKnown = route.query.contains(name);
        if (isKnown && !given.contains(name)) {
            given << name;
            continue;
        }
        const auto quoted = "\"" + name.left(64).toStdString() + "\"";
        return Response::refusal(
            {Error::Code::InvalidValue,
             isKnown ? quoted + " is given twice" : "there is no " + quoted + " in this query", "query",
             route.query.isEmpty() ? "no query" : route.query.join(u", ").toStdString(),
             isKnown ? "give it once" : ""});
    }
    return std::nullopt;
}

} // namespace

tl::expected<Router::Match, Response> Router::find(const Request &request) const
{
    QByteArrayList methods;
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        const auto &route = m_routes[i];
        auto parameters = matching(route.pattern, request.path);
        if (!parameters)
            continue;
        if (route.method == request.method) {
            if (auto refused = refusedQuery(route, request))
                return tl::make_unexpected(std::move(*refused));
            return Match{i, std::move(*parameters)};
        }
        methods << route.method;
    }
    const auto path = "/" + request.path.join(u'/').toStdString();
    if (!methods.isEmpty()) {
        const auto allowed = methods.join(", ");
        return tl::make_unexpected(
            Response::refusal({Error::Code::InvalidValue,
                               request.method.toStdString() + " is not possible on " + path,
                               {},
                               allowed.toStdString(),
                               {}},
                              405)
                .with("Allow", allowed));
    }
    QStringList patterns;
    for (const auto &route : m_routes)
        patterns << route.pattern;
    patterns.removeDuplicates();
    return tl::make_unexpected(Response::refusal({Error::Code::NotFound,
                                                  "there is nothing at " + path,
                                                  {},
                                                  patterns.join(QStringLiteral(", ")).toStdString(),
                                                  {}}));
}

} // namespace turnpike::http
