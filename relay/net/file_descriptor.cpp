// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/file_descriptor.h"

#include <unistd.h>

#include <utility>

namespace turnpike::net {

FileDescriptor &FileDescriptor::operator=(FileDescriptor &&other) noexcept
{
    if (this != &other) {
        reset();
        m_descriptor = other.release();
    }
    return *this;
}

int FileDescriptor::release()
{
    return std::exchange(m_descriptor, -1);
}

void FileDescriptor::reset()
{
    // On Linux the descriptor is gone even when close() reports EINTR: trying again could close
    // somebody else's.
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

} // namespace turnpike::net
