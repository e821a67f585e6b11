// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace turnpike {

/// What tells two states of a file apart; links are followed, since renewals swap links. Of a file that is
/// not there, all is zero.
struct FileState {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
    std::int64_t changed = 0; ///< nanoseconds since 1970
    bool operator==(const FileState &) const = default;

    /// One system call.
    [[nodiscard]] static FileState of(const std::string &path);
};

} // namespace turnpike
