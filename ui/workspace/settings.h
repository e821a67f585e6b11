// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSettings>
#include <QTimer>

namespace turnpike::ui {

class Conditions;

/// The one place that reads and writes what the console remembers of itself: sizes, columns, theme. Written
/// soon after a change, so that a crash forgets little; what cannot be written is the condition "settings".
class Settings : public QObject {
    Q_OBJECT
public:
    explicit Settings(Conditions &conditions, QObject *parent = nullptr);
    ~Settings() override;

    /// Where they are kept; null: for this run only. `store` outlives this object, or null is set before.
    void keepIn(QSettings *store);
    [[nodiscard]] QVariant value(const QString &key, const QVariant &fallback = {}) const;
    void setValue(const QString &key, const QVariant &value);
    void remove(const QString &key);
    /// Without waiting: before the program ends.
    void writeNow();

private:
    void report();
    Conditions &m_conditions;
    QSettings *m_store = nullptr;
    QVariantHash m_sessionOnly; ///< all values while there is no store
    QTimer m_soon;
};

} // namespace turnpike::ui
