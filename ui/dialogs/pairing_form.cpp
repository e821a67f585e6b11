// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/pairing_form.h"

#include "core/client/when_finished.h"
#include "core/model/typed_line.h"
#include "ui/dialogs/fingerprint_lines.h"
#include "ui/widgets/notice_bar.h"
#include "ui/workspace/drafts.h"
#include "ui/workspace/error_text.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QSslCertificate>
#include <QSysInfo>
#include <QVBoxLayout>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using client::Pairing;
using client::SecretStore;

namespace {

const QString kDrafts = u"pairing/"_s;

QString thisPerson()
{
    return qEnvironmentVariable("USER", u"console"_s) + u'@' + QSysInfo::machineHostName();
}

} // namespace

PairingForm::PairingForm(RelayAccess &relays, Drafts &drafts, QWidget *parent)
    : QWidget(parent)
    , m_relays(relays)
    , m_drafts(drafts)
    , m_pairing(relays.profiles, *relays.secrets)
    , m_scroll(new QScrollArea(this))
    , m_where(new QWidget(this))
    , m_approval(new QWidget(this))
    , m_nameError(new QLabel(m_where))
    , m_replace(new QCheckBox(m_where))
    , m_fingerprint(new QLabel(m_approval))
    , m_personNote(new QLabel(m_approval))
    , m_keeping(new QLabel(m_approval))
    , m_tryKeychain(new QPushButton(tr("Try the keychain again"), m_approval))
    , m_error(new NoticeBar(Theme::Tone::Bad, u"error"_s, this))
    , m_progress(new QProgressBar(this))
    , m_lookUp(new QPushButton(tr("Look up"), this))
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
    makeWhere();
    makeApproval();

    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    m_progress->setAccessibleName(tr("Progress"));
    m_error->setObjectName(u"pairingError"_s);
    m_lookUp->setObjectName(u"pairingLook"_s);
    m_approve->setObjectName(u"pairingApprove"_s);

    // All of it scrolls but the buttons: nothing is cut off, however large the letters or long an error.
    auto *content = new QWidget(m_scroll);
    auto *parts = new QVBoxLayout(content);
    parts->setContentsMargins(0, 0, Theme::kInsideGroup, 0);
    parts->setSpacing(Theme::kBetweenFields);
    for (QWidget *part : {static_cast<QWidget *>(title), static_cast<QWidget *>(intro), m_where, m_approval,
                          static_cast<QWidget *>(m_error)})
        parts->addWidget(part);
    parts->addStretch();
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progress);
    buttons->addStretch();
    buttons->addWidget(m_lookUp);
    buttons->addWidget(m_approve);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::kPageMargin, 0, 0, 0);
    layout->setSpacing(Theme::kBetweenFields);
    layout->addWidget(m_scroll, 1);
    layout->addLayout(buttons);

    connect(m_lookUp, &QPushButton::clicked, this, &PairingForm::lookUp);
    connect(m_address, &QLineEdit::returnPressed, this, &PairingForm::lookUp);
    // What was looked up is another relay's certificate by now.
    connect(m_address, &QLineEdit::textEdited, &m_pairing, &Pairing::cancel);
    connect(m_name, &QLineEdit::textChanged, this, &PairingForm::checkName);
    connect(m_replace, &QCheckBox::toggled, this, &PairingForm::checkName);
    connect(m_replace, &QCheckBox::toggled, this, &PairingForm::proposePerson);
    connect(m_person, &QLineEdit::textChanged, this, &PairingForm::checkPerson);
    connect(m_approve, &QPushButton::clicked, this, &PairingForm::approve);
    connect(m_code, &QLineEdit::returnPressed, this, &PairingForm::approve);
    connect(m_tryKeychain, &QPushButton::clicked, this, &PairingForm::tryKeychain);
    connect(&m_pairing, &Pairing::stateChanged, this, &PairingForm::showState);
    connect(m_relays.secrets, &SecretStore::keepingChanged, this, &PairingForm::sayKeeping);
    proposePerson();
    for (QLineEdit *field : {m_address, m_name, m_code, m_person})
        m_drafts.keepTextOf(*field, kDrafts + field->objectName());
    checkName();
    showState(Pairing::State::Idle);
}

void PairingForm::makeWhere()
{
    QVBoxLayout *parts = addParts(m_where);
    QFormLayout *form = addFields(parts);
    m_address =
        addField(tr("Address"), u"pairingAddress"_s, tr("edge1.contoso.com or 192.0.2.10:5443"), form);
    m_name = addField(tr("Name"), u"pairingName"_s, tr("What this relay is called here"), form);
    m_nameError->setObjectName(u"pairingNameError"_s);
    m_nameError->setTextFormat(Qt::PlainText);
    m_nameError->setWordWrap(true);
    Theme::setTone(m_nameError, Theme::Tone::Bad);
    m_replace->setObjectName(u"pairingReplace"_s);
    m_replace->setText(tr("Replace that connection"));
    parts->addWidget(m_nameError);
    parts->addWidget(m_replace);
}

void PairingForm::makeApproval()
{
    QVBoxLayout *parts = addParts(m_approval);
    auto *question =
        new QLabel(tr("Is this the fingerprint that the relay printed? If not, something stands between "
                      "you and the relay: do not pair."),
                   m_approval);
    question->setWordWrap(true);
    m_fingerprint->setObjectName(u"pairingFingerprint"_s);
    m_fingerprint->setAccessibleName(tr("Fingerprint of the relay's certificate"));
    m_fingerprint->setFont(Theme::current().fixedFont());
    m_fingerprint->setTextFormat(Qt::PlainText);
    m_fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    parts->addWidget(question);
    parts->addWidget(m_fingerprint);
    QFormLayout *form = addFields(parts);
    m_code =
        addField(tr("Pairing code"), u"pairingCode"_s, tr("As the relay printed it; it works once"), form);
    m_person = addField(tr("You are"), u"pairingPerson"_s, {}, form);
    m_personNote->setObjectName(u"pairingPersonNote"_s);
    m_personNote->setWordWrap(true);
    m_personNote->setTextFormat(Qt::PlainText);
    m_keeping->setObjectName(u"pairingKeeping"_s);
    m_keeping->setWordWrap(true);
    m_keeping->setTextFormat(Qt::PlainText);
    Theme::setTone(m_keeping, Theme::Tone::Second);
    m_tryKeychain->setObjectName(u"pairingTryKeychain"_s);
    m_tryKeychain->setAutoDefault(false);
    parts->addWidget(m_personNote);
    parts->addWidget(m_keeping);
    parts->addWidget(m_tryKeychain, 0, Qt::AlignLeft);
}

/// A form layout gives its rows less than they need when one of them is a wrapped text, and lays one over
/// another: texts stand in a column, and only fields of one line in a form.
QVBoxLayout *PairingForm::addParts(QWidget *group)
{
    auto *parts = new QVBoxLayout(group);
    parts->setContentsMargins(0, 0, 0, 0);
    parts->setSpacing(Theme::kInsideGroup);
    return parts;
}

QFormLayout *PairingForm::addFields(QVBoxLayout *parts)
{
    auto *form = new QFormLayout;
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(Theme::kInsideGroup);
    form->setLabelAlignment(Qt::AlignLeft);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    parts->addLayout(form);
    return form;
}

QLineEdit *PairingForm::addField(const QString &label, const QString &name, const QString &placeholder,
                                 QFormLayout *form)
{
    auto *edit = new QLineEdit(form->parentWidget());
    edit->setObjectName(name);
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(label);
    form->addRow(label, edit);
    return edit;
}

void PairingForm::startAnew()
{
    m_pairing.cancel();
    m_error->hide();
    showState(Pairing::State::Idle);
    if (m_relays.secrets->keeping() == SecretStore::Keeping::Untried)
        tryKeychain();
    m_address->setFocus();
}

bool PairingForm::hasCertificate() const
{
    return !m_pairing.serverCertificate().isNull() && m_pairing.state() != Pairing::State::Idle &&
           m_pairing.state() != Pairing::State::Looking;
}

void PairingForm::lookUp()
{
    m_error->hide();
    const Result<client::HostAndPort> address =
        client::HostAndPort::parse(model::typedLine(m_address->text()));
    if (!address) {
        refuse(address.error());
        return;
    }
    // A proposal that was not touched belongs to the address before.
    if (model::typedLine(m_name->text()).isEmpty() || !m_name->isModified())
        m_name->setText(
            m_drafts.text(kDrafts + m_name->objectName(), m_relays.profiles.proposedName(*address)));
    m_lookedUp = *address;
    proposePerson();
    m_pairing.fetchCertificate(address->host, address->port);
}

/// Says beside the field that a name is taken, before the code is used up for it.
void PairingForm::checkName()
{
    const QString name = model::typedLine(m_name->text());
    const bool isTaken = !name.isEmpty() && m_relays.profiles.has(name);
    if (!isTaken)
        m_replace->setChecked(false);
    m_replace->setVisible(isTaken);
    m_nameError->setVisible(isTaken && !m_replace->isChecked());
    if (!isTaken)
        return;
    const auto other = m_relays.profiles.find(name);
    m_nameError->setText(
        other ? tr("“%1” is the name of the connection to %2 already. Choose another one.")
                    .arg(name, other->address())
              : tr("“%1” is the name of another connection already. Choose another one.").arg(name));
}

/// A name that voids no other connection of this machine; a connection that is replaced keeps its own.
void PairingForm::proposePerson()
{
    if (m_person->text() != m_proposedPerson)
        return; // somebody has said who they are
    const auto replaced = m_replace->isChecked()
                              ? m_relays.profiles.find(model::typedLine(m_name->text()))
                              : Result<client::ConnectionProfile>(client::ConnectionProfile());
    const QString own = replaced ? replaced->person() : QString();
    m_proposedPerson = !own.isEmpty() ? own : m_relays.profiles.proposedPerson(thisPerson(), m_lookedUp);
    m_person->setText(m_proposedPerson);
    checkPerson();
}

/// Only the relay knows who is paired with it; what a name does there is said before it is used.
void PairingForm::checkPerson()
{
    const auto other = m_relays.profiles.pairedAs(model::typedLine(m_person->text()), m_lookedUp);
    const bool isReplaced =
        other && m_replace->isChecked() && other->name == model::typedLine(m_name->text());
    Theme::setTone(m_personNote, other && !isReplaced ? Theme::Tone::Warning : Theme::Tone::Second);
    m_personNote->setText(
        other && !isReplaced ? tr("The relay knows your connection “%1” by this name: after pairing it lets "
                                  "that one in no more. Choose another name to keep both.")
                                   .arg(other->name)
                             : tr("The name by which the relay knows this console. Whoever is paired with it "
                                  "under the same name is let in no more."));
}

void PairingForm::approve()
{
    m_error->hide();
    const QString name = model::typedLine(m_name->text());
    if (m_relays.profiles.has(name) && !m_replace->isChecked()) {
        checkName();
        m_name->setFocus();
        m_scroll->ensureWidgetVisible(m_nameError);
        return;
    }
    m_pairing.approve(model::typedLine(m_code->text()), name, model::typedLine(m_person->text()),
                      m_replace->isChecked() ? Pairing::Existing::Replace : Pairing::Existing::Keep);
}

void PairingForm::refuse(const Error &error)
{
    m_error->setText(errorText(error));
    m_error->show();
    // The layout knows its place only after this event.
    QMetaObject::invokeMethod(
        this, [this] { m_scroll->ensureWidgetVisible(m_error); }, Qt::QueuedConnection);
}

void PairingForm::tryKeychain()
{
    m_isTryingKeychain = true;
    sayKeeping();
    client::whenFinished(m_relays.secrets->tryOut(), this, [this](const Result<void> &) {
        m_isTryingKeychain = false;
        sayKeeping();
    });
}

void PairingForm::sayKeeping()
{
    using Keeping = SecretStore::Keeping;
    const Keeping keeping = m_relays.secrets->keeping();
    m_tryKeychain->setVisible(keeping == Keeping::SessionOnly);
    m_tryKeychain->setEnabled(!m_isTryingKeychain);
    if (m_isTryingKeychain || keeping == Keeping::Untried)
        m_keeping->setText(tr("The keychain is being tried, which will keep the key of this connection."));
    else if (keeping == Keeping::SessionOnly)
        m_keeping->setText(
            tr("The key of this connection is kept for this session only: after the next start "
               "you pair again, and changes that are not pushed wait until then. %1")
                .arg(m_relays.secrets->explanation()));
    else
        m_keeping->setText(tr("The key of this connection is kept in your keychain."));
}

void PairingForm::showState(Pairing::State state)
{
    const bool isBusy = state == Pairing::State::Looking || state == Pairing::State::Sending;
    const bool canApprove = hasCertificate();
    m_progress->setVisible(isBusy);
    m_where->setEnabled(!isBusy);
    m_approval->setVisible(canApprove);
    m_approval->setEnabled(!isBusy);
    m_approve->setVisible(canApprove);
    // Also after a refusal: a code can be mistyped.
    m_approve->setEnabled(!isBusy);
    m_lookUp->setText(canApprove ? tr("Look up again") : tr("Look up"));
    m_lookUp->setEnabled(!isBusy);
    Theme::setPrimary(m_lookUp, !canApprove);
    Theme::setPrimary(m_approve, canApprove);
    if (canApprove)
        m_fingerprint->setText(fingerprintLines(m_pairing.serverCertificate()));
    sayKeeping();
    switch (state) {
    case Pairing::State::AwaitingApproval:
        checkName();
        checkPerson();
        // Work goes on where something is wrong, and in sight.
        (m_nameError->isVisibleTo(m_where) ? m_name : m_code)->setFocus();
        break;
    case Pairing::State::Failed:
        if (m_pairing.error())
            refuse(*m_pairing.error());
        (canApprove ? m_code : m_address)->setFocus();
        break;
    case Pairing::State::Paired:
        m_drafts.drop(kDrafts);
        for (QLineEdit *field : {m_address, m_name, m_code})
            field->clear();
        m_person->setText(m_proposedPerson);
        Q_EMIT paired(m_pairing.profile());
        break;
    default:
        break;
    }
}

} // namespace turnpike::ui
