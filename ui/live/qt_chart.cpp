// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/live/qt_chart.h"

#include "ui/live/decimate.h"
#include "ui/style/theme.h"

#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QDateTime>
#include <QGraphicsLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineSeries>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMinutes = static_cast<int>(kChartMilliseconds / 60'000);
constexpr double kSeconds = kChartMilliseconds / 1000.0;

/// Removes every label: QCategoryAxis has no other way to change them.
void clearLabels(QCategoryAxis &axis)
{
    const QStringList labels = axis.categoriesLabels();
    for (const QString &label : labels)
        axis.remove(label);
}

} // namespace

/// The line under the mouse and the points where it meets the series; drawn above the chart so that moving
/// it draws no chart.
class QtChart::Overlay : public QWidget {
public:
    Overlay(QtChart &chart, QWidget *parent)
        : QWidget(parent)
        , m_chart(chart)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        if (!m_chart.m_crossHair || m_chart.m_lines.empty())
            return;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const Theme::Colors &colors = Theme::current().colors();
        bool isLineDrawn = false;
        for (std::size_t i = 0; i < m_chart.m_series.size(); ++i) {
            const auto &points = m_chart.m_series[i].points;
            if (points.empty())
                continue;
            const QPointF &sample = points[m_chart.readIndex(points)];
            const QPointF inChart(kSeconds - (static_cast<double>(m_chart.m_now) - sample.x()) / 1000.0,
                                  sample.y());
            const QPointF at = m_chart.m_chart->mapToPosition(inChart, m_chart.m_lines[i]);
            const QRectF area = m_chart.m_chart->plotArea();
            if (!isLineDrawn) {
                painter.setPen(QPen(colors.secondText, 1));
                const double x = std::round(at.x()) + 0.5;
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
                isLineDrawn = true;
            }
            painter.setPen(QPen(colors.base, 1.5));
            painter.setBrush(colors.series.at(m_chart.m_series[i].color));
            painter.drawEllipse(at, 4, 4);
        }
    }

private:
    QtChart &m_chart;
};

Chart *Chart::make(const QString &title, Format format, const QString &widest, QWidget *parent)
{
    return new QtChart(title, std::move(format), widest, parent);
}

QtChart::QtChart(const QString &title, Format format, const QString &widest, QWidget *parent)
    : Chart(parent)
    , m_format(std::move(format))
    , m_widest(widest)
    , m_chart(new QChart)
    , m_view(new QChartView(m_chart, this))
    , m_timeAxis(new QCategoryAxis(m_chart))
    , m_valueAxis(new QCategoryAxis(m_chart))
    , m_overlay(new Overlay(*this, m_view))
    , m_legend(new QHBoxLayout)
    , m_time(new QLabel(this))
{
    setAccessibleName(title);
    setFocusPolicy(Qt::StrongFocus);
    auto *heading = new QLabel(title, this);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    heading->setFont(bold);
    m_time->setFont(Theme::current().tabularFont());
    m_time->setMinimumWidth(m_time->fontMetrics().horizontalAdvance(u"00:00:00"_s) + 2);
    Theme::setTone(m_time, Theme::Tone::Second);
    m_legend->setSpacing(Theme::kInsideGroup);
    m_legend->addWidget(heading);
    m_legend->addStretch();
    m_legend->addWidget(m_time);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(Theme::kInsideGroup / 2);
    layout->addLayout(m_legend);
    layout->addWidget(m_view, 1);

    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    // Half of the topmost value's label and half of "now" stand outside the lines.
    const QFontMetrics labels(Theme::current().tabularFont());
    m_chart->setMargins({0, labels.height() / 2, labels.horizontalAdvance(tr("now")) / 2 + 2, 0});
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->addAxis(m_timeAxis, Qt::AlignBottom);
    m_chart->addAxis(m_valueAxis, Qt::AlignLeft);
    for (QCategoryAxis *axis : {m_timeAxis, m_valueAxis}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setLineVisible(false);
        axis->setTruncateLabels(false);
    }
    m_timeAxis->setStartValue(0);
    m_timeAxis->setRange(0, kSeconds);
    for (int minute = 0; minute <= kMinutes; ++minute)
        m_timeAxis->append(minute == kMinutes ? tr("now")
                                              : tr("−%1 min", "minutes ago").arg(kMinutes - minute),
                           minute * 60.0);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setMinimumHeight(120);
    m_view->viewport()->setMouseTracking(true);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    m_view->setBackgroundBrush(Qt::NoBrush);
    m_view->viewport()->setAutoFillBackground(false);
    connect(m_chart, &QChart::plotAreaChanged, this, [this] {
        refreshLines();
        m_overlay->update();
    });
    connect(&Theme::current(), &Theme::changed, this, &QtChart::applyTheme);
    applyTheme();
}

void QtChart::applyTheme()
{
    const Theme::Colors &colors = Theme::current().colors();
    QColor grid = colors.border;
    grid.setAlphaF(0.7F);
    for (QCategoryAxis *axis : {m_timeAxis, m_valueAxis}) {
        axis->setLabelsBrush(colors.secondText);
        axis->setLabelsFont(Theme::current().tabularFont());
        axis->setGridLinePen(QPen(grid, 1));
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const QColor color = colors.series.at(m_series[i].color);
        m_lines[i]->setPen(QPen(color, 1.75, i == 0 ? Qt::SolidLine : Qt::DashLine));
        QPixmap swatch((QSizeF(18, 10) * devicePixelRatioF()).toSize());
        swatch.setDevicePixelRatio(devicePixelRatioF());
        swatch.fill(Qt::transparent);
        QPainter painter(&swatch);
        painter.setPen(QPen(color, 2, i == 0 ? Qt::SolidLine : Qt::DashLine));
        painter.drawLine(0, 5, 18, 5);
        painter.end();
        m_swatches[i]->setPixmap(swatch);
    }
    m_overlay->update();
}

void QtChart::matchSeries()
{
    while (m_lines.size() < m_series.size()) {
        auto *line = new QLineSeries(m_chart);
        m_chart->addSeries(line);
        line->attachAxis(m_timeAxis);
        line->attachAxis(m_valueAxis);
        m_lines.push_back(line);
        const Series &series = m_series[m_lines.size() - 1];
        auto *swatch = new QLabel(this);
        auto *name = new QLabel(series.name, this);
        Theme::setTone(name, Theme::Tone::Second);
        auto *reading = new QLabel(this);
        reading->setFont(Theme::current().tabularFont());
        reading->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        reading->setAccessibleName(series.name);
        reading->setFixedWidth(reading->fontMetrics().horizontalAdvance(m_widest) + 2);
        for (QLabel *label : {swatch, name, reading})
            m_legend->addWidget(label);
        m_swatches.push_back(swatch);
        m_readings.push_back(reading);
        applyTheme();
    }
}

void QtChart::setSeries(std::vector<Series> series, qint64 now)
{
    m_series = std::move(series);
    m_now = now;
    matchSeries();
    refreshAxis();
    refreshLines();
    refreshReading();
}

void QtChart::refreshAxis()
{
    double largest = 0;
    for (const Series &series : m_series)
        for (const QPointF &point : series.points)
            largest = std::max(largest, point.y());
    const double step = niceStep(std::max(largest, 1.0), 4);
    const int steps = std::max(1, static_cast<int>(std::ceil(largest / step - 1e-9)));
    const double top = steps * step;
    if (top == m_largest)
        return;
    m_largest = top;
    clearLabels(*m_valueAxis);
    m_valueAxis->setRange(0, top);
    m_valueAxis->setStartValue(0);
    for (int i = 0; i <= steps; ++i)
        m_valueAxis->append(m_format(i * step), i * step);
}

void QtChart::refreshLines()
{
    const int columns = std::max(50, static_cast<int>(m_chart->plotArea().width()));
    for (std::size_t i = 0; i < m_series.size() && i < m_lines.size(); ++i) {
        std::vector<QPointF> points;
        points.reserve(m_series[i].points.size());
        for (const QPointF &point : m_series[i].points)
            points.emplace_back(kSeconds - (static_cast<double>(m_now) - point.x()) / 1000.0, point.y());
        m_lines[i]->replace(decimated(points, std::min(columns, 500)));
    }
    m_overlay->update();
}

std::size_t QtChart::readIndex(const std::vector<QPointF> &points) const
{
    if (!m_crossHair)
        return points.size() - 1;
    const auto wanted = static_cast<double>(*m_crossHair);
    const auto after = std::lower_bound(points.begin(), points.end(), wanted,
                                        [](const QPointF &point, double x) { return point.x() < x; });
    if (after == points.begin())
        return 0;
    if (after == points.end())
        return points.size() - 1;
    const auto index = static_cast<std::size_t>(after - points.begin());
    return wanted - points[index - 1].x() <= after->x() - wanted ? index - 1 : index;
}

void QtChart::refreshReading()
{
    QString said;
    for (std::size_t i = 0; i < m_readings.size() && i < m_series.size(); ++i) {
        const auto &points = m_series[i].points;
        m_readings[i]->setText(points.empty() ? u"–"_s : m_format(points[readIndex(points)].y()));
        said += m_series[i].name + u' ' + m_readings[i]->text() + u". ";
    }
    m_time->clear();
    if (m_crossHair && !m_series.empty() && !m_series.front().points.empty()) {
        const auto &points = m_series.front().points;
        const auto time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(points[readIndex(points)].x()));
        m_time->setText(QLocale().toString(time.time(), u"HH:mm:ss"));
        said.prepend(m_time->text() + u". ");
    }
    setAccessibleDescription(said);
    m_overlay->update();
}

void QtChart::setCrossHair(std::optional<qint64> time)
{
    if (time == m_crossHair)
        return;
    m_crossHair = time;
    refreshReading();
    Q_EMIT crossHairMoved(time);
}

qint64 QtChart::timeAt(double x) const
{
    const QRectF area = m_chart->plotArea();
    const double share = std::clamp((x - area.left()) / std::max(1.0, area.width()), 0.0, 1.0);
    return m_now - static_cast<qint64>(kChartMilliseconds * (1 - share));
}

bool QtChart::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::Resize)
        m_overlay->setGeometry(m_view->rect());
    if (watched == m_view->viewport()) {
        if (event->type() == QEvent::MouseMove)
            setCrossHair(timeAt(static_cast<QMouseEvent *>(event)->position().x()));
        else if (event->type() == QEvent::Leave)
            setCrossHair(std::nullopt);
    }
    return Chart::eventFilter(watched, event);
}

void QtChart::keyPressEvent(QKeyEvent *event)
{
    const qint64 step = event->modifiers().testFlag(Qt::ControlModifier) ? 30'000 : 1'000;
    const qint64 from = m_crossHair.value_or(m_now);
    switch (event->key()) {
    case Qt::Key_Left:
        setCrossHair(std::max(m_now - kChartMilliseconds, from - step));
        break;
    case Qt::Key_Right:
        setCrossHair(std::min(m_now, from + step));
        break;
    case Qt::Key_Escape:
        setCrossHair(std::nullopt);
        break;
    default:
        Chart::keyPressEvent(event);
    }
}

void QtChart::focusInEvent(QFocusEvent *event)
{
    if (event->reason() != Qt::MouseFocusReason)
        setCrossHair(m_now);
    Chart::focusInEvent(event);
}

void QtChart::focusOutEvent(QFocusEvent *event)
{
    setCrossHair(std::nullopt);
    Chart::focusOutEvent(event);
}

void QtChart::resizeEvent(QResizeEvent *event)
{
    Chart::resizeEvent(event);
    m_overlay->setGeometry(m_view->rect());
}

QImage QtChart::image()
{
    QImage picture((QSizeF(size()) * devicePixelRatioF()).toSize(), QImage::Format_RGB32);
    picture.setDevicePixelRatio(devicePixelRatioF());
    picture.fill(Theme::current().colors().base);
    render(&picture, {}, {}, QWidget::DrawChildren);
    return picture;
}

} // namespace turnpike::ui
