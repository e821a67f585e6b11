// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QSet>
#include <QWidget>

#include <chrono>
#include <functional>
#include <utility>
#include <vector>

class QPushButton;
class QVBoxLayout;

namespace turnpike::ui {

class NoticeBar;

/// Messages below the page, of two kinds. Lasting ones stand on top and go when their reason goes; of more
/// than two, the gravest are shown and the others wait behind a line that counts and opens them; a warning
/// that somebody has read can be put away there, too, until it says something else. Those of the
/// moment go by themselves or when they are closed; they never push a lasting one out. Each has a key; a
/// message with the same key takes the place of the one before.
class InfoBar : public QWidget {
    Q_OBJECT
public:
    enum class Kind { Information, Good, Warning, Error };
    struct Message {
        QString key;
        Kind kind = Kind::Information;
        QString text;
        QString actionText = {};
        std::function<void()> action = {};
        bool isClosable = true; ///< false: it lasts until dismiss(), shown or put away
        bool isPassing = true;  ///< false: a closable one stays until it is closed
    };
    /// How long a message of the moment stays; what failed stays longer, as it has to be acted on.
    static constexpr std::chrono::seconds kMoment{15};
    static constexpr std::chrono::seconds kFailureMoment{60};

    explicit InfoBar(QWidget *parent = nullptr);
    void show(const Message &message);
    void dismiss(const QString &key);
    /// Empty when there is none.
    [[nodiscard]] QString text(const QString &key) const;
    /// Moments go by at another pace: for tests.
    void setMoments(std::chrono::milliseconds moment, std::chrono::milliseconds failureMoment);

private:
    void showLasting();
    void putAway(const QString &key);
    void goByItself(NoticeBar *row, const QString &key, std::chrono::milliseconds time);
    QVBoxLayout *m_lasting;
    QPushButton *m_more;
    QVBoxLayout *m_passing;
    QMap<QString, NoticeBar *> m_rows;
    QStringList m_order; ///< of those of the moment
    /// Those that last, in the order in which they came.
    std::vector<std::pair<QString, Kind>> m_lastingOnes;
    QSet<QString> m_putAway; ///< last, and have been read
    bool m_isOpened = false; ///< all that last are shown
    std::chrono::milliseconds m_moment = kMoment;
    std::chrono::milliseconds m_failureMoment = kFailureMoment;
};

} // namespace turnpike::ui
