// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/service_thread.h"

namespace turnpike::http {

Result<std::unique_ptr<ServiceThread>> ServiceThread::start(Options options, const char *what)
{
    std::unique_ptr<ServiceThread> service(new ServiceThread);
    service->m_thread.setObjectName(options.name);
    service->m_onThread.moveToThread(&service->m_thread);
    service->m_thread.start();
    Result<void> serving;
    QMetaObject::invokeMethod(
        &service->m_onThread,
        [&] {
            service->m_server = std::make_unique<Server>(std::move(options.handler), options.timeouts);
            service->m_server->setLimits(options.limits);
            if (options.tls)
                service->m_server->setTls(*options.tls);
            serving = service->m_server->serve(options.listen, what);
            service->m_boundAddress = service->m_server->boundAddress();
        },
        Qt::BlockingQueuedConnection);
    if (!serving)
        return tl::make_unexpected(serving.error());
    return service;
}

ServiceThread::~ServiceThread()
{
    QMetaObject::invokeMethod(
        &m_onThread, [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void ServiceThread::setLimits(const Server::Limits &limits)
{
    QMetaObject::invokeMethod(
        &m_onThread, [this, limits] { m_server->setLimits(limits); }, Qt::QueuedConnection);
}

} // namespace turnpike::http
