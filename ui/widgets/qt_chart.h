// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/chart.h"

class QCategoryAxis;
class QChart;
class QChartView;
class QHBoxLayout;
class QLabel;
class QLineSeries;

namespace turnpike::ui {

/// Chart by means of Qt Charts. The legend above the lines is ours: it also reads out the values at the
/// cross-hair, in places that do not move.
class QtChart final : public Chart {
    Q_OBJECT
public:
    QtChart(const QString &title, Format format, const QString &widest, QWidget *parent);

    void setSeries(std::vector<Series> series, TimeRange range, bool endsNow) override;
    [[nodiscard]] const std::vector<Series> &series() const override { return m_series; }
    void setCrossHair(std::optional<qint64> time) override;
    [[nodiscard]] std::optional<qint64> crossHair() const override { return m_crossHair; }
    [[nodiscard]] QImage image() override;

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyTheme();
    void matchSeries();
    void refreshAxis();
    void refreshLines();
    void refreshReading();
    [[nodiscard]] qint64 timeAt(double x) const;
    [[nodiscard]] double seconds() const; ///< length of the range
    void refreshTimeAxis();
    /// What is read out: at the cross-hair, or the newest; nothing in a gap.
    [[nodiscard]] std::optional<QPointF> read(const Series &series) const;
    [[nodiscard]] QPointF toChart(const QPointF &sample) const;
    [[nodiscard]] QColor colorOf(const Series &series) const;
    /// A line of the chart for a run of a series; made when it is needed.
    QLineSeries *lineFor(std::size_t series, std::size_t run);
    class Overlay;

    Format m_format;
    QString m_widest;
    QChart *m_chart;
    QChartView *m_view;
    QCategoryAxis *m_timeAxis;
    QCategoryAxis *m_valueAxis;
    Overlay *m_overlay;
    QHBoxLayout *m_legend;
    QLabel *m_time;
    std::vector<QLabel *> m_swatches;
    std::vector<QLabel *> m_readings;
    std::vector<std::vector<QLineSeries *>> m_lines; ///< by series, then by run
    std::vector<Series> m_series;
    TimeRange m_range;
    QStringList m_timeLabels; ///< as the axis has them
    bool m_endsNow = true;
    double m_largest = 0;
    std::optional<qint64> m_crossHair;
};

} // namespace turnpike::ui
