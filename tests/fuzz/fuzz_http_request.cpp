// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// The first byte says in which pieces the rest arrives. Nothing may be consumed that did not arrive, no
/// limit may be passed, and a request that was read answers the same however it was cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using turnpike::http::Reader;
    if (size < 1)
        return 0;
    const qsizetype piece = data[0] + 1;
    QByteArrayView bytes(reinterpret_cast<const char *>(data) + 1, static_cast<qsizetype>(size - 1));
    constexpr Reader::Limits kLimits{.header = 512, .body = 256};
    Reader reader(kLimits);
    auto progress = Reader::Progress::NeedsMore;
    for (qsizetype have = 0; have < bytes.size() && progress == Reader::Progress::NeedsMore;) {
        have = std::min(have + piece, bytes.size());
        progress = reader.readHeader(bytes.first(have));
    }
    if (progress != Reader::Progress::HeaderRead)
        return 0;
    if (reader.headerSize() > kLimits.header || reader.headerSize() > bytes.size())
        __builtin_trap();
    bytes = bytes.sliced(reader.headerSize());
    progress = Reader::Progress::NeedsMore;
    for (qsizetype have = 0; progress == Reader::Progress::NeedsMore;) {
        have = std::min(have + piece, bytes.size());
        qsizetype consumed = 0;
        progress = reader.readBody(bytes.first(have), consumed);
        if (consumed > have)
            __builtin_trap();
        const bool isStuck = consumed == 0 && have == bytes.size();
        bytes = bytes.sliced(consumed);
        have -= consumed;
        if (isStuck)
            break;
    }
    if (progress == Reader::Progress::Complete && reader.request().body.size() > kLimits.body)
        __builtin_trap();
    return 0;
}
