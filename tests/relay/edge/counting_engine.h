// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/relay/net/forwarding_engine.h"

#include <algorithm>
#include <atomic>

namespace turnpike::edge {

/// Counts how many sockets are given up in one turn of the loop: what ends in pieces never is many.
class CountingEngine final : public testing::ForwardingEngine {
public:
    struct Count {
        std::atomic<int> mostForgottenInATurn{0};
    };
    [[nodiscard]] static net::EngineFactory factory(std::shared_ptr<Count> count)
    {
        return [count]() -> Result<std::unique_ptr<net::IoEngine>> {
            return std::make_unique<CountingEngine>(count);
        };
    }
    explicit CountingEngine(std::shared_ptr<Count> count)
        : m_count(std::move(count))
    {
    }

    void forget(int socket) override
    {
        ++m_forgotten;
        m_count->mostForgottenInATurn = std::max<int>(m_count->mostForgottenInATurn, m_forgotten);
        engine().forget(socket);
    }
    void runOnce(std::optional<MonotonicTime> deadline) override
    {
        m_forgotten = 0;
        engine().runOnce(deadline);
    }

private:
    std::shared_ptr<Count> m_count;
    int m_forgotten = 0;
};

} // namespace turnpike::edge
