// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/host_names.h"
#include "relay/http/reader.h"
#include "relay/trust/x509.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

using namespace turnpike;

namespace {

/// The names of the relay in a Host are found however it is written; anything else is refused with words.
void checkHost(QByteArrayView text)
{
    static const http::HostNames names;
    http::Reader reader({.header = 4096, .body = 0});
    const QByteArray header = "GET / HTTP/1.1\r\nHost: " + text.toByteArray() + "\r\n\r\n";
    if (reader.readHeader(header) != http::Reader::Progress::HeaderRead)
        return;
    const auto checked = names.check(reader.request(), {QStringLiteral("relay.example.org")});
    if (!checked && checked.error().text().empty())
        std::abort();
}

/// A certificate request from somebody whom nobody knows yet.
void checkRequest(QByteArrayView text)
{
    const QByteArray pem = "-----BEGIN CERTIFICATE REQUEST-----\n" + text.toByteArray().toBase64() +
                           "\n-----END CERTIFICATE REQUEST-----\n";
    for (const QByteArray &bytes : {pem, text.toByteArray()}) {
        const auto request = trust::x509::requestFromPem(bytes);
        if (!request && request.error().text().empty())
            std::abort();
    }
}

} // namespace

/// What a stranger hands to the management interface beside its request: the name it asks for, and what it
/// wants signed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size < 1)
        return 0;
    const QByteArrayView rest(reinterpret_cast<const char *>(data) + 1, static_cast<qsizetype>(size - 1));
    if (data[0] % 2 == 0)
        checkHost(rest);
    else
        checkRequest(rest);
    return 0;
}
