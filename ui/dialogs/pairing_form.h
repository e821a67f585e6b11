// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/pairing.h"
#include "ui/dialogs/relay_access.h"

#include <QWidget>

class QCheckBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace turnpike::ui {

class Drafts;
class NoticeBar;

/// First contact with a relay: where it is, whether its fingerprint is the right one, the one-time code. What
/// was typed is there again when the form is left and opened anew, until the relay is paired with.
class PairingForm : public QWidget {
    Q_OBJECT
public:
    PairingForm(RelayAccess &relays, Drafts &drafts, QWidget *parent = nullptr);
    void startAnew();
    /// The one-time code is on its way: whoever goes now has used it up for nothing.
    [[nodiscard]] bool isSending() const { return m_pairing.state() == client::Pairing::State::Sending; }

Q_SIGNALS:
    void paired(const turnpike::client::ConnectionProfile &profile);

private:
    void makeWhere();
    void makeApproval();
    static QVBoxLayout *addParts(QWidget *group);
    static QFormLayout *addFields(QVBoxLayout *parts);
    static QLineEdit *addField(const QString &label, const QString &name, const QString &placeholder,
                               QFormLayout *form);
    void lookUp();
    void approve();
    void showState(client::Pairing::State state);
    void refuse(const Error &error);
    void checkName();
    void proposePerson();
    void checkPerson();
    void tryKeychain();
    void sayKeeping();
    [[nodiscard]] bool hasCertificate() const;
    RelayAccess &m_relays;
    Drafts &m_drafts;
    client::Pairing m_pairing;
    QScrollArea *m_scroll;
    QWidget *m_where;
    QWidget *m_approval;
    QLineEdit *m_address = nullptr;
    QLineEdit *m_name = nullptr;
    QLabel *m_nameError;
    QCheckBox *m_replace;
    QLabel *m_fingerprint;
    QLineEdit *m_code = nullptr;
    QLineEdit *m_person = nullptr;
    QString m_proposedPerson;
    QLabel *m_personNote;
    client::HostAndPort m_lookedUp; ///< where the certificate is from
    QLabel *m_keeping;
    QPushButton *m_tryKeychain;
    NoticeBar *m_error;
    QProgressBar *m_progress;
    QPushButton *m_lookUp;
    QPushButton *m_approve;
    bool m_isTryingKeychain = false;
};

} // namespace turnpike::ui
