// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace turnpike::daemon {

/// SIGTERM, SIGINT and SIGHUP as Qt signals. Make it before any thread starts: threads inherit that these
/// are not delivered to them.
class UnixSignals : public QObject {
    Q_OBJECT
public:
    explicit UnixSignals(QObject *parent = nullptr);
    ~UnixSignals() override;

Q_SIGNALS:
    void askedToEnd();
    void askedToReload();

private:
    void read();
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace turnpike::daemon
