// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike {

/// Makes a std::unique_ptr of a C library's handle: `std::unique_ptr<BIO, Release<BIO_free>>`.
template <auto Free>
struct Release {
    template <class Handle>
    void operator()(Handle *handle) const
    {
        Free(handle);
    }
};

} // namespace turnpike
