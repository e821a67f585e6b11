// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/widgets/chart.h"

#include <QFrame>

class QMenu;

namespace turnpike::ui {

/// A chart in a frame, with a menu that copies and saves it.
class ChartCard : public QFrame {
    Q_OBJECT
public:
    /// `fileName` is suggested when saving, without ending. Takes over the chart.
    ChartCard(Chart *chart, const QString &fileName, QWidget *parent);
    [[nodiscard]] Chart &chart() const { return *m_chart; }
    [[nodiscard]] Result<void> savePicture(const QString &file) const;
    [[nodiscard]] Result<void> saveCsv(const QString &file) const;

Q_SIGNALS:
    void failed(const turnpike::Error &error);

private:
    void fillMenu(QMenu &menu);
    void chooseFile(const QString &title, const QString &ending, const QString &filter,
                    Result<void> (ChartCard::*save)(const QString &) const);
    Chart *m_chart;
    QString m_fileName;
};

} // namespace turnpike::ui
