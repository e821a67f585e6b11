// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace turnpike::edge {

/// Work handed to another thread, done there in order. The receiving side costs one atomic read while
/// there is none.
class Mailbox {
public:
    using Task = std::function<void()>;

    void post(Task task)
    {
        const std::lock_guard lock(m_mutex);
        m_tasks.push_back(std::move(task));
        m_hasTasks.store(true, std::memory_order_release);
    }

    void run()
    {
        if (!m_hasTasks.load(std::memory_order_acquire))
            return;
        std::vector<Task> tasks;
        {
            const std::lock_guard lock(m_mutex);
            tasks.swap(m_tasks);
            m_hasTasks.store(false, std::memory_order_release);
        }
        for (const auto &task : tasks)
            task();
    }

private:
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
    std::atomic<bool> m_hasTasks = false;
};

} // namespace turnpike::edge
