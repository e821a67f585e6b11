// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/store/history_check.h"

#include "core/wire/json.h"

#include <QHash>

#include <algorithm>
#include <map>
#include <set>

namespace turnpike::store {

using namespace Qt::StringLiterals;
using State = wire::Revision::State;

namespace {

QString nameOf(quint64 number)
{
    return u"revision %1"_s.arg(number);
}

bool isAbout(const wire::AuditEntry &entry, quint64 number)
{
    const QString name = nameOf(number);
    return entry.subject == name || entry.subject.startsWith(name + u':');
}

/// Whether a revision of this state can be one about which this was said last.
bool fits(State state, const QString &action)
{
    if (action == u"push")
        return state != State::Reverted;
    if (action == u"confirm")
        return state == State::Confirmed || state == State::Superseded;
    return state == State::Reverted;
}

} // namespace

QString auditSubjectOf(const wire::Revision &revision)
{
    const QString name = nameOf(revision.number);
    return revision.reason.isEmpty() ? name : name + u": "_s + revision.reason;
}

tl::unexpected<Error> HistoryCheck::disagrees(const QString &what) const
{
    return m_database.damaged(what + u", by something else than this relay"_s);
}

Result<void> HistoryCheck::check(const std::vector<wire::Revision> &revisions,
                                 const std::vector<IssuedCertificate> &certificates) const
{
    if (auto checked = checkNumbers(revisions); !checked)
        return checked;
    if (auto checked = checkNewest(revisions); !checked)
        return checked;
    return checkRevoked(certificates);
}

Result<void> HistoryCheck::checkNumbers(const std::vector<wire::Revision> &revisions) const
{
    auto number = static_cast<quint64>(revisions.size());
    for (const auto &revision : revisions) {
        if (revision.number != number--)
            return disagrees(u"a revision before %1 was taken away"_s.arg(revisions.front().number));
    }
    return {};
}

Result<void> HistoryCheck::checkNewest(const std::vector<wire::Revision> &revisions) const
{
    const auto pushed = m_audit.lastPush();
    if (!pushed)
        return errorOf(pushed);
    if (revisions.empty()) {
        if (!*pushed)
            return {};
        return disagrees(u"all revisions were taken away"_s);
    }
    const auto &newest = revisions.front();
    if (!*pushed || !isAbout(**pushed, newest.number)) {
        return disagrees(*pushed ? u"revisions were taken away or made up: the newest here is %1, and the "
                                   "audit's is \"%2\""_s.arg(newest.number)
                                       .arg((*pushed)->subject)
                                 : u"the lines of the audit about revisions were taken away"_s);
    }
    const auto isConfirmed = [](const wire::Revision &revision) {
        return revision.state == State::Confirmed;
    };
    if (std::none_of(revisions.begin(), revisions.end(), isConfirmed))
        return disagrees(u"no revision is confirmed any more: rows were put back"_s);
    const auto last = m_audit.lastAbout(nameOf(newest.number));
    if (!last)
        return errorOf(last);
    if (!*last || newest.state == State::Superseded || !fits(newest.state, (*last)->action)) {
        return disagrees(u"revision %1 is \"%2\", and the audit says \"%3\": the row was put back"_s.arg(
            QString::number(newest.number), wire::toText(newest.state), *last ? (*last)->action : QString()));
    }
    return {};
}

Result<void> HistoryCheck::checkRevoked(const std::vector<IssuedCertificate> &certificates) const
{
    std::set<QString> valid;
    for (const auto &certificate : certificates) {
        if (certificate.revoked)
            continue;
        const bool isSecond = !valid.insert(certificate.name).second;
        const auto last = m_audit.lastOfClient(certificate.name);
        if (!last)
            return errorOf(last);
        if (isSecond || (*last && (*last)->action == u"revoke")) {
            return disagrees(
                u"a certificate of %1 that was revoked or replaced is valid again: the row was put back"_s
                    .arg(certificate.name));
        }
    }
    return {};
}

Result<void> HistoryCheck::checkLoose(const std::vector<wire::Revision> &revisions,
                                      const std::vector<IssuedCertificate> &certificates) const
{
    const auto lines = m_audit.chain();
    if (!lines)
        return errorOf(lines);
    QHash<QString, const wire::AuditEntry *> pairing;
    std::map<quint64, const wire::AuditEntry *> pushes;
    for (const auto &line : *lines) {
        if (line.action == u"pair")
            pairing[line.who] = &line;
        if (line.action == u"push")
            pushes[line.subject.section(u':', 0, 0).section(u' ', 1).toULongLong()] = &line;
    }
    for (const auto &revision : revisions) {
        const auto push = pushes.find(revision.number);
        const bool isTrue = push != pushes.end() && push->second->who == revision.author &&
                            (push->second->subject == auditSubjectOf(revision) ||
                             push->second->subject == nameOf(revision.number));
        if (!isTrue)
            return disagrees(
                u"revision %1 is not the one that the audit tells of: it was changed or made up"_s.arg(
                    revision.number));
    }
    for (const auto &certificate : certificates) {
        const auto *line = pairing.value(certificate.name);
        if (!certificate.revoked && (!line || line->subject != wire::toText(certificate.role)))
            return disagrees(u"the certificate of %1 is not the one that the audit tells of: it was changed "
                             "or made up"_s.arg(certificate.name));
    }
    return check(revisions, certificates);
}

} // namespace turnpike::store
