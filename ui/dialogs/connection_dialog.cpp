// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/connection_dialog.h"

#include "core/client/https_connection.h"
#include "core/client/when_finished.h"
#include "ui/dialogs/dialog_layout.h"
#include "ui/dialogs/fingerprint_lines.h"
#include "ui/dialogs/modal_port.h"
#include "ui/dialogs/pairing_form.h"
#include "ui/style/shown_name.h"
#include "ui/widgets/destructive_button.h"
#include "ui/widgets/notice_bar.h"
#include "ui/workspace/error_text.h"
#include "ui/workspace/workspace.h"

#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

// What a row of the list stands for; a profile's row holds its name.
const QString kThisComputer = u":this-computer"_s;
const QString kPair = u":pair"_s;

QString roleText(wire::Role role)
{
    switch (role) {
    case wire::Role::Viewer:
        return ConnectionDialog::tr("Viewer: sees everything, changes nothing");
    case wire::Role::Operator:
        return ConnectionDialog::tr("Operator: ends calls, issues credentials");
    case wire::Role::Administrator:
        return ConnectionDialog::tr("Administrator: changes the configuration");
    }
    return {};
}

} // namespace

ConnectionDialog::ConnectionDialog(Workspace &workspace, RelayAccess &relays, ModalPort &dialogs,
                                   QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_relays(relays)
    , m_dialogs(dialogs)
    , m_list(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_unreadable(new NoticeBar(Theme::Tone::Warning, u"warning"_s, this))
    , m_connect(new QPushButton(tr("Connect"), this))
{
    setObjectName(u"connectionDialog"_s);
    setWindowTitle(tr("Connections"));
    m_list->setObjectName(u"connectionList"_s);
    m_list->setAccessibleName(tr("Relays"));
    m_list->setFixedWidth(220);
    m_list->setIconSize({Theme::kIconSize, Theme::kIconSize});
    m_connect->setObjectName(u"connectionConnect"_s);
    Theme::setPrimary(m_connect);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"connectionClose"_s);
    close->setAutoDefault(false);
    m_unreadable->hide();

    m_stack->addWidget(makeDetail());
    if (m_relays.secrets) {
        m_pairing = new PairingForm(m_relays, m_workspace.drafts(), m_stack);
        m_stack->addWidget(m_pairing);
        connect(m_pairing, &PairingForm::paired, this,
                [this](const client::ConnectionProfile &profile) { fill(profile.name); });
    }

    auto *columns = new QHBoxLayout;
    columns->setSpacing(Theme::kBetweenFields);
    columns->addWidget(m_list);
    columns->addWidget(m_stack, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(close);
    buttons->addWidget(m_connect);
    auto *layout = makeDialogLayout(*this);
    layout->addWidget(m_unreadable);
    layout->addLayout(columns, 1);
    layout->addLayout(buttons);
    resize(760, 540);

    connect(m_list, &QListWidget::currentItemChanged, this, &ConnectionDialog::showSelected);
    connect(m_list, &QListWidget::itemActivated, this, [this] {
        if (m_connect->isEnabled())
            connectTo();
    });
    connect(m_connect, &QPushButton::clicked, this, &ConnectionDialog::connectTo);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    fill({});
    m_list->setFocus();
}

QWidget *ConnectionDialog::makeDetail()
{
    auto *detail = new QWidget(m_stack);
    m_title = new QLabel(detail);
    m_title->setObjectName(u"connectionTitle"_s);
    m_title->setFont(Theme::current().titleFont());
    m_text = new QLabel(detail);
    m_text->setWordWrap(true);
    Theme::setTone(m_text, Theme::Tone::Second);
    m_facts = new QWidget(detail);
    auto *facts = new QFormLayout(m_facts);
    facts->setContentsMargins(0, Theme::kInsideGroup, 0, 0);
    facts->setSpacing(Theme::kInsideGroup);
    facts->setLabelAlignment(Qt::AlignLeft);
    const auto addFact = [&](const QString &label, const QString &name) {
        auto *value = new QLabel(m_facts);
        value->setObjectName(name);
        value->setAccessibleName(label);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        auto *caption = new QLabel(label, m_facts);
        Theme::setTone(caption, Theme::Tone::Second);
        facts->addRow(caption, value);
        return value;
    };
    m_address = addFact(tr("Address"), u"connectionAddress"_s);
    m_role = addFact(tr("Your role"), u"connectionRole"_s);
    m_fingerprint = addFact(tr("Fingerprint"), u"connectionFingerprint"_s);
    m_expires = addFact(tr("Your certificate"), u"connectionExpires"_s);
    m_address->setFont(Theme::current().fixedFont());
    m_fingerprint->setFont(Theme::current().fixedFont());
    m_fingerprint->setWordWrap(false); // its lines are short, and no form layout makes them lower
    m_forget = new DestructiveButton(tr("Forget this relay…"), detail);
    m_forget->setObjectName(u"connectionForget"_s);
    connect(m_forget, &QPushButton::clicked, this, &ConnectionDialog::forget);
    auto *layout = new QVBoxLayout(detail);
    layout->setContentsMargins(Theme::kPageMargin, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addWidget(m_facts);
    layout->addSpacing(Theme::kBetweenFields);
    layout->addWidget(m_forget, 0, Qt::AlignLeft);
    layout->addStretch();
    return detail;
}

void ConnectionDialog::fill(const QString &selected)
{
    QList<Error> unreadable;
    m_profiles = m_relays.profiles.all(&unreadable);
    m_unreadable->setVisible(!unreadable.isEmpty());
    if (!unreadable.isEmpty())
        m_unreadable->setText(errorText(unreadable.front()));
    m_list->clear();
    const auto add = [this](const QString &text, const QString &icon, const QString &id) {
        auto *item = new QListWidgetItem(Theme::current().icon(icon), text, m_list);
        item->setData(Qt::UserRole, id);
        return item;
    };
    if (m_relays.thisComputer)
        add(tr("This computer"), u"server"_s, kThisComputer);
    for (const client::ConnectionProfile &profile : std::as_const(m_profiles))
        add(profile.name, u"connection"_s, profile.name);
    if (m_pairing)
        add(tr("Pair with a relay…"), u"add"_s, kPair);
    m_list->setCurrentRow(0);
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole).toString() == selected)
            m_list->setCurrentRow(row);
    }
}

std::optional<client::ConnectionProfile> ConnectionDialog::selectedProfile() const
{
    const QString name =
        m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole).toString() : QString();
    for (const client::ConnectionProfile &profile : m_profiles) {
        if (profile.name == name)
            return profile;
    }
    return {};
}

void ConnectionDialog::showSelected()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    const QString id = item->data(Qt::UserRole).toString();
    m_connect->setVisible(id != kPair);
    if (id == kPair) {
        m_stack->setCurrentWidget(m_pairing);
        m_pairing->startAnew();
        return;
    }
    m_stack->setCurrentIndex(0);
    const auto profile = selectedProfile();
    m_facts->setVisible(profile.has_value());
    m_forget->setVisible(profile.has_value());
    m_title->setText(shortName(item->text()));
    const size_t pending = m_workspace.document().pendingChanges().size();
    QStringList sentences;
    if (profile) {
        m_address->setText(profile->address());
        m_role->setText(roleText(profile->role));
        m_fingerprint->setText(fingerprintLines(profile->serverCertificate));
        m_expires->setText(tr("valid until %1")
                               .arg(QLocale().toString(profile->certificate.expiryDate().toLocalTime(),
                                                       QLocale::ShortFormat)));
        sentences += tr("A relay that this console was paired with.");
    } else {
        sentences += tr("The relay that runs in this window. It ends when the window is closed.");
    }
    if (pending > 0) {
        sentences += tr("Your %n change(s) on %1 are kept until you come back to it.", nullptr,
                        static_cast<int>(pending))
                         .arg(m_workspace.relayName());
    }
    m_text->setText(sentences.join(u' '));
    const wire::RelayConnection *connection = m_workspace.connection();
    const bool isConnected = connection && connection->displayName() == item->text() &&
                             connection->state() == wire::RelayConnection::State::Connected;
    m_connect->setEnabled(!isConnected);
    m_connect->setText(isConnected ? tr("Connected")
                                   : tr("Connect to %1").arg(withoutAccessKey(item->text())));
}

void ConnectionDialog::reject()
{
    // The answer comes within seconds, and the one-time code would be used up for nothing.
    if (!m_pairing || !m_pairing->isSending())
        QDialog::reject();
}

void ConnectionDialog::connectTo()
{
    // What cannot be opened leaves the one that is shown; why is a condition by then.
    if (const auto profile = selectedProfile())
        m_workspace.setConnection(std::make_unique<client::HttpsConnection>(*profile, *m_relays.secrets));
    else if (auto here = m_relays.thisComputer())
        m_workspace.setConnection(std::move(here));
    accept();
}

void ConnectionDialog::forget()
{
    const auto profile = selectedProfile();
    if (!profile)
        return;
    ModalPort::Question question;
    question.title = tr("Forget %1?").arg(profile->name);
    question.text = tr("The key for %1 is removed from this computer.").arg(profile->address());
    question.detail = tr("To connect again, pair with the relay once more. The relay itself is not changed.");
    question.accept = tr("Forget %1").arg(profile->name);
    question.isDestructive = true;
    m_dialogs.ask(this, question, [this, name = profile->name, secret = profile->secretName()] {
        const auto report = [&workspace = m_workspace](const Result<void> &removed) {
            if (!removed)
                workspace.reportFailure(removed.error());
        };
        const Result<void> removed = m_relays.profiles.remove(name);
        report(removed);
        // A key that stays in the keychain is worth a word, also when this dialog is closed by then.
        if (removed)
            client::whenFinished(m_relays.secrets->remove(secret), &m_workspace, report);
        fill({});
    });
}

} // namespace turnpike::ui
