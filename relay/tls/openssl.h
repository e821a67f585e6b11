// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/release.h"
#include "core/base/result.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>

/// OpenSSL's handles as values that free themselves, and its errors as ours.
namespace turnpike::tls {

using Memory = std::unique_ptr<BIO, Release<BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using X509Handle = std::unique_ptr<X509, Release<X509_free>>;
using Context = std::unique_ptr<SSL_CTX, Release<SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Release<SSL_free>>;

/// What OpenSSL says of the call that has just failed, in its own fixed words: "unsupported protocol".
/// Nothing that came from outside stands in it. Empties OpenSSL's list of errors.
[[nodiscard]] std::string takeReason();

} // namespace turnpike::tls
