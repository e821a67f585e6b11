// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike::edge {

/// Sets a pointer for the time of a call.
template <class T>
class Scoped {
public:
    Scoped(T *&pointer, T *value)
        : m_pointer(pointer)
    {
        m_pointer = value;
    }
    ~Scoped() { m_pointer = nullptr; }
    Scoped(const Scoped &) = delete;
    Scoped &operator=(const Scoped &) = delete;

private:
    T *&m_pointer;
};

} // namespace turnpike::edge
