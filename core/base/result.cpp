// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/result.h"

namespace turnpike {

std::string Error::text() const
{
    std::string line = where.empty() ? message : where + ": " + message;
    if (!allowed.empty())
        line += "; allowed: " + allowed;
    if (!remedy.empty())
        line += "; " + remedy;
    return line;
}

tl::unexpected<Error> fail(Error::Code code, std::string message, std::string where, std::string allowed,
                           std::string remedy)
{
    return tl::make_unexpected(
        Error{code, std::move(message), std::move(where), std::move(allowed), std::move(remedy)});
}

} // namespace turnpike
