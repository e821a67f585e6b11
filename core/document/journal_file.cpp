// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/journal_file.h"

#include "core/document/atomic_file.h"

#include <QCryptographicHash>
#include <QFile>
#include <QtEndian>

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kChecksumSize = 8;
constexpr qsizetype kHeaderSize = 4 + kChecksumSize;
// More than any configuration; a length beyond it is damage.
constexpr quint32 kLargestRecord = 64 * 1024 * 1024;

QByteArray magic()
{
    return QByteArrayLiteral("TPIKEJ1\n");
}

QByteArray checksum(const QByteArray &payload)
{
    return QCryptographicHash::hash(payload, QCryptographicHash::Sha256).first(kChecksumSize);
}

QByteArray framed(const QByteArray &payload)
{
    QByteArray record(4, '\0');
    qToBigEndian(static_cast<quint32>(payload.size()), record.data());
    return record + checksum(payload) + payload;
}

} // namespace

JournalFile::JournalFile() = default;
JournalFile::~JournalFile() = default;

Error JournalFile::failure(const QString &fileName, const QString &what)
{
    return {Error::Code::Io,
            QString(u"the journal of unpushed edits "_s % what).toStdString(),
            fileName.toStdString(),
            {},
            "check the folder's permissions and the free space"};
}

Result<std::unique_ptr<JournalFile>> JournalFile::open(const QString &fileName, Failed failed,
                                                       BackgroundFlush::Flush flush)
{
    std::unique_ptr<JournalFile> journal(new JournalFile);
    journal->m_fileName = fileName;
    if (!flush)
        flush = ::fsync;
    journal->m_flush = std::make_unique<BackgroundFlush>(
        std::move(flush), [fileName, failed = std::move(failed)](int error) {
            if (failed)
                failed(failure(fileName, u"was not taken by the disk: "_s %
                                             QString::fromLocal8Bit(std::strerror(error))));
        });
    if (!QFile::exists(fileName))
        return journal;
    if (const auto opened = journal->reopen(); !opened)
        return tl::make_unexpected(opened.error());
    if (const auto loaded = journal->load(); !loaded)
        return tl::make_unexpected(loaded.error());
    return journal;
}

Result<void> JournalFile::reopen()
{
    auto file = std::make_unique<QFile>(m_fileName);
    // Unbuffered: what write() takes has left this process.
    if (!file->open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return tl::make_unexpected(failure(u"cannot be opened: "_s % file->errorString()));
    m_file = std::move(file);
    return {};
}

Result<void> JournalFile::load()
{
    const QByteArray content = m_file->readAll();
    if (m_file->error() != QFileDevice::NoError)
        return tl::make_unexpected(failure(u"cannot be read: "_s % m_file->errorString()));
    if (!content.startsWith(magic()) && !magic().startsWith(content)) {
        Error error = failure(u"is some other file"_s);
        error.code = Error::Code::InvalidValue;
        error.remedy = "move it away, or choose another name";
        return tl::make_unexpected(std::move(error));
    }
    if (content.size() < magic().size())
        return remove();

    qsizetype at = magic().size();
    qsizetype next = at;
    while (content.size() - at >= kHeaderSize) {
        const auto length = qFromBigEndian<quint32>(content.constData() + at);
        if (length > kLargestRecord || content.size() - at - kHeaderSize < static_cast<qsizetype>(length))
            break;
        const QByteArray payload = content.sliced(at + kHeaderSize, length);
        next = at + kHeaderSize + length;
        if (checksum(payload) != content.sliced(at + 4, kChecksumSize))
            break;
        m_records << payload;
        at = next;
    }
    // A record that is whole but wrong, with more behind it, is no torn write but a damaged disk: what
    // cannot be read here may still be worth something to a person.
    if (next > at && content.size() > next && !QFile::copy(m_fileName, m_fileName % u".damaged"_s))
        qWarning("a damaged journal could not be copied to %s.damaged", qUtf8Printable(m_fileName));
    m_size = at;
    if (content.size() > at && !m_file->resize(at))
        return tl::make_unexpected(
            failure(u"cannot be cut after its last whole record: "_s % m_file->errorString()));
    return {};
}

Result<void> JournalFile::remove()
{
    if (!m_file)
        return {};
    if (!m_file->remove())
        return tl::make_unexpected(failure(u"cannot be removed: "_s % m_file->errorString()));
    m_file.reset();
    m_size = 0;
    return {};
}

Result<void> JournalFile::begin(const QList<QByteArray> &payloads)
{
    auto file = std::make_unique<QFile>(m_fileName);
    // For its owner only, from its first moment.
    if (!file->open(QIODevice::ReadWrite | QIODevice::Unbuffered | QIODevice::NewOnly,
                    QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return tl::make_unexpected(failure(u"cannot be made: "_s % file->errorString()));
    m_file = std::move(file);
    m_size = 0;
    QByteArray content = magic();
    for (const QByteArray &payload : payloads)
        content += framed(payload);
    if (const auto written = write(content); !written) {
        // Half of a first record is no journal.
        if (const auto removed = remove(); !removed)
            return removed;
        return written;
    }
    return {};
}

Result<void> JournalFile::append(const QByteArray &payload)
{
    return write(framed(payload));
}

Result<void> JournalFile::write(const QByteArray &bytes)
{
    auto written = m_file->seek(m_size)
                       ? writeAll(*m_file, bytes)
                       : tl::expected<void, QString>(tl::make_unexpected(m_file->errorString()));
    if (written) {
        if (const int error = m_flush->begin(m_file->handle()); error != 0)
            written = tl::make_unexpected(QString::fromLocal8Bit(std::strerror(error)));
    }
    if (!written) {
        // A part of a record must not stand before the next one.
        if (!m_file->resize(m_size))
            return tl::make_unexpected(failure(u"cannot be written, nor cut back: "_s % written.error()));
        return tl::make_unexpected(failure(u"cannot be written: "_s % written.error()));
    }
    m_size += bytes.size();
    return {};
}

Result<void> JournalFile::rewrite(const QList<QByteArray> &payloads)
{
    QByteArray content = magic();
    for (const QByteArray &payload : payloads)
        content += framed(payload);
    if (const auto written = writeFileAtomically(m_fileName, content); !written)
        return tl::make_unexpected(written.error());
    // The old descriptor still leads to the file that was replaced.
    if (const auto reopened = reopen(); !reopened)
        return reopened;
    m_size = content.size();
    return {};
}

} // namespace turnpike::document
