// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include <vector>

class QLabel;

namespace turnpike::ui {

class Sparkline;

/// One number that is read from afar, what it means, and how it went in the last minutes.
class CounterCard : public QFrame {
    Q_OBJECT
public:
    CounterCard(const QString &title, int series, QWidget *parent = nullptr);
    void setValue(const QString &value, const QString &explanation);
    /// One value a second, NaN where nothing is known. `ceiling` is the value at the upper edge of the line,
    /// unless one is higher.
    void setHistory(std::vector<float> values, float ceiling);
    [[nodiscard]] QString value() const;
    /// What is dimmed while it is not live.
    [[nodiscard]] QList<QWidget *> numbers() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QString m_title;
    int m_series;
    QLabel *m_value;
    QLabel *m_explanation;
    Sparkline *m_line;
};

} // namespace turnpike::ui
