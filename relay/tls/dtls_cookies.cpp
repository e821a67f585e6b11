// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/dtls_cookies.h"

#include "core/base/random.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstring>

namespace turnpike::tls {

DtlsCookies::DtlsCookies()
{
    fillRandom(m_secret);
}

void DtlsCookies::serve(SSL *connection, const TransportAddress &client, const TransportAddress &server,
                        MonotonicTime now)
{
    m_path = client.toString() + ' ' + server.toString();
    m_window = now.time_since_epoch() / kWindow;
    SSL_set_app_data(connection, this);
}

DtlsCookies::Cookie DtlsCookies::cookieOf(std::int64_t window) const
{
    const std::string text = m_path + ' ' + std::to_string(window);
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), m_secret.data(), static_cast<int>(m_secret.size()),
         reinterpret_cast<const unsigned char *>(text.data()), text.size(), hash.data(), &size);
    Cookie cookie{};
    std::copy_n(hash.begin(), cookie.size(), cookie.begin());
    return cookie;
}

int DtlsCookies::generate(SSL *connection, unsigned char *cookie, unsigned int *size)
{
    const auto *own = static_cast<const DtlsCookies *>(SSL_get_app_data(connection));
    if (!own)
        return 0;
    const Cookie made = own->cookieOf(own->m_window);
    std::memcpy(cookie, made.data(), made.size());
    *size = kSize;
    return 1;
}

int DtlsCookies::verify(SSL *connection, const unsigned char *cookie, unsigned int size)
{
    const auto *own = static_cast<const DtlsCookies *>(SSL_get_app_data(connection));
    if (!own || size != kSize)
        return 0;
    for (const std::int64_t window : {own->m_window, own->m_window - 1}) {
        if (CRYPTO_memcmp(cookie, own->cookieOf(window).data(), kSize) == 0)
            return 1;
    }
    return 0;
}

} // namespace turnpike::tls
