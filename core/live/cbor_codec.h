// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"

#include <QByteArray>

#include <variant>

namespace turnpike::live {

/// The live stream's messages: one CBOR map each, integer keys, definite lengths (RFC 8949). Names
/// that clients chose travel as byte strings, because nothing makes a client send UTF-8.
[[nodiscard]] QByteArray encodeKeyframe(const Snapshot &snapshot);
[[nodiscard]] QByteArray encodeDelta(const Delta &delta);

/// Reads either. Keys that this version does not know are skipped; a missing, repeated or wrong one
/// is an error that says at which byte. Never takes more memory than a small multiple of the input.
[[nodiscard]] Result<std::variant<Snapshot, Delta>> decode(const QByteArray &message);

} // namespace turnpike::live
