// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QString>

namespace turnpike::store {

/// Keeps a folder for one process. The kernel lets go of it when the process ends, however it ends.
/// QLockFile, which the console's journal uses, would keep a relay from starting: it needs room on the disk
/// for its file, and after a crash it asks whether a process of that number runs, which in a container (where
/// every relay is process 1) is the new relay itself.
class FolderLock {
public:
    /// Makes the folder when it is missing, for its owner only. Conflict names the process that has it.
    [[nodiscard]] static Result<FolderLock> acquire(const QString &folder);
    /// Whether a process has it. Changes nothing in the folder.
    [[nodiscard]] static bool isHeld(const QString &folder);
    FolderLock() = default;
    FolderLock(FolderLock &&other) noexcept;
    FolderLock &operator=(FolderLock &&other) noexcept;
    ~FolderLock();

private:
    explicit FolderLock(int descriptor);
    int m_descriptor = -1;
};

} // namespace turnpike::store
