// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ip_address.h"
#include "core/base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace turnpike::perf {

/// One attacker, a process of its own so that its work is nobody else's, which stops with this object.
class Attack {
public:
    enum class Kind : std::uint8_t {
        None,
        Strangers, ///< Binding and Allocate without credentials, from many ports and prefixes
        Guesses,   ///< Allocate of a real user with wrong codes, each with a nonce that the relay gave
        HalfOpen   ///< TCP connections that ask and never read, and some that stop inside a frame
    };
    struct Target {
        TransportAddress udp;
        TransportAddress tcp;
        std::string username;
    };
    [[nodiscard]] static std::optional<Kind> parse(std::string_view name);

    [[nodiscard]] static Result<std::unique_ptr<Attack>> start(Kind kind, const Target &target);
    ~Attack();
    Attack(const Attack &) = delete;
    Attack &operator=(const Attack &) = delete;

    /// Requests until now.
    [[nodiscard]] std::uint64_t sent() const;

private:
    struct Shared;
    Attack(int process, Shared *shared);

    int m_process;
    Shared *m_shared;
};

} // namespace turnpike::perf
