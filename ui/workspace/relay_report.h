// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/relay_connection.h"
#include "ui/workspace/certificate_state.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <chrono>
#include <optional>

class QWidget;

namespace turnpike::ui {

class Workspace;

/// What the relay that is connected says of itself, asked again and again while a view of it is seen, one
/// question at a time. A question that is not answered takes nothing away: the last answer stays, with the
/// reason why there is no newer one.
class RelayReport : public QObject {
    Q_OBJECT
public:
    RelayReport(Workspace &workspace, std::chrono::milliseconds askedAgain, QObject *parent);

    /// Asks as long as this view is visible.
    void keepUpFor(QWidget &view);

    /// Nothing before the first answer of this relay.
    [[nodiscard]] const std::optional<wire::RelayStatus> &status() const { return m_status; }
    /// Why status() is not of now, as a sentence; empty: it is.
    [[nodiscard]] QString whyOld() const;
    /// How each of its certificates stands now, in the relay's order.
    [[nodiscard]] std::vector<CertificateState> certificates() const;
    /// Those about which somebody has to do something, worst first.
    [[nodiscard]] std::vector<CertificateState> certificatesInNeed() const;

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followConnection();
    void ask();
    void take(const Result<wire::RelayStatus> &status);
    void forgetView(QObject *view);

    Workspace &m_workspace;
    QPointer<wire::RelayConnection> m_connection; ///< whose answer it is
    std::optional<wire::RelayStatus> m_status;
    std::optional<Error> m_error;
    QList<QObject *> m_seen; ///< views that are visible; only compared, never followed
    bool m_isAsking = false;
    QTimer m_again;
};

} // namespace turnpike::ui
