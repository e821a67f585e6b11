// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <string>

namespace turnpike {

/// What went wrong, in words a person can act on. Errors are values; nothing below app/ throws.
struct Error {
    enum class Code {
        InvalidValue,       ///< the input is wrong; `allowed` says what is right
        NotFound,           ///< a name, path or file does not exist
        AlreadyExists,      ///< a name is taken
        Conflict,           ///< another operation is under way
        PreconditionFailed, ///< somebody changed the thing in the meantime
        Unauthenticated,    ///< no or wrong credentials
        Forbidden,          ///< the role does not allow it
        TooLarge,           ///< over a limit
        Unavailable,        ///< cannot be reached, or is shutting down
        Timeout,
        Io,      ///< the operating system refused
        Internal ///< a broken promise of our own
    };

    Code code = Code::Internal;
    std::string message; ///< what happened, to what: one sentence without the final full stop
    std::string where;   ///< path, option, or "file:line:column"; empty when the message says it
    std::string allowed; ///< what would have been right; may be empty
    std::string remedy;  ///< what to do next; may be empty

    /// All parts as one readable line: "where: message; allowed: …; remedy".
    [[nodiscard]] std::string text() const;
    bool operator==(const Error &) const = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// `return fail(Error::Code::NotFound, "…")` reads better than constructing the unexpected in place.
[[nodiscard]] tl::unexpected<Error> fail(Error::Code code, std::string message, std::string where = {},
                                         std::string allowed = {}, std::string remedy = {});

/// The error of a result that failed, to be returned as that of another kind of result.
template <class Value>
[[nodiscard]] tl::unexpected<Error> errorOf(const Result<Value> &result)
{
    return tl::unexpected(result.error());
}

} // namespace turnpike
