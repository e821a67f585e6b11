// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/pairing.h"
#include "ui/dialogs/relay_access.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace turnpike::ui {

class NoticeBar;

/// First contact with a relay: where it is, whether its fingerprint is the right one, the one-time code.
class PairingForm : public QWidget {
    Q_OBJECT
public:
    explicit PairingForm(RelayAccess &relays, QWidget *parent = nullptr);
    void startAnew();

Q_SIGNALS:
    void paired(const turnpike::client::ConnectionProfile &profile);

private:
    QLineEdit *addField(const QString &label, const QString &name, const QString &placeholder,
                        QWidget *group);
    void look();
    void approve();
    void follow(client::Pairing::State state);
    void refuse(const Error &error);
    RelayAccess &m_relays;
    client::Pairing m_pairing;
    QWidget *m_where;
    QWidget *m_approval;
    QLineEdit *m_address;
    QLineEdit *m_name;
    QLabel *m_fingerprint;
    QLineEdit *m_code;
    QLineEdit *m_person;
    QLabel *m_keeping;
    NoticeBar *m_error;
    QProgressBar *m_progress;
    QPushButton *m_look;
    QPushButton *m_approve;
};

} // namespace turnpike::ui
