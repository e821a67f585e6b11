// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/message.h"

#include <vector>

namespace turnpike::http {

/// Finds which route a request means. Knows neither sockets nor who answers.
class Router {
public:
    /// Values of the `{name}` segments.
    using Parameters = QHash<QString, QString>;
    struct Route {
        QByteArray method;
        QString pattern;     ///< "/api/v1/revisions/{number}"
        QStringList query{}; ///< the names that may stand behind the question mark
    };
    struct Match {
        std::size_t route = 0; ///< in routes()
        Parameters parameters;
    };

    void add(Route route) { m_routes.push_back(std::move(route)); }
    /// 404 with the paths that exist, 405 with the methods that this path has, or 400 with the names that its
    /// query may have: what is written wrong would be passed over without a word.
    [[nodiscard]] tl::expected<Match, Response> find(const Request &request) const;
    [[nodiscard]] const std::vector<Route> &routes() const { return m_routes; }

private:
    std::vector<Route> m_routes;
};

} // namespace turnpike::http
