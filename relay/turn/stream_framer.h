// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace turnpike::turn {

/// Cuts a TCP or TLS byte stream into STUN messages and ChannelData (RFC 8656 section 12.5). Holds at
/// most one partial frame.
class StreamFramer {
public:
    enum class Status : std::uint8_t { NeedMore, Frame, Broken };
    struct Next {
        Status status = Status::NeedMore;
        Bytes frame;              ///< valid when status is Frame, while `stream` lives
        std::size_t consumed = 0; ///< bytes of `stream` to drop after the frame was used
    };
    /// Looks at the bytes received so far. Broken means that no frame can start like this.
    [[nodiscard]] static Next next(Bytes stream);
    /// The same for the first frame of a connection. It is a STUN message, because nobody has a channel yet;
    /// the letters with which HTTP begins would pass for one.
    [[nodiscard]] static Next first(Bytes stream);
    /// How long the frame at the front will be on the stream, as its header says; 0 before that has come.
    [[nodiscard]] static std::size_t announced(Bytes stream);
    /// The largest frame: a 16-bit length, its header and its padding.
    static constexpr std::size_t kLargestFrame = 20 + 65535 + 3;
};

} // namespace turnpike::turn
