// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"
#include "core/wire/json.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    const auto connection = session.relay();
    if (!connection)
        return session.failed(connection.error());
    const auto status = session.await((*connection)->status());
    if (!status)
        return session.failed(status.error());
    if (session.isJson()) {
        printJson(wire::toJson(*status));
        return kOk;
    }
    const auto &revision = status->revision;
    QList<QStringList> rows{
        {u"relay"_s, u"%1 (%2)"_s.arg(status->name, (*connection)->identity())},
        {u"version"_s, status->version},
        {u"started"_s, u"%1, up for %2"_s.arg(wire::toText(status->started), duration(status->uptime))},
        {u"revision"_s, u"%1, %2, by %3: %4"_s.arg(revision.number)
                            .arg(wire::toText(revision.state), revision.author, revision.reason)}};
    if (revision.trial) {
        rows.append({u"on trial"_s, u"since %1; the relay reverts it in %2 unless it is confirmed"_s.arg(
                                        duration(revision.trial->running), duration(revision.trial->left))});
    }
    rows.append({u"you are"_s, u"%1, %2"_s.arg(status->identity, wire::toText(status->role))});
    rows.append({u"allocations"_s, QString::number(status->allocations)});
    if (status->openFiles > 0)
        rows.append({u"open files"_s, status->openFilesLimit > 0
                                          ? u"%1 of %2"_s.arg(status->openFiles).arg(status->openFilesLimit)
                                          : QString::number(status->openFiles)});
    rows.append({u"draining"_s, status->draining ? u"yes"_s : u"no"_s});
    for (const auto &listener : status->listeners)
        rows.append({u"listens on"_s, listener});
    for (const auto &certificate : status->certificates) {
        QString text = certificate.isServed ? u"%1 for %2, by %3, valid until %4"_s.arg(
                                                  certificate.entry, certificate.names.join(u", "_s),
                                                  certificate.issuer, wire::toText(certificate.validUntil))
                                            : u"%1 is not served"_s.arg(certificate.entry);
        if (!certificate.error.isEmpty())
            text += u": "_s + certificate.error;
        rows.append({u"certificate"_s, text});
    }
    for (const auto &file : status->credentialFiles) {
        QString text = u"%1 (%2): %3 %4"_s.arg(file.entry, file.file, QString::number(file.count),
                                               file.isOfUsers ? u"users"_s : u"secrets"_s);
        if (!file.error.isEmpty())
            text += u"; "_s + file.error;
        rows.append({u"credential file"_s, text});
    }
    printLines(table(rows));
    return kOk;
}

} // namespace

const Command kStatus{"status", "", 0, 0, "Show what a relay is and runs", {}, run};

} // namespace turnpike::ctl
