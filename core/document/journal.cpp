// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/journal.h"

#include "core/document/edit_json.h"
#include "core/document/journal_file.h"
#include "core/document/json_codec.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>
#include <QObject>

#include <mutex>
#include <utility>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

QByteArray packed(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray baseRecord(const model::Deployment &base)
{
    return packed(
        {{u"record"_s, u"base"_s}, {u"deployment"_s, QString::fromUtf8(toJson(base, JsonForm::Complete))}});
}

QByteArray editRecord(const QString &description, const Changes &changes)
{
    EditSet edits = editsFor(changes);
    edits.description = description;
    QJsonObject record = toJson(edits);
    record.insert(u"record"_s, u"edit"_s);
    record.insert(u"time"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    return packed(record);
}

QByteArray noteRecord(const QJsonObject &note)
{
    return packed({{u"record"_s, u"note"_s}, {u"note"_s, note}});
}

} // namespace

class Journal::Impl {
public:
    /// What is said on the thread of the flush, for whoever follows on another.
    struct FlushFailure {
        std::mutex mutex;
        QObject *context = nullptr; ///< outlives the journal
        std::function<void(const Error &)> handler;
        std::optional<Error> untold;

        void tell(const Error &error)
        {
            const std::lock_guard lock(mutex);
            if (context != nullptr)
                QMetaObject::invokeMethod(
                    context, [told = handler, error] { told(error); }, Qt::QueuedConnection);
            else
                untold = error;
        }
    };
    FlushFailure flushFailure;
    std::unique_ptr<QLockFile> lock;
    std::unique_ptr<JournalFile> file;
    std::optional<Recovered> recovered;
    /// The state that the file describes; null until there is a base.
    model::SharedDeployment recorded;

    Result<void> recover(const QString &fileName)
    {
        Recovered found;
        for (const QByteArray &payload : file->records()) {
            const QJsonObject record = QJsonDocument::fromJson(payload).object();
            if (record.value(u"record") == u"base"_s) {
                auto base = fromJson(record.value(u"deployment").toString().toUtf8());
                if (!base)
                    return unreadable(fileName, base.error());
                found = {};
                found.base = std::make_shared<const model::Deployment>(*std::move(base));
                found.baseFingerprint = fingerprint(*found.base);
                found.working = found.base;
                continue;
            }
            if (record.value(u"record") == u"note"_s) {
                found.note = record.value(u"note").toObject();
                continue;
            }
            if (!found.working)
                return unreadable(fileName,
                                  {Error::Code::InvalidValue, "an edit stands before its base", {}, {}, {}});
            const auto edits = editSetFromJson(record);
            if (!edits)
                return unreadable(fileName, edits.error());
            const auto working = applied(*found.working, *edits);
            if (!working)
                return unreadable(fileName, working.error());
            found.working = *working;
            found.descriptions << edits->description;
            found.lastEdit = QDateTime::fromString(record.value(u"time").toString(), Qt::ISODateWithMs);
        }
        recorded = found.working;
        if (found.working && !(*found.working == *found.base))
            recovered = std::move(found);
        return {};
    }

    static Result<void> unreadable(const QString &fileName, const Error &cause)
    {
        return fail(Error::Code::InvalidValue,
                    "the journal of unpushed edits does not fit this program: " + cause.text(),
                    fileName.toStdString(), {},
                    "open it with the version that wrote it, or move it away to start anew");
    }
};

Journal::Journal()
    : m_impl(std::make_unique<Impl>())
{
}

Journal::~Journal() = default;

void Journal::onFlushFailed(QObject *context, std::function<void(const Error &)> handler)
{
    Impl::FlushFailure &failure = m_impl->flushFailure;
    std::optional<Error> untold;
    {
        const std::lock_guard lock(failure.mutex);
        failure.context = context;
        failure.handler = std::move(handler);
        untold = std::exchange(failure.untold, std::nullopt);
    }
    if (untold)
        failure.tell(*untold);
}

Result<std::unique_ptr<Journal>> Journal::open(const QString &fileName, BackgroundFlush::Flush flush)
{
    const QString folder = QFileInfo(fileName).absolutePath();
    if (!QDir().mkpath(folder))
        return fail(Error::Code::Io, "the folder of the journal cannot be made", folder.toStdString(), {},
                    "check the permissions of the folder above it");
    std::unique_ptr<Journal> journal(new Journal);
    auto lock = std::make_unique<QLockFile>(fileName % u".lock"_s);
    // Stale is the lock of a process that is gone, not one that has been quiet.
    lock->setStaleLockTime(0);
    if (!lock->tryLock(0)) {
        if (lock->error() != QLockFile::LockFailedError)
            return fail(Error::Code::Io, "the journal of unpushed edits cannot be locked",
                        fileName.toStdString(), {}, "check the permissions of its folder");
        qint64 process = 0;
        QString host;
        QString program;
        const bool isKnown = lock->getLockInfo(&process, &host, &program);
        return fail(Error::Code::Conflict,
                    "the journal of unpushed edits is in use" +
                        (isKnown ? " by " + program.toStdString() + ", process " + std::to_string(process)
                                 : std::string()),
                    fileName.toStdString(), {}, "close the other window first");
    }
    journal->m_impl->lock = std::move(lock);
    auto file = JournalFile::open(
        fileName, [failure = &journal->m_impl->flushFailure](const Error &error) { failure->tell(error); },
        std::move(flush));
    if (!file)
        return tl::make_unexpected(file.error());
    journal->m_impl->file = *std::move(file);
    if (const auto recovered = journal->m_impl->recover(fileName); !recovered)
        return tl::make_unexpected(recovered.error());
    return journal;
}

const std::optional<Journal::Recovered> &Journal::recovered() const
{
    return m_impl->recovered;
}

Result<void> Journal::restart(const model::Deployment &base)
{
    return restart(base, base);
}

Result<void> Journal::restart(const model::Deployment &base, const model::Deployment &working,
                              const QJsonObject &note)
{
    QList<QByteArray> records{baseRecord(base)};
    if (const Changes changes = difference(base, working); !changes.empty())
        records << editRecord(u"Earlier edits"_s, changes);
    if (!note.isEmpty())
        records << noteRecord(note);
    if (const auto written = m_impl->file->rewrite(records); !written)
        return written;
    m_impl->recorded = std::make_shared<const model::Deployment>(working);
    return {};
}

Result<void> Journal::record(const QString &description, const model::Deployment &before,
                             const model::Deployment &after)
{
    return record(description, before, after, difference(before, after));
}

Result<void> Journal::record(const QString &description, const model::Deployment &before,
                             const model::Deployment &after, const Changes &changes)
{
    if (!m_impl->recorded)
        return restart(before, after);
    // From what the file describes, which after a failed write is not `before`.
    const bool isUpToDate = *m_impl->recorded == before;
    const Changes missing = isUpToDate ? Changes() : difference(*m_impl->recorded, after);
    const Changes &written = isUpToDate ? changes : missing;
    if (written.empty())
        return {};
    if (const auto appended = m_impl->file->append(editRecord(description, written)); !appended)
        return appended;
    m_impl->recorded = std::make_shared<const model::Deployment>(after);
    return {};
}

Result<void> Journal::note(const QJsonObject &note)
{
    return m_impl->file->append(noteRecord(note));
}

} // namespace turnpike::document
