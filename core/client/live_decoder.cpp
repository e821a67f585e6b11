// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/live_decoder.h"

#include "core/live/cbor_codec.h"

#include <QMutexLocker>

namespace turnpike::client {

void LiveDecoder::take(const QByteArray &message)
{
    auto decoded = live::decode(message);
    if (!decoded) {
        Q_EMIT failed(decoded.error());
        return askForKeyframe();
    }
    if (auto *keyframe = std::get_if<live::Snapshot>(&*decoded)) {
        m_isWaitingForKeyframe = false;
        return publish(std::move(*keyframe));
    }
    if (!m_current)
        return askForKeyframe();
    auto next = live::apply(*m_current, std::get<live::Delta>(*decoded));
    if (!next)
        return askForKeyframe();
    publish(std::move(*next));
}

void LiveDecoder::restart()
{
    m_current.reset();
    m_isWaitingForKeyframe = false;
    const QMutexLocker locker(&m_lock);
    m_mailbox.reset();
}

live::SharedSnapshot LiveDecoder::collect()
{
    const QMutexLocker locker(&m_lock);
    return std::exchange(m_mailbox, nullptr);
}

void LiveDecoder::publish(live::Snapshot picture)
{
    m_current = std::make_shared<const live::Snapshot>(std::move(picture));
    bool mustKnock = false;
    {
        const QMutexLocker locker(&m_lock);
        mustKnock = !m_mailbox;
        m_mailbox = m_current;
    }
    if (mustKnock)
        Q_EMIT pictureWaiting();
}

void LiveDecoder::askForKeyframe()
{
    m_current.reset();
    if (!std::exchange(m_isWaitingForKeyframe, true))
        Q_EMIT keyframeNeeded();
}

} // namespace turnpike::client
