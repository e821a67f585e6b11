// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/openssl.h"

#include <openssl/err.h>

namespace turnpike::tls {

std::string takeReason()
{
    // The first error is the cause; what follows are its consequences.
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char *reason = code != 0 ? ERR_reason_error_string(code) : nullptr;
    return reason ? reason : "no reason given";
}

} // namespace turnpike::tls
