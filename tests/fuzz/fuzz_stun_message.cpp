// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/stun/address_attribute.h"
#include "relay/stun/dialect.h"
#include "relay/stun/error_code.h"
#include "relay/stun/fingerprint.h"
#include "relay/stun/integrity.h"
#include "relay/stun/message_builder.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace turnpike::stun;
using turnpike::Bytes;

// Any bytes: reading must stay inside them, and what was read must survive being written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const Bytes input = std::as_bytes(std::span(data, size));
    (void)classify(input);
    const auto message = MessageView::parse(input);
    if (!message)
        return 0;
    std::vector<std::byte> buffer(size);
    MessageBuilder copy(buffer, {message->messageClass(), message->method()}, message->transactionId());
    for (const Attribute attribute : *message) {
        copy.add(attribute.type, attribute.value);
        if (const auto address = XorAddress::decode(attribute.value, message->transactionId())) {
            std::array<std::byte, XorAddress::kLargestSize> again{};
            XorAddress::encode(*address, message->transactionId(), again);
            if (XorAddress::decode(Bytes(again).first(attribute.value.size()), message->transactionId()) !=
                address)
                std::abort();
        }
        (void)ErrorCodeValue::decode(attribute.value);
    }
    const auto again = MessageView::parse(copy.finish());
    if (!again || again->method() != message->method())
        std::abort();
    auto written = again->begin();
    for (const Attribute attribute : *message) {
        const Attribute other = *written;
        if (other.type != attribute.type || !std::ranges::equal(other.value, attribute.value))
            std::abort();
        ++written;
    }
    (void)message->unknownRequired(isComprehensionRequired);
    (void)checkFingerprint(*message);
    (void)verifyIntegrity(*message, bytesOf("key"));
    return 0;
}
