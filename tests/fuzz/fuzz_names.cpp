// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/inert_text.h"
#include "core/base/ip_network.h"
#include "core/base/opaque_string.h"
#include "core/base/username.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// What a client sends as its name, and what somebody types as an address: read the same when it is read
/// again, never longer than allowed, and inert wherever it is shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    using namespace turnpike;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    if (const auto name = preparedUsername(text)) {
        if (name->size() > kMostUsernameBytes)
            std::abort();
        const auto again = preparedUsername(*name);
        if (!again || *again != *name)
            std::abort();
        const auto person = personOf(*name);
        if (!person.empty() && (person.data() < name->data() || person.end() > &*name->end()))
            std::abort();
    }
    if (const auto realm = preparedRealm(text); realm && realm->size() > kMostRealmBytes)
        std::abort();
    (void)opaqueString(text);
    if (const auto address = TransportAddress::parse(text)) {
        if (TransportAddress::parse(address->toString()) != *address)
            std::abort();
    }
    if (const auto network = IpNetwork::parse(text)) {
        if (IpNetwork::parse(network->toString()) != *network || !network->contains(network->address()))
            std::abort();
    }
    return 0;
}
