// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/probe/demo_call.h"
#include "relay/probe/demo_traffic_driver.h"

namespace turnpike::probe {

/// Who calls whom, from where, how and for how long.
class DemoPeople {
public:
    explicit DemoPeople(DemoTarget target);

    /// False when nobody has credentials.
    [[nodiscard]] bool isEmpty() const { return m_people.empty(); }
    /// `number` counts the calls; the first is always over UDP. `simultaneous` calls share the packets
    /// that a demo may cost.
    [[nodiscard]] DemoCall::Plan planCall(std::uint32_t number, int simultaneous, WallTime now) const;

private:
    struct Person {
        std::string name;
        std::string password; ///< empty: a time-limited name is made for each call
    };
    [[nodiscard]] TurnEndpoint::Target targetFor(std::size_t person, Transport transport, WallTime now) const;

    DemoTarget m_target;
    std::vector<Person> m_people;
};

} // namespace turnpike::probe
