// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/served_certificates.h"

#include "ui/widgets/note.h"
#include "ui/workspace/relay_report.h"
#include "ui/workspace/workspace.h"

#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

const model::EdgeSite *siteIn(const model::Deployment &deployment, const QString &name)
{
    const auto found =
        std::ranges::find_if(deployment.edgeSites, [&](const auto &site) { return site.name == name; });
    return found != deployment.edgeSites.end() ? &*found : nullptr;
}

/// TLS and DTLS are off where there is something that they would use.
bool usesNoCertificate(const model::EdgeSite *running, const model::EdgeSite *shown)
{
    if (running == nullptr || running->avEdge.transports.tls || running->avEdge.transports.dtls)
        return false;
    return !running->avEdge.certificates.isEmpty() ||
           (shown != nullptr && !shown->avEdge.certificates.isEmpty());
}

} // namespace

ServedCertificates::ServedCertificates(Workspace &workspace, const PropertyPath &avEdge, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_avEdge(avEdge)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins({});
    m_layout->setSpacing(Theme::kInsideGroup);
    connect(&workspace.report(), &RelayReport::changed, this, &ServedCertificates::refresh);
    connect(&workspace.document(), &document::ConfigDocument::workingChanged, this,
            &ServedCertificates::refresh);
    workspace.report().keepUpFor(*this);
    refresh();
}

std::vector<ServedCertificates::Line> ServedCertificates::lines() const
{
    const RelayReport &report = m_workspace.report();
    const QString site = m_avEdge.parent().steps().back().key;
    if (!report.status() || report.status()->site != site)
        return {};
    std::vector<Line> lines;
    const QString whyOld = report.whyOld();
    for (const CertificateState &state : report.certificates()) {
        const bool isBad = state.level == CertificateState::Level::Bad;
        const bool isGood = state.level == CertificateState::Level::Good;
        QStringList sentences{state.served, state.fault, state.remedy};
        sentences.removeAll(QString());
        lines.push_back({isGood  ? u"certificate"_s
                         : isBad ? u"error"_s
                                 : u"warning"_s,
                         isGood  ? Theme::Tone::Good
                         : isBad ? Theme::Tone::Bad
                                 : Theme::Tone::Warning,
                         sentences.join(u' '), !whyOld.isEmpty()});
    }
    const document::ConfigDocument &document = m_workspace.document();
    if (usesNoCertificate(siteIn(*document.base(), site), siteIn(*document.working(), site))) {
        lines.push_back(
            {u"information"_s, Theme::Tone::Second,
             tr("TLS and DTLS are off on %1, so it uses no certificate.").arg(m_workspace.relayName()),
             false});
    }
    if (!whyOld.isEmpty() && !lines.empty())
        lines.push_back({u"disconnected"_s, Theme::Tone::Warning,
                         tr("This is what the relay said last. %1").arg(whyOld), false});
    return lines;
}

void ServedCertificates::refresh()
{
    auto now = lines();
    if (now == m_shown)
        return;
    m_shown = std::move(now);
    for (Note *note : std::exchange(m_notes, {}))
        note->deleteLater();
    for (const Line &line : m_shown) {
        auto *note = new Note(line.icon, line.tone, line.text, this);
        note->setObjectName(u"servedCertificate"_s);
        for (QLabel *label : note->findChildren<QLabel *>())
            Theme::setDimmed(label, line.isOld);
        m_layout->addWidget(note);
        m_notes.push_back(note);
    }
}

} // namespace turnpike::ui
