// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace turnpike::document {

/// Brings to the disk, on a thread of its own, what was written to a file. A disk may take longer for that
/// than a person for the next letter: what is asked for while a flush is under way is done together in the
/// next one.
class BackgroundFlush {
public:
    /// As fsync(): 0, or -1 with errno. What tests replace.
    using Flush = std::function<int(int descriptor)>;
    /// Called on the thread of the flush.
    using Failed = std::function<void(int error)>;

    BackgroundFlush(Flush flush, Failed failed);
    /// Waits for what is asked for.
    ~BackgroundFlush();
    BackgroundFlush(const BackgroundFlush &) = delete;
    BackgroundFlush &operator=(const BackgroundFlush &) = delete;

    /// Starts at once, or when the flush under way is done. The file may be closed meanwhile. 0, or errno
    /// when the descriptor cannot be kept.
    [[nodiscard]] int begin(int descriptor);

private:
    void run();

    Flush m_flush;
    Failed m_failed;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_wanted = -1; ///< a descriptor of its own; -1: nothing is asked for
    bool m_ends = false;
    std::thread m_thread; ///< the last member: it uses the others
};

} // namespace turnpike::document
