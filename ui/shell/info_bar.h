// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace turnpike::ui {

class NoticeBar;

/// Messages between tool bar and page: what could not be done, what holds for now. Each has a key; a message
/// with the same key takes the place of the one before.
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
        bool isClosable = true; ///< false: it goes when its reason goes
    };

    explicit InfoBar(QWidget *parent = nullptr);
    void show(const Message &message);
    void dismiss(const QString &key);
    /// Empty when there is none.
    [[nodiscard]] QString text(const QString &key) const;

private:
    QVBoxLayout *m_layout;
    QMap<QString, NoticeBar *> m_rows;
    QStringList m_order;
};

} // namespace turnpike::ui
