// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/document/background_flush.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <memory>

class QFile;

namespace turnpike::document {

/// A file of records that only grows at its end:
///
///     magic (8 bytes) { length (4, big endian) | first 8 bytes of SHA-256(payload) | payload }*
///
/// An append has left this process when append() returns, so that no crash and no kill of it loses it, and is
/// being brought to the disk: a power failure loses what the disk was not through with, a fraction of a
/// second. A rewrite has reached the disk. A torn or damaged record ends the file: what
/// stands before it counts, and the file is cut there.
class JournalFile {
public:
    /// Called on another thread, when the disk did not take what append() wrote.
    using Failed = std::function<void(const Error &)>;
    /// A file that is not there is made by the first write.
    [[nodiscard]] static Result<std::unique_ptr<JournalFile>>
    open(const QString &fileName, Failed failed = {}, BackgroundFlush::Flush flush = {});
    ~JournalFile();

    /// What the file held when it was opened.
    [[nodiscard]] const QList<QByteArray> &records() const { return m_records; }
    /// On failure, as on a full disk, the file is as it was before. Of a file that is there.
    [[nodiscard]] Result<void> append(const QByteArray &payload);
    /// Makes the file, with as much as append() promises.
    [[nodiscard]] Result<void> begin(const QList<QByteArray> &payloads);
    /// Takes the file away, until something is written again.
    [[nodiscard]] Result<void> remove();
    [[nodiscard]] bool isThere() const { return m_file != nullptr; }
    /// Replaces the whole content; a crash leaves the old or the new.
    [[nodiscard]] Result<void> rewrite(const QList<QByteArray> &payloads);
    [[nodiscard]] qint64 size() const { return m_size; }

private:
    JournalFile();
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> reopen();
    [[nodiscard]] Result<void> write(const QByteArray &bytes);
    [[nodiscard]] static Error failure(const QString &fileName, const QString &what);
    [[nodiscard]] Error failure(const QString &what) const { return failure(m_fileName, what); }

    QString m_fileName;
    std::unique_ptr<QFile> m_file;
    QList<QByteArray> m_records;
    std::unique_ptr<BackgroundFlush> m_flush;
    qint64 m_size = 0; ///< up to the end of the last whole record
};

} // namespace turnpike::document
