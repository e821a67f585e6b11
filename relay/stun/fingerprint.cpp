// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/fingerprint.h"

#include <boost/crc.hpp>

namespace turnpike::stun {

std::uint32_t fingerprintOf(Bytes beforeAttribute)
{
    boost::crc_32_type crc;
    crc.process_bytes(beforeAttribute.data(), beforeAttribute.size());
    return crc.checksum() ^ 0x5354554eU;
}

Fingerprint checkFingerprint(const MessageView &message)
{
    const auto at = message.fingerprintOffset();
    if (!at)
        return Fingerprint::Absent;
    const Bytes bytes = message.bytes();
    const bool isLast = *at + Attribute::kHeaderSize + 4 == bytes.size() && loadBig16(&bytes[*at + 2]) == 4;
    const bool matches = isLast && loadBig32(&bytes[*at + 4]) == fingerprintOf(bytes.first(*at));
    return matches ? Fingerprint::Correct : Fingerprint::Wrong;
}

} // namespace turnpike::stun
