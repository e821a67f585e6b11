// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/background_flush.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace turnpike::document {

BackgroundFlush::BackgroundFlush(Flush flush, Failed failed)
    : m_flush(std::move(flush))
    , m_failed(std::move(failed))
    , m_thread([this] { run(); })
{
}

BackgroundFlush::~BackgroundFlush()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ends = true;
    }
    m_changed.notify_one();
    m_thread.join();
}

int BackgroundFlush::begin(int descriptor)
{
    const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (own < 0)
        return errno;
    int replaced = -1;
    {
        const std::lock_guard lock(m_mutex);
        replaced = std::exchange(m_wanted, own);
    }
    // Of the same file, or of one that has been replaced as a whole since.
    if (replaced >= 0)
        ::close(replaced);
    m_changed.notify_one();
    return 0;
}

void BackgroundFlush::run()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_ends || m_wanted >= 0; });
        if (m_wanted < 0)
            return;
        const int descriptor = std::exchange(m_wanted, -1);
        lock.unlock();
        const int error = m_flush(descriptor) == 0 ? 0 : errno;
        ::close(descriptor);
        if (error != 0)
            m_failed(error);
        lock.lock();
    }
}

} // namespace turnpike::document
