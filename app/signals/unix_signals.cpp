// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signals/unix_signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <csignal>

namespace turnpike::app {

namespace {

sigset_t handled()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, number);
    return set;
}

} // namespace

void UnixSignals::block()
{
    const sigset_t set = handled();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

UnixSignals::UnixSignals(QObject *parent)
    : QObject(parent)
{
    block();
    const sigset_t set = handled();
    // A reader that went away and a full quota are errors of a write, not the end of the relay.
    for (const int number : {SIGPIPE, SIGXFSZ})
        std::signal(number, SIG_IGN);
    m_descriptor = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &UnixSignals::read);
}

UnixSignals::~UnixSignals()
{
    m_notifier.reset();
    ::close(m_descriptor);
}

void UnixSignals::read()
{
    signalfd_siginfo info{};
    while (::read(m_descriptor, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
        if (info.ssi_signo == static_cast<unsigned>(SIGHUP))
            Q_EMIT askedToReload();
        else
            Q_EMIT askedToEnd();
    }
}

} // namespace turnpike::app
