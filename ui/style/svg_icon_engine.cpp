// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/svg_icon_engine.h"

#include <QApplication>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

SvgIconEngine::SvgIconEngine(QString name, QByteArray svg, Theme::Tone tone)
    : m_name(std::move(name))
    , m_svg(std::move(svg))
    , m_tone(tone)
{
}

QIconEngine *SvgIconEngine::clone() const
{
    return new SvgIconEngine(*this);
}

QString SvgIconEngine::key() const
{
    return u"turnpike-svg"_s;
}

void SvgIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State)
{
    const qreal ratio = painter->device()->devicePixelRatioF();
    painter->drawPixmap(rect, render((QSizeF(rect.size()) * ratio).toSize(), mode));
}

QPixmap SvgIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State)
{
    return render(size, mode);
}

QPixmap SvgIconEngine::render(const QSize &size, QIcon::Mode mode) const
{
    // A button is painted before it has its size, too.
    if (size.isEmpty())
        return {};
    const QColor color = colorOf(mode);
    const QString cacheKey = u"turnpike-icon/%1/%2x%3/%4"_s.arg(m_name)
                                 .arg(size.width())
                                 .arg(size.height())
                                 .arg(color.rgba(), 8, 16);
    QPixmap picture;
    if (QPixmapCache::find(cacheKey, &picture))
        return picture;
    picture = QPixmap(size);
    picture.fill(Qt::transparent);
    QByteArray svg = m_svg;
    QSvgRenderer renderer(svg.replace("currentColor", color.name().toLatin1()));
    QPainter painter(&picture);
    const int side = std::min(size.width(), size.height());
    renderer.render(&painter, QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
    painter.end();
    QPixmapCache::insert(cacheKey, picture);
    return picture;
}

QColor SvgIconEngine::colorOf(QIcon::Mode mode) const
{
    const Theme &theme = Theme::current();
    if (mode == QIcon::Disabled)
        return QApplication::palette().color(QPalette::Disabled, QPalette::WindowText);
    return mode == QIcon::Selected ? theme.colors().selectionText : theme.color(m_tone);
}

} // namespace turnpike::ui
