// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/store_backup.h"

#include "core/document/atomic_file.h"

#include <QFile>
#include <QFileInfo>

namespace turnpike::store {

using namespace Qt::StringLiterals;

namespace {

constexpr int kKept = 3;

QString backupName(const QString &databaseFile, int number)
{
    return databaseFile + u".backup-%1"_s.arg(number);
}

} // namespace

Result<void> writeBackup(const SqliteDatabase &database)
{
    const QString file = database.fileName();
    const QString fresh = file + u".backup-new"_s;
    // What an interrupted copy left.
    QFile::remove(fresh);
    // sqlite.org/lang_vacuum.html#vacuuminto: a copy that is complete and has no free pages.
    if (auto copied = database.run(u"VACUUM INTO ?"_s, {fresh}); !copied) {
        QFile::remove(fresh);
        return tl::make_unexpected(copied.error());
    }
    QFile::setPermissions(fresh, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    QFile::remove(backupName(file, kKept));
    for (int number = kKept; number > 1; --number)
        QFile::rename(backupName(file, number - 1), backupName(file, number));
    if (!QFile::rename(fresh, backupName(file, 1))) {
        return fail(Error::Code::Io, "the backup of the database cannot be given its name",
                    backupName(file, 1).toStdString(), {}, "check owner and permissions of the folder");
    }
    document::flushFolderOf(file);
    return {};
}

std::string restoreRemedy(const QString &databaseFile)
{
    QString copy = u"a copy from your backup"_s;
    for (int number = 1; number <= kKept; ++number) {
        if (QFileInfo(backupName(databaseFile, number)).size() > 0) {
            copy = backupName(databaseFile, number);
            break;
        }
    }
    return QString(
               u"put "_s + copy + u" in the place of "_s + databaseFile +
               u" and start again; or start with --start-anew, which keeps what is there under another name, "
               "begins with the configuration of the options, and pairs every console anew"_s)
        .toStdString();
}

} // namespace turnpike::store
