// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/settings.h"

#include "ui/workspace/conditions.h"

#include <chrono>

namespace turnpike::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kCondition = u"settings"_s;
constexpr auto kSoon = 500ms;
constexpr auto kRetry = 10s;

} // namespace

Settings::Settings(Conditions &conditions, QObject *parent)
    : QObject(parent)
    , m_conditions(conditions)
{
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &Settings::writeNow);
}

Settings::~Settings()
{
    if (m_store)
        m_store->sync();
}

void Settings::keepIn(QSettings *store)
{
    if (m_store)
        m_store->sync();
    m_store = store;
    report();
}

QVariant Settings::value(const QString &key, const QVariant &fallback) const
{
    return m_store ? m_store->value(key, fallback) : m_sessionOnly.value(key, fallback);
}

void Settings::setValue(const QString &key, const QVariant &value)
{
    if (!m_store) {
        m_sessionOnly.insert(key, value);
        return;
    }
    if (m_store->value(key) == value)
        return;
    m_store->setValue(key, value);
    m_soon.start(kSoon);
}

void Settings::remove(const QString &key)
{
    if (!m_store) {
        m_sessionOnly.remove(key);
        return;
    }
    m_store->remove(key);
    m_soon.start(kSoon);
}

void Settings::writeNow()
{
    m_soon.stop();
    report();
}

void Settings::report()
{
    if (!m_store) {
        m_conditions.clear(kCondition);
        return;
    }
    // QSettings remembers its first failure for ever; another one over the same file shares what is
    // unwritten.
    QSettings attempt(m_store->fileName(), m_store->format());
    attempt.sync();
    if (attempt.status() != QSettings::AccessError && attempt.isWritable()) {
        m_conditions.clear(kCondition);
        return;
    }
    m_conditions.raise(
        {kCondition, Conditions::Severity::Warning,
         tr("Settings cannot be written to %1: sizes, columns and theme are forgotten when the "
            "window closes. Check who owns the file and its folder, and the free space.")
             .arg(m_store->fileName())});
    m_soon.start(kRetry);
}

} // namespace turnpike::ui
