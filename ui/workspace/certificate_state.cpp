// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/certificate_state.h"

#include <QCoreApplication>
#include <QLocale>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSecondsADay = 24 * 60 * 60;
/// So long before the end a renewal should have come.
constexpr qint64 kSoonDays = 14;

struct CertificateWords {
    Q_DECLARE_TR_FUNCTIONS(CertificateState)
};

QString dateText(const QDateTime &date)
{
    return QLocale().toString(date.toLocalTime(), QLocale::ShortFormat);
}

} // namespace

CertificateState certificateState(const wire::CertificateStatus &status, const QDateTime &now)
{
    using Level = CertificateState::Level;
    CertificateState state;
    state.entry = status.entry;
    if (!status.error.isEmpty())
        state.remedy = CertificateWords::tr("The relay says: %1.").arg(status.error);
    if (!status.isServed) {
        state.level = Level::Bad;
        state.fault = CertificateWords::tr("The certificate %1 is not served.").arg(status.entry);
        return state;
    }
    state.served =
        CertificateWords::tr("%1 is served for %2, until %3. Issued by %4.")
            .arg(status.entry, status.names.join(u", "_s), dateText(status.validUntil), status.issuer);
    const qint64 seconds = now.secsTo(status.validUntil);
    if (seconds <= 0 || now < status.validFrom) {
        state.level = Level::Bad;
        state.fault = seconds <= 0 ? CertificateWords::tr("The certificate %1 expired on %2.")
                                         .arg(status.entry, dateText(status.validUntil))
                                   : CertificateWords::tr("The certificate %1 is not valid before %2.")
                                         .arg(status.entry, dateText(status.validFrom));
        if (status.error.isEmpty())
            state.remedy = CertificateWords::tr("Clients that check it refuse it. Put a valid one into its "
                                                "files; the relay notices it.");
    } else if (!status.error.isEmpty()) {
        state.level = Level::Attention;
        state.fault =
            CertificateWords::tr("The files of the certificate %1 need attention.").arg(status.entry);
    } else if (seconds < kSoonDays * kSecondsADay) {
        state.level = Level::Attention;
        const auto days = static_cast<int>(seconds / kSecondsADay);
        state.fault =
            days == 0
                ? CertificateWords::tr("The certificate %1 expires in less than a day.").arg(status.entry)
                : CertificateWords::tr("The certificate %1 expires in %n day(s).", nullptr, days)
                      .arg(status.entry);
        state.remedy =
            CertificateWords::tr("Put a newer one into its files before then; the relay notices it.");
    }
    return state;
}

} // namespace turnpike::ui
