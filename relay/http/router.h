// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/message.h"

#include <functional>
#include <type_traits>
#include <vector>

namespace turnpike::http {

/// Finds who answers a request. Knows neither sockets nor the relay.
class Router {
public:
    /// Values of the `{name}` segments.
    using Parameters = QHash<QString, QString>;
    using Handler = std::function<Answer(const Request &, const Parameters &)>;
    enum class Access {
        KnownClients, ///< a certificate that was issued by this relay
        Everybody
    };
    struct Route {
        QByteArray method;
        QString pattern; ///< "/api/v1/revisions/{number}"
        Access access = Access::KnownClients;
        Handler handler;
        QStringList query; ///< the names that may stand behind the question mark
    };
    struct Match {
        const Route *route = nullptr;
        Parameters parameters;
    };

    void add(const QByteArray &method, const QString &pattern, Handler handler,
             Access access = Access::KnownClients);
    /// A member function that takes the request, and the parameters where it wants them. `api` outlives the
    /// router.
    template <class Api, class Function>
    void add(const QByteArray &method, const QString &pattern, Api *api, Function function,
             const QStringList &query = {})
    {
        add(method, pattern,
            Handler([api, function](const Request &request, const Parameters &parameters) -> Answer {
                if constexpr (std::is_invocable_v<Function, Api *, const Request &, const Parameters &>)
                    return std::invoke(function, api, request, parameters);
                else
                    return std::invoke(function, api, request);
            }));
        m_routes.back().query = query;
    }
    /// 404 with the paths that exist, 405 with the methods that this path has, or 400 with the names that its
    /// query may have: what is written wrong would be passed over without a word.
    [[nodiscard]] tl::expected<Match, Response> find(const Request &request) const;
    [[nodiscard]] const std::vector<Route> &routes() const { return m_routes; }

private:
    std::vector<Route> m_routes;
};

} // namespace turnpike::http
