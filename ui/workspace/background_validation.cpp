// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/background_validation.h"

#include <chrono>

namespace turnpike::ui {

using namespace std::chrono_literals;

BackgroundValidation::BackgroundValidation(Rules rules, QObject *parent)
    : QObject(parent)
    , m_rules(std::move(rules))
{
    // One after the other: the newest snapshot is the only one that anybody waits for.
    m_pool.setMaxThreadCount(1);
    m_delay.setSingleShot(true);
    m_delay.setInterval(150ms);
    connect(&m_delay, &QTimer::timeout, this, &BackgroundValidation::start);
}

BackgroundValidation::~BackgroundValidation()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void BackgroundValidation::schedule(model::SharedDeployment snapshot)
{
    m_snapshot = std::move(snapshot);
    ++m_generation;
    setBusy(true);
    m_delay.start();
}

void BackgroundValidation::runNow(model::SharedDeployment snapshot)
{
    m_snapshot = std::move(snapshot);
    ++m_generation;
    setBusy(true);
    m_delay.stop();
    start();
}

void BackgroundValidation::start()
{
    m_pool.clear();
    m_pool.start([this, rules = m_rules, snapshot = m_snapshot, generation = m_generation] {
        const validation::Problems problems = rules(*snapshot);
        // The destructor waits for this thread, so `this` is alive; a queued call to it dies with it.
        QMetaObject::invokeMethod(
            this, [this, generation, problems] { take(generation, problems); }, Qt::QueuedConnection);
    });
}

void BackgroundValidation::take(quint64 generation, const validation::Problems &problems)
{
    if (generation != m_generation)
        return;
    // In this order, so that nobody takes the problems of an older snapshot for those of this one.
    Q_EMIT finished(problems);
    setBusy(false);
}

void BackgroundValidation::setBusy(bool busy)
{
    if (std::exchange(m_isBusy, busy) != busy)
        Q_EMIT busyChanged(busy);
}

} // namespace turnpike::ui
