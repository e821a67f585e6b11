// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/net/process_limits.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <system_error>

namespace turnpike::net {

namespace {

constexpr rlim_t kMostReserved = 64;

} // namespace

bool fenceIn(const char *folder)
{
    constexpr std::uint64_t kWriting = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                       LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
                                       LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                                       LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                       LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
    landlock_ruleset_attr rules{};
    rules.handled_access_fs = kWriting | LANDLOCK_ACCESS_FS_EXECUTE;
    const int ruleset = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0U));
    if (ruleset < 0)
        return false;
    landlock_path_beneath_attr beneath{};
    beneath.allowed_access = kWriting;
    beneath.parent_fd = ::open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    const bool isFenced =
        beneath.parent_fd >= 0 &&
        ::syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0U) == 0 &&
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        ::syscall(SYS_landlock_restrict_self, ruleset, 0U) == 0;
    if (beneath.parent_fd >= 0)
        ::close(beneath.parent_fd);
    ::close(ruleset);
    return isFenced;
}

std::uint64_t raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 0;
    if (limit.rlim_cur < limit.rlim_max) {
        const rlimit raised{limit.rlim_max, limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return limit.rlim_cur;
}

DescriptorUse descriptorUse()
{
    DescriptorUse use;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        use.limit = limit.rlim_cur;
    std::error_code error;
    for (std::filesystem::directory_iterator entry("/proc/self/fd", error), end; !error && entry != end;
         entry.increment(error))
        ++use.used;
    // The one with which the folder is read.
    use.used -= use.used > 0 ? 1 : 0;
    return use;
}

ReservedDescriptors reservedDescriptors()
{
    rlimit limit{};
    constexpr rlim_t kMost = std::numeric_limits<int>::max();
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > kMost)
        return {};
    const rlim_t count = std::min<rlim_t>(kMostReserved, limit.rlim_cur / 4);
    return {static_cast<int>(limit.rlim_cur - count), static_cast<int>(count)};
}

bool isReservedDescriptor(int descriptor)
{
    return descriptor >= reservedDescriptors().first;
}

} // namespace turnpike::net
