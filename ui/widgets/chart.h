// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/time_range.h"

#include <QPointF>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

namespace turnpike::ui {

/// A chart of lines over a range of time. Ours, so that the library behind it can be exchanged: nothing
/// outside the implementation names it.
class Chart : public QWidget {
    Q_OBJECT
public:
    /// Points that belong together, x: milliseconds since the epoch, ascending; y: value.
    using Run = std::vector<QPointF>;
    struct Series {
        QString name;
        int color = 0; ///< index into Theme::Colors::series
        /// Each stretch of time of which something is known; no line leads from one to the next.
        std::vector<Run> runs;
        /// The sample next to a time; nothing in a gap.
        [[nodiscard]] std::optional<QPointF> at(qint64 time) const;
        [[nodiscard]] std::optional<QPointF> last() const;
    };
    using Format = std::function<QString(double)>;

    /// `format` writes values for axis and reading; `widest` is the widest text that it gives.
    [[nodiscard]] static Chart *make(const QString &title, Format format, const QString &widest,
                                     QWidget *parent);

    /// What lies outside of the range is not drawn. `endsNow`: the end of the range is this moment.
    virtual void setSeries(std::vector<Series> series, TimeRange range, bool endsNow) = 0;
    [[nodiscard]] virtual const std::vector<Series> &series() const = 0;
    /// The cross-hair stands at a time; nothing: it is gone and the newest values are read out.
    virtual void setCrossHair(std::optional<qint64> time) = 0;
    [[nodiscard]] virtual std::optional<qint64> crossHair() const = 0;
    [[nodiscard]] virtual QImage image() = 0;

    /// One line a point of time, with a header; times in ISO 8601 UTC.
    [[nodiscard]] QString csv() const;

Q_SIGNALS:
    void crossHairMoved(std::optional<qint64> time);

protected:
    using QWidget::QWidget;
};

} // namespace turnpike::ui
