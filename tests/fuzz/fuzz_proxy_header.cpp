// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/proxy/header.h"

#include <cstdlib>

using turnpike::Bytes;
using turnpike::proxy::Header;
using turnpike::proxy::Likeness;
using turnpike::proxy::likenessToHeader;

// Any beginning of a connection: a shorter look never says anything else than "more" or the same, what is
// whole stays as it is whatever follows, and nobody waits for more than the longest header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::size_t kLongest = 576;
    const Bytes stream = std::as_bytes(std::span(data, size));
    const Header all = Header::read(stream, kLongest);
    switch (all.status) {
    case Header::Status::NeedMore:
        if (size >= kLongest)
            std::abort();
        break;
    case Header::Status::Whole:
        if (all.size > size || all.size > kLongest || likenessToHeader(stream) != Likeness::Certain)
            std::abort();
        break;
    case Header::Status::Broken:
        if (all.reason.empty() || all.told)
            std::abort();
        break;
    }
    for (std::size_t shorter = 0; shorter < size && shorter < kLongest; ++shorter) {
        const Header part = Header::read(stream.first(shorter), kLongest);
        if (part.status == Header::Status::NeedMore)
            continue;
        if (part.status != all.status || part.size != all.size || part.told != all.told ||
            (part.status == Header::Status::Whole && shorter < part.size))
            std::abort();
    }
    return 0;
}
