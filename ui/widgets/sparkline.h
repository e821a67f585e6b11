// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <span>
#include <vector>

namespace turnpike::ui {

/// A line of at most `capacity` values, the newest at the right edge; it starts at zero and ends at the
/// largest value or `ceiling`, whichever is higher. NaN is a gap in it.
void paintSparkline(QPainter &painter, const QRectF &area, std::span<const float> values,
                    std::size_t capacity, const QColor &color, float ceiling = 0);

/// The same as a widget.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(QWidget *parent = nullptr);
    /// `series` is an index into Theme::Colors::series. `description` says in words what the line shows.
    void setValues(std::vector<float> values, std::size_t capacity, int series, float ceiling,
                   const QString &description);
    [[nodiscard]] QSize sizeHint() const override { return {160, 36}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<float> m_values;
    std::size_t m_capacity = 1;
    int m_series = 0;
    float m_ceiling = 0;
};

} // namespace turnpike::ui
