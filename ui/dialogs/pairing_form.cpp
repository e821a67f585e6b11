// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/pairing_form.h"

#include "core/model/typed_line.h"
#include "ui/forms/notice_bar.h"
#include "ui/workspace/error_text.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSslCertificate>
#include <QSysInfo>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::Pairing;
using client::SecretStore;

PairingForm::PairingForm(RelayAccess &relays, QWidget *parent)
    : QWidget(parent)
    , m_relays(relays)
    , m_pairing(relays.profiles, *relays.secrets)
    , m_where(new QWidget(this))
    , m_approval(new QWidget(this))
    , m_fingerprint(new QLabel(m_approval))
    , m_keeping(new QLabel(m_approval))
    , m_error(new NoticeBar(Theme::Tone::Bad, u"error"_s, this))
    , m_progress(new QProgressBar(this))
    , m_look(new QPushButton(tr("Look up"), this))
    , m_approve(new QPushButton(tr("It is the same: pair"), this))
{
    setObjectName(u"pairingForm"_s);
    auto *title = new QLabel(tr("Pair with a relay"), this);
    title->setFont(Theme::current().titleFont());
    auto *intro =
        new QLabel(tr("Run “turnpiked” on the other machine; it prints a pairing code and the fingerprint "
                      "of its certificate."),
                   this);
    intro->setWordWrap(true);
    Theme::setTone(intro, Theme::Tone::Second);

    for (QWidget *group : {m_where, m_approval}) {
        auto *form = new QFormLayout(group);
        form->setContentsMargins(0, 0, 0, 0);
        form->setSpacing(Theme::kInsideGroup);
        form->setLabelAlignment(Qt::AlignLeft);
        form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    }
    m_address =
        addField(tr("Address"), u"pairingAddress"_s, tr("edge1.contoso.com or 192.0.2.10:5443"), m_where);
    m_name = addField(tr("Name"), u"pairingName"_s, tr("What this relay is called here"), m_where);

    auto *question =
        new QLabel(tr("Is this the fingerprint that the relay printed? If not, something stands between "
                      "you and the relay: do not pair."),
                   m_approval);
    question->setWordWrap(true);
    m_fingerprint->setObjectName(u"pairingFingerprint"_s);
    m_fingerprint->setAccessibleName(tr("Fingerprint of the relay's certificate"));
    m_fingerprint->setFont(Theme::current().fixedFont());
    m_fingerprint->setWordWrap(true);
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *form = static_cast<QFormLayout *>(m_approval->layout());
    form->addRow(question);
    form->addRow(m_fingerprint);
    m_code = addField(tr("Pairing code"), u"pairingCode"_s, tr("As the relay printed it; it works once"),
                      m_approval);
    m_person = addField(tr("You are"), u"pairingPerson"_s, {}, m_approval);
    m_keeping->setObjectName(u"pairingKeeping"_s);
    m_keeping->setWordWrap(true);
    Theme::setTone(m_keeping, Theme::Tone::Second);
    form->addRow(m_keeping);

    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    m_progress->setAccessibleName(tr("Progress"));
    m_error->setObjectName(u"pairingError"_s);
    m_look->setObjectName(u"pairingLook"_s);
    m_approve->setObjectName(u"pairingApprove"_s);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progress);
    buttons->addStretch();
    buttons->addWidget(m_look);
    buttons->addWidget(m_approve);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, 0, 0, 0);
    layout->setSpacing(Theme::kBetweenFields);
    layout->addWidget(title);
    layout->addWidget(intro);
    layout->addWidget(m_where);
    layout->addWidget(m_approval);
    layout->addWidget(m_error);
    layout->addLayout(buttons);
    layout->addStretch();

    connect(m_look, &QPushButton::clicked, this, &PairingForm::look);
    connect(m_address, &QLineEdit::returnPressed, this, &PairingForm::look);
    connect(m_approve, &QPushButton::clicked, this, &PairingForm::approve);
    connect(m_code, &QLineEdit::returnPressed, this, &PairingForm::approve);
    connect(&m_pairing, &Pairing::stateChanged, this, &PairingForm::follow);
    startAnew();
}

QLineEdit *PairingForm::addField(const QString &label, const QString &name, const QString &placeholder,
                                 QWidget *group)
{
    auto *edit = new QLineEdit(group);
    edit->setObjectName(name);
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(label);
    static_cast<QFormLayout *>(group->layout())->addRow(label, edit);
    return edit;
}

void PairingForm::startAnew()
{
    m_pairing.cancel();
    QString user = qEnvironmentVariable("USER");
    if (user.isEmpty())
        user = u"console"_s;
    m_person->setText(user + u'@' + QSysInfo::machineHostName());
    m_code->clear();
    m_error->hide();
    follow(Pairing::State::Idle);
    m_address->setFocus();
}

void PairingForm::look()
{
    m_error->hide();
    const Result<client::HostAndPort> address = client::HostAndPort::parse(model::typedLine(m_address->text()));
    if (!address) {
        refuse(address.error());
        return;
    }
    if (model::typedLine(m_name->text()).isEmpty())
        m_name->setText(address->host.section(u'.', 0, 0).contains(QLatin1Char(':')) ||
                                address->host.front().isDigit()
                            ? address->host
                            : address->host.section(u'.', 0, 0));
    m_pairing.look(address->host, address->port);
}

void PairingForm::approve()
{
    m_error->hide();
    m_pairing.approve(model::typedLine(m_code->text()), model::typedLine(m_name->text()), model::typedLine(m_person->text()));
}

void PairingForm::refuse(const Error &error)
{
    m_error->setText(errorText(error));
    m_error->show();
}

void PairingForm::follow(Pairing::State state)
{
    const bool isBusy = state == Pairing::State::Looking || state == Pairing::State::Sending;
    const bool hasCertificate = !m_pairing.serverCertificate().isNull() && state != Pairing::State::Idle &&
                                state != Pairing::State::Looking;
    m_progress->setVisible(isBusy);
    m_where->setEnabled(!isBusy);
    m_approval->setVisible(hasCertificate);
    m_approval->setEnabled(!isBusy);
    m_approve->setVisible(hasCertificate);
    m_approve->setEnabled(state == Pairing::State::AwaitingApproval);
    m_look->setText(hasCertificate ? tr("Look up again") : tr("Look up"));
    m_look->setEnabled(!isBusy);
    Theme::setPrimary(m_look, !hasCertificate);
    Theme::setPrimary(m_approve, hasCertificate);
    if (hasCertificate)
        m_fingerprint->setText(client::fingerprintText(m_pairing.serverCertificate()));
    const bool isSessionOnly = m_relays.secrets->keeping() == SecretStore::Keeping::SessionOnly;
    m_keeping->setText(isSessionOnly ? tr("The key of this connection is kept for this session only. %1")
                                           .arg(m_relays.secrets->explanation())
                                     : tr("The key of this connection is kept in your keychain."));
    switch (state) {
    case Pairing::State::AwaitingApproval:
        m_code->setFocus();
        break;
    case Pairing::State::Failed:
        if (m_pairing.error())
            refuse(*m_pairing.error());
        break;
    case Pairing::State::Paired:
        Q_EMIT paired(m_pairing.profile());
        break;
    default:
        break;
    }
}

} // namespace turnpike::ui
