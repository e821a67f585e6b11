// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/qt_chart.h"

#include "ui/style/theme.h"
#include "ui/widgets/decimate.h"

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
using namespace std::chrono_literals;

namespace {

/// Removes every label: QCategoryAxis has no other way to change them.
void clearLabels(QCategoryAxis &axis)
{
    const QStringList labels = axis.categoriesLabels();
    for (const QString &label : labels)
        axis.remove(label);
}

/// "−4 min", in the largest unit that divides it.
QString agoText(std::chrono::seconds ago)
{
    constexpr auto kDay = std::chrono::hours(24);
    if (ago % kDay == 0s)
        return QtChart::tr("−%1 d", "days ago").arg(ago / kDay);
    if (ago % 1h == 0s)
        return QtChart::tr("−%1 h", "hours ago").arg(ago / 1h);
    if (ago % 1min == 0s)
        return QtChart::tr("−%1 min", "minutes ago").arg(ago / 1min);
    return QtChart::tr("−%1 s", "seconds ago").arg(ago.count());
}

/// The first line is broad and the others narrow and broken, so that lines in the same place are both seen.
QPen penOf(std::size_t series, const QColor &color)
{
    return series == 0 ? QPen(color, 3.5, Qt::SolidLine, Qt::FlatCap)
                       : QPen(color, 1.5, Qt::DashLine, Qt::FlatCap);
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
        for (const Series &series : m_chart.m_series) {
            const auto sample = m_chart.read(series);
            if (!sample || m_chart.m_lines.front().empty())
                continue;
            const QPointF at =
                m_chart.m_chart->mapToPosition(m_chart.toChart(*sample), m_chart.m_lines.front().front());
            const QRectF area = m_chart.m_chart->plotArea();
            if (!isLineDrawn) {
                painter.setPen(QPen(colors.secondText, 1));
                const double x = std::round(at.x()) + 0.5;
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
                isLineDrawn = true;
            }
            painter.setPen(QPen(colors.base, 1.5));
            painter.setBrush(m_chart.colorOf(series));
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
    refreshTimeAxis();
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
        const QPen pen = penOf(i, colorOf(m_series[i]));
        for (QLineSeries *line : m_lines[i])
            line->setPen(pen);
        QPixmap swatch((QSizeF(18, 10) * devicePixelRatioF()).toSize());
        swatch.setDevicePixelRatio(devicePixelRatioF());
        swatch.fill(Qt::transparent);
        QPainter painter(&swatch);
        painter.setPen(pen);
        painter.drawLine(0, 5, 18, 5);
        painter.end();
        m_swatches[i]->setPixmap(swatch);
        Theme::setDimmed(m_readings[i], Theme::isDimmed(this));
    }
    m_overlay->update();
}

QColor QtChart::colorOf(const Series &series) const
{
    return Theme::isDimmed(this) ? Theme::current().fadedText()
                                 : Theme::current().colors().series.at(series.color);
}

bool QtChart::event(QEvent *event)
{
    if (event->type() == QEvent::DynamicPropertyChange)
        applyTheme();
    return Chart::event(event);
}

QLineSeries *QtChart::lineFor(std::size_t series, std::size_t run)
{
    while (m_lines[series].size() <= run) {
        auto *line = new QLineSeries(m_chart);
        line->setPen(penOf(series, colorOf(m_series[series])));
        m_chart->addSeries(line);
        line->attachAxis(m_timeAxis);
        line->attachAxis(m_valueAxis);
        m_lines[series].push_back(line);
    }
    return m_lines[series][run];
}

void QtChart::matchSeries()
{
    while (m_lines.size() < m_series.size()) {
        const Series &series = m_series[m_lines.size()];
        m_lines.emplace_back();
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

void QtChart::setSeries(std::vector<Series> series, TimeRange range, bool endsNow)
{
    m_series = std::move(series);
    m_range = range;
    m_endsNow = endsNow;
    matchSeries();
    refreshTimeAxis();
    refreshAxis();
    refreshLines();
    refreshReading();
}

void QtChart::refreshTimeAxis()
{
    const std::vector<std::chrono::seconds> marks = m_range.marks();
    // What ends before now says when: "now" beside old numbers would be false.
    const QString end =
        m_endsNow ? tr("now")
                  : QLocale().toString(QDateTime::fromMSecsSinceEpoch(m_range.end()).time(), u"HH:mm:ss");
    QStringList labels;
    for (const std::chrono::seconds ago : marks)
        labels << (ago == 0s ? end : agoText(ago));
    if (labels == std::exchange(m_timeLabels, labels))
        return;
    clearLabels(*m_timeAxis);
    m_timeAxis->setRange(0, seconds());
    m_timeAxis->setStartValue(0);
    for (std::size_t i = 0; i < marks.size(); ++i)
        m_timeAxis->append(labels.at(static_cast<qsizetype>(i)),
                           seconds() - static_cast<double>(marks[i].count()));
}

double QtChart::seconds() const
{
    return std::chrono::duration<double>(m_range.length).count();
}

void QtChart::refreshAxis()
{
    double largest = 0;
    for (const Series &series : m_series)
        for (const Run &run : series.runs)
            for (const QPointF &point : run)
                largest = m_range.contains(point.x()) ? std::max(largest, point.y()) : largest;
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
        const std::vector<Run> &runs = m_series[i].runs;
        for (std::size_t r = 0; r < runs.size(); ++r) {
            Run points;
            points.reserve(runs[r].size());
            for (const QPointF &sample : runs[r])
                points.push_back(toChart(sample));
            const double share = (points.back().x() - points.front().x()) / seconds();
            lineFor(i, r)->replace(
                decimated(points, std::max(2, static_cast<int>(std::min(columns, 500) * share))));
        }
        for (std::size_t r = runs.size(); r < m_lines[i].size(); ++r)
            m_lines[i][r]->clear();
    }
    m_overlay->update();
}

QPointF QtChart::toChart(const QPointF &sample) const
{
    return {(sample.x() - static_cast<double>(m_range.begin)) / 1000.0, sample.y()};
}

std::optional<QPointF> QtChart::read(const Series &series) const
{
    return m_crossHair ? series.at(*m_crossHair) : series.last();
}

void QtChart::refreshReading()
{
    QString said;
    for (std::size_t i = 0; i < m_readings.size() && i < m_series.size(); ++i) {
        const auto sample = read(m_series[i]);
        m_readings[i]->setText(sample ? m_format(sample->y()) : u"–"_s);
        said += m_series[i].name + u' ' + m_readings[i]->text() + u". ";
    }
    m_time->clear();
    if (m_crossHair) {
        const auto sample = m_series.empty() ? std::nullopt : read(m_series.front());
        const qint64 time = sample ? static_cast<qint64>(sample->x()) : *m_crossHair;
        m_time->setText(QLocale().toString(QDateTime::fromMSecsSinceEpoch(time).time(), u"HH:mm:ss"));
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
    return m_range.end() - static_cast<qint64>(static_cast<double>(m_range.length.count()) * (1 - share));
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
    const qint64 from = m_crossHair.value_or(m_range.end());
    switch (event->key()) {
    case Qt::Key_Left:
        setCrossHair(std::max(m_range.begin, from - step));
        break;
    case Qt::Key_Right:
        setCrossHair(std::min(m_range.end(), from + step));
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
        setCrossHair(m_range.end());
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
