// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/workspace/live_picture.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QScrollArea;
class QStackedLayout;
class QToolButton;
class QVBoxLayout;

namespace turnpike::ui {

/// Everything the relay reports about one call; what can be copied can be selected.
class AllocationDetail : public QWidget {
    Q_OBJECT
public:
    explicit AllocationDetail(QWidget *parent = nullptr);
    /// What is dimmed while it is not live.
    [[nodiscard]] const QList<QWidget *> &numbers() const { return m_numbers; }
    /// Shows the call of this index of the picture.
    void showCall(const LivePicture &picture, std::size_t index);
    /// Keeps what was shown last, and says that the call is over.
    void showEnded();
    void showNothing(const QString &hint);
    /// Empty: calls can be ended; otherwise why not.
    void setEndable(const QString &whyNot);
    [[nodiscard]] std::optional<live::AllocationKey> shownKey() const { return m_key; }

Q_SIGNALS:
    void endRequested();
    void showPortRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Face { Text, Fixed, Figures };
    QGridLayout *addGroup(QVBoxLayout *column, const QString &title);
    QLabel *addField(QGridLayout *grid, const QString &name, const QString &title, Face face);
    QLabel *makeValue(const QString &name, const QString &title, Face face);
    void addTraffic(QVBoxLayout *column);
    void placeTraffic(bool mayWiden);

    struct Direction {
        QLabel *rate;
        QLabel *packetRate;
        QLabel *packets;
        QLabel *bytes;
        QLabel *dropped;
    };
    static void fill(const Direction &direction, const live::Traffic &traffic, double bits, double packets,
                     bool hasRates);

    QStackedLayout *m_stack;
    QScrollArea *m_scroll = nullptr;
    QGridLayout *m_columns = nullptr;
    QVBoxLayout *m_left = nullptr;
    QVBoxLayout *m_middle = nullptr;
    QVBoxLayout *m_right = nullptr;
    bool m_isNarrow = false; ///< the traffic stands below
    QLabel *m_hint;
    QLabel *m_title;
    QLabel *m_state;
    QToolButton *m_end;
    QToolButton *m_port;
    QLabel *m_client;
    QLabel *m_server;
    QLabel *m_relayed;
    QLabel *m_peers;
    QLabel *m_refused;
    QLabel *m_transport;
    QLabel *m_dialect;
    QLabel *m_username;
    QLabel *m_realm;
    QLabel *m_id;
    QLabel *m_age;
    QLabel *m_expires;
    QLabel *m_permissions;
    QLabel *m_channels;
    QLabel *m_toPeers;
    QLabel *m_worker;
    Direction m_fromClient{};
    Direction m_toClient{};
    std::optional<live::AllocationKey> m_key;
    bool m_isOver = false;
    bool m_isEndable = true;
    QList<QWidget *> m_numbers;
};

} // namespace turnpike::ui
