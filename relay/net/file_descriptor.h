// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace turnpike::net {

/// Owns one descriptor of the operating system and closes it once.
class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    ~FileDescriptor() { reset(); }
    FileDescriptor(FileDescriptor &&other) noexcept
        : m_descriptor(other.release())
    {
    }
    FileDescriptor &operator=(FileDescriptor &&other) noexcept;
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    /// -1 when closed.
    [[nodiscard]] int number() const { return m_descriptor; }
    /// Gives ownership away.
    [[nodiscard]] int release();
    void reset();

private:
    int m_descriptor = -1;
};

} // namespace turnpike::net
