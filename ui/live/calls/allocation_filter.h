// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_network.h"
#include "core/live/snapshot.h"
#include "ui/workspace/live_picture.h"

#include <QString>
#include <QStringList>

namespace turnpike::ui {

/// Which calls to show. Terms are separated by spaces and must all hold:
///
///     alice            a word anywhere: user, addresses, transport
///     user:alice       a field that contains the text; user=alice is exact
///     client:10.0.0.0/8  addresses also by network
///     port>50000 rate>1M age<5m  numbers with < <= > >= = != and k, M, G or s, m, h, d
///     -transport:tcp   what must not hold
class AllocationFilter {
public:
    /// Empty text gives a filter that lets everything through. The error says which term is wrong and why,
    /// in the user's language.
    [[nodiscard]] static Result<AllocationFilter> parse(const QString &text);
    /// What may stand before an operator.
    [[nodiscard]] static QStringList fieldNames();

    [[nodiscard]] bool isEmpty() const { return m_terms.empty(); }
    /// `now` is the time of the snapshot.
    [[nodiscard]] bool matches(const live::Allocation &allocation, const AllocationRates &rates,
                               WallTime now) const;

    enum class Field {
        Anything,
        User,
        Realm,
        Client,
        Relayed,
        Peer,
        Transport,
        Dialect,
        Port,
        In,
        Out,
        Rate,
        Packets,
        Dropped,
        Age,
        Expires,
        Channels,
        Permissions,
        Worker
    };
    enum class Operator { Contains, Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

private:
    struct Term {
        Field field = Field::Anything;
        Operator op = Operator::Contains;
        bool isNegated = false;
        std::string text; ///< lower case
        double number = 0;
        std::optional<IpNetwork> network;
    };
    [[nodiscard]] static Result<Term> parseTerm(QString text);
    [[nodiscard]] static bool holds(const Term &term, const live::Allocation &allocation,
                                    const AllocationRates &rates, WallTime now);
    std::vector<Term> m_terms;
};

} // namespace turnpike::ui
