// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace turnpike::edge {

/// How much a line of the log matters.
enum class Severity : std::uint8_t { Error, Warning, Information };

/// A line for the log of the program. Called on any thread of the relay. Texts in it may come from the wire:
/// whoever writes it makes it inert.
using Notice = std::function<void(Severity severity, const std::string &line)>;

} // namespace turnpike::edge
