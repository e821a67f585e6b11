// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/turn/stream_framer.h"

#include <cstdlib>

using turnpike::Bytes;
using turnpike::turn::StreamFramer;

// Any byte stream: frames follow each other without gap or overlap, and a shorter look at the same
// bytes never says anything else than "more" or the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    Bytes stream = std::as_bytes(std::span(data, size));
    for (;;) {
        const auto next = StreamFramer::next(stream);
        if (next.status != StreamFramer::Status::Frame) {
            const bool waitsForEver =
                next.status == StreamFramer::Status::NeedMore && stream.size() >= StreamFramer::kLargestFrame;
            if (next.consumed != 0 || waitsForEver)
                std::abort();
            return 0;
        }
        if (next.consumed == 0 || next.consumed > stream.size() || next.frame.size() > next.consumed ||
            next.frame.data() != stream.data() || next.consumed > StreamFramer::kLargestFrame)
            std::abort();
        if (StreamFramer::next(stream.first(next.consumed - 1)).status != StreamFramer::Status::NeedMore ||
            StreamFramer::next(stream.first(next.consumed)).frame.size() != next.frame.size())
            std::abort();
        stream = stream.subspan(next.consumed);
    }
}
