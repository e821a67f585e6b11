// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/cbor_codec.h"

#include <cstdlib>

/// What a relay, or somebody in its place, sends as live stream. What can be read must be written to
/// something that is read as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace turnpike::live;
    const auto message =
        decode(QByteArray::fromRawData(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    if (!message)
        return 0;
    const bool isSame = std::visit(
        [](const auto &value) {
            using Value = std::decay_t<decltype(value)>;
            QByteArray bytes;
            if constexpr (std::is_same_v<Value, Snapshot>)
                bytes = encodeKeyframe(value);
            else
                bytes = encodeDelta(value);
            const auto again = decode(bytes);
            return again && std::get<Value>(*again) == value;
        },
        *message);
    if (!isSame)
        std::abort();
    return 0;
}
