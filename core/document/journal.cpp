// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/journal.h"

#include "core/base/random.h"
#include "core/document/edit_json.h"
#include "core/document/journal_file.h"
#include "core/document/json_codec.h"
#include "core/document/secrets.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLockFile>
#include <QObject>

#include <array>
#include <mutex>
#include <utility>

namespace turnpike::document {

using namespace Qt::StringLiterals;

namespace {

QByteArray packed(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray checkValue(const QByteArray &salt, const PropertyPath &path, const QString &secret)
{
    constexpr qsizetype kBytes = 2;
    const QByteArray text = salt + path.toString().toUtf8() + '\0' + secret.toUtf8();
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).first(kBytes).toHex();
}

QByteArray randomSalt()
{
    std::array<std::byte, 16> salt{};
    fillRandom(salt);
    return QByteArray(reinterpret_cast<const char *>(salt.data()), sizeof salt).toHex();
}

Result<QByteArray> baseRecord(const model::Deployment &base)
{
    const auto masked = withNumberedMasks(base);
    if (!masked)
        return tl::make_unexpected(masked.error());
    const QByteArray salt = randomSalt();
    QJsonObject secrets;
    for (auto place = masked->places.begin(); place != masked->places.end(); ++place) {
        const auto secret = valueAt(base, *place);
        if (!secret)
            return tl::make_unexpected(secret.error());
        secrets.insert(
            place.key(),
            QJsonArray{place->toString(), QString::fromLatin1(checkValue(salt, *place, secret->toString()))});
    }
    return packed({{u"record"_s, u"base"_s},
                   {u"salt"_s, QString::fromLatin1(salt)},
                   {u"secrets"_s, secrets},
                   {u"deployment"_s, QString::fromUtf8(toJson(*masked->deployment, JsonForm::Complete))}});
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
    model::SharedDeployment base; ///< null until there is one
    QByteArray packedBase;        ///< its record: the first edit is not to wait for it
    QJsonObject note;             ///< of the file, or for it when there is one again
    /// The state that the file describes, or would if there were anything to describe.
    model::SharedDeployment recorded;

    Result<void> recover(const QString &fileName)
    {
        Recovered found;
        for (const QByteArray &payload : file->records()) {
            const QJsonObject record = QJsonDocument::fromJson(payload).object();
            if (record.value(u"record") == u"base"_s) {
                auto kept = fromJson(record.value(u"deployment").toString().toUtf8());
                if (!kept)
                    return unreadable(fileName, kept.error());
                found = {};
                found.base = std::make_shared<const model::Deployment>(*std::move(kept));
                found.salt = record.value(u"salt").toString().toLatin1();
                if (const auto read = readSecrets(record, found.masked); !read)
                    return unreadable(fileName, read.error());
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
        base = found.base;
        recorded = found.working;
        if (found.working && !(*found.working == *found.base))
            recovered = std::move(found);
        return {};
    }

    void beginFrom(const model::Deployment &from, const model::Deployment &working, QByteArray packed)
    {
        base = std::make_shared<const model::Deployment>(from);
        recorded = std::make_shared<const model::Deployment>(working);
        packedBase = std::move(packed);
    }

    static Result<void> readSecrets(const QJsonObject &record, QHash<QString, Recovered::Masked> &masked)
    {
        const QJsonObject secrets = record.value(u"secrets").toObject();
        for (auto secret = secrets.begin(); secret != secrets.end(); ++secret) {
            const QJsonArray parts = secret.value().toArray();
            const auto path = PropertyPath::parse(parts.at(0).toString());
            if (!path)
                return tl::make_unexpected(path.error());
            masked.insert(secret.key(), {*path, parts.at(1).toString().toLatin1()});
        }
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
    const Changes changes = difference(base, working);
    const auto packedBase = baseRecord(base);
    if (!packedBase)
        return tl::make_unexpected(packedBase.error());
    QList<QByteArray> records{*packedBase, editRecord(u"Earlier edits"_s, changes)};
    if (!note.isEmpty())
        records << noteRecord(note);
    const auto written = changes.empty() ? m_impl->file->remove() : m_impl->file->rewrite(records);
    if (!written)
        return written;
    m_impl->beginFrom(base, working, *packedBase);
    m_impl->note = note;
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
    if (!m_impl->recorded) {
        auto packedBase = baseRecord(before);
        if (!packedBase)
            return tl::make_unexpected(packedBase.error());
        m_impl->beginFrom(before, before, std::move(*packedBase));
    }
    // From what the file describes, which after a failed write is not `before`.
    const bool isUpToDate = *m_impl->recorded == before;
    const Changes missing = isUpToDate ? Changes() : difference(*m_impl->recorded, after);
    const Changes &written = isUpToDate ? changes : missing;
    if (written.empty())
        return {};
    const QByteArray edit = editRecord(description, written);
    // Where there is no file, what is recorded is the base.
    QList<QByteArray> first{m_impl->packedBase, edit};
    if (!m_impl->note.isEmpty())
        first << noteRecord(m_impl->note);
    const auto kept = *m_impl->base == after    ? m_impl->file->remove()
                      : m_impl->file->isThere() ? m_impl->file->append(edit)
                                                : m_impl->file->begin(first);
    if (!kept)
        return kept;
    m_impl->recorded = std::make_shared<const model::Deployment>(after);
    return {};
}

Result<Journal::Recovered> Journal::Recovered::completedFrom(const model::Deployment &running) const
{
    QHash<QString, QVariant> secrets;
    for (auto secret = masked.begin(); secret != masked.end(); ++secret) {
        const auto now = valueAt(running, secret->path);
        if (now && checkValue(salt, secret->path, now->toString()) == secret->check)
            secrets.insert(secret.key(), *now);
    }
    Recovered complete = *this;
    for (auto *side : {&complete.base, &complete.working}) {
        auto filled = withSecretsFor(**side, secrets);
        if (!filled)
            return tl::make_unexpected(filled.error());
        *side = std::move(*filled);
    }
    return complete;
}

bool Journal::Recovered::isFrom(const model::Deployment &running) const
{
    const auto complete = completedFrom(running);
    return complete && *complete->base == running;
}

Result<void> Journal::note(const QJsonObject &note)
{
    m_impl->note = note;
    return m_impl->file->isThere() ? m_impl->file->append(noteRecord(note)) : Result<void>();
}

} // namespace turnpike::document
