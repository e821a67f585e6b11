// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/served_certificates.h"

#include "core/client/when_finished.h"
#include "ui/widgets/note.h"
#include "ui/workspace/workspace.h"

#include <QLocale>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// The relay looks at its files as often.
constexpr std::chrono::seconds kAskedAgain{5};
/// So long before the end a renewal should have come.
constexpr int kSoonDays = 14;

} // namespace

ServedCertificates::ServedCertificates(Workspace &workspace, const document::PropertyPath &avEdge,
                                       QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_avEdge(avEdge)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(Theme::kInsideGroup);
    m_again.setInterval(kAskedAgain);
    connect(&m_again, &QTimer::timeout, this, &ServedCertificates::ask);
    connect(&workspace, &Workspace::connectionChanged, this, [this] {
        if (isVisible())
            ask();
    });
}

void ServedCertificates::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    ask();
    m_again.start();
}

void ServedCertificates::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_again.stop();
}

void ServedCertificates::ask()
{
    auto *connection = m_workspace.connection();
    if (connection == nullptr || connection->state() != wire::RelayConnection::State::Connected)
        return show({});
    client::whenFinished(connection->status(), this,
                         [this, asked = QPointer(connection)](const Result<wire::RelayStatus> &status) {
                             if (asked != m_workspace.connection())
                                 return; // that was another relay
                             const bool isOurs =
                                 status && status->site == m_avEdge.parent().steps().back().key;
                             show(isOurs ? status->certificates : std::vector<wire::CertificateStatus>());
                         });
}

void ServedCertificates::show(const std::vector<wire::CertificateStatus> &certificates)
{
    if (certificates == m_shown)
        return;
    m_shown = certificates;
    for (Note *note : std::exchange(m_notes, {}))
        note->deleteLater();
    const QLocale locale;
    for (const wire::CertificateStatus &one : certificates) {
        const auto days = QDateTime::currentDateTimeUtc().daysTo(one.validUntil);
        QString text;
        if (one.isServed) {
            text = tr("%1 is served for %2, until %3. Issued by %4.")
                       .arg(one.entry, one.names.join(u", "_s),
                            locale.toString(one.validUntil.toLocalTime(), QLocale::ShortFormat), one.issuer);
        } else {
            text = tr("%1 is not served.").arg(one.entry);
        }
        const bool isGood = one.isServed && one.error.isEmpty();
        if (!one.error.isEmpty())
            text += u' ' + tr("Its files: %1.").arg(one.error);
        else if (one.isServed && days < kSoonDays)
            text +=
                u' ' + tr("Renew it within %n day(s).", nullptr, static_cast<int>(std::max<qint64>(days, 0)));
        const auto tone = !one.isServed                 ? Theme::Tone::Bad
                          : !isGood || days < kSoonDays ? Theme::Tone::Warning
                                                        : Theme::Tone::Good;
        auto *note = new Note(isGood ? u"certificate"_s : u"error"_s, tone, text, this);
        note->setObjectName(u"servedCertificate"_s);
        m_layout->addWidget(note);
        m_notes.push_back(note);
    }
}

} // namespace turnpike::ui
