// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/address_diagram.h"

#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QPainter>

#include <array>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {
constexpr int kStations = 4;
constexpr int kBoxPadding = 8;
} // namespace

AddressDiagram::AddressDiagram(Workspace &workspace, document::PropertyPath server, QWidget *parent)
    : QWidget(parent)
    , m_workspace(workspace)
    , m_server(std::move(server))
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::NoFocus);
    connect(&workspace.document(), &document::ConfigDocument::workingChanged, this, &AddressDiagram::refresh);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

void AddressDiagram::refresh()
{
    const auto place = document::resolve(*m_workspace.document().working(), m_server);
    if (!place)
        return;
    const auto &server = *static_cast<const model::EdgeServer *>(place->object);
    const auto text = [](const IpAddress &address) {
        return address.isNone() ? tr("not set") : QString::fromStdString(address.toString());
    };
    m_name = server.name;
    m_internal = text(server.internalAddress);
    m_external = text(server.externalAddress);
    m_public = server.publicAddress.isNone() ? QString() : text(server.publicAddress);
    setAccessibleName(tr("Addresses of %1").arg(m_name));
    setAccessibleDescription(
        m_public.isEmpty()
            ? tr("Inside %1, outside %2. Clients are told the external address.").arg(m_internal, m_external)
            : tr("Inside %1, outside %2. Clients are told %3.").arg(m_internal, m_external, m_public));
    update();
}

QSize AddressDiagram::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 4 + 2 * kBoxPadding + 8};
}

QSize AddressDiagram::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 76, sizeHint().height()};
}

void AddressDiagram::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::current();
    const Theme::Colors &colors = theme.colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);

    const bool translated = !m_public.isEmpty() && m_public != m_external;
    const std::array<QString, kStations> stations{tr("Servers inside"), m_name,
                                                  translated ? tr("Firewall with 1:1 NAT") : tr("Firewall"),
                                                  tr("Internet")};
    // The word over a line says which of the fields below it stands for.
    const std::array<std::pair<QString, QString>, kStations - 1> lines{
        std::pair{tr("internal"), m_internal}, std::pair{tr("external"), m_external},
        std::pair{tr("public"), translated ? m_public : tr("the same")}};

    const int lineHeight = fontMetrics().height();
    const int boxHeight = lineHeight + 2 * kBoxPadding;
    const int boxTop = lineHeight / 2 + 4;
    std::array<int, kStations> widths{};
    int boxes = 0;
    for (std::size_t i = 0; i < stations.size(); ++i) {
        widths[i] = fontMetrics().horizontalAdvance(stations[i]) + 2 * kBoxPadding + 8;
        boxes += widths[i];
    }
    const int gap = qMin((width() - boxes - 2) / (kStations - 1), fontMetrics().averageCharWidth() * 24);
    int left = 1;
    for (std::size_t i = 0; i < stations.size(); ++i) {
        const QRect box(left, boxTop, widths[i], boxHeight);
        const bool isServer = i == 1;
        painter.setPen(QPen(isServer ? colors.accent : colors.border, isServer ? 1.5 : 1));
        painter.setBrush(isServer ? colors.base : colors.window);
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), Theme::kCornerRadius,
                                Theme::kCornerRadius);
        painter.setPen(colors.text);
        QFont face = font();
        face.setBold(isServer);
        painter.setFont(face);
        painter.drawText(box, Qt::AlignCenter, stations[i]);
        painter.setFont(font());
        left = box.right() + 1;
        if (i >= lines.size())
            continue;
        painter.setPen(QPen(colors.secondText, 1));
        const int middle = box.center().y();
        painter.drawLine(left, middle, left + gap, middle);
        const QRect above(left, middle - lineHeight - 2, gap, lineHeight);
        painter.setPen(colors.secondText);
        painter.drawText(above, Qt::AlignCenter, lines[i].first);
        // An address is longer than the line it belongs to: it stands below, centred on it.
        painter.setFont(theme.fixedFont());
        const int addressWidth = QFontMetrics(painter.font()).horizontalAdvance(lines[i].second);
        int addressLeft = left + gap / 2 - addressWidth / 2;
        addressLeft = qBound(0, addressLeft, width() - addressWidth);
        painter.setPen(colors.text);
        painter.drawText(QRect(addressLeft, box.bottom() + 4, addressWidth + 2, lineHeight + 2),
                         Qt::AlignVCenter, lines[i].second);
        painter.setFont(font());
        left += gap;
    }
}

} // namespace turnpike::ui
