// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "ui/live/live_page.h"

class QGridLayout;
class QLabel;
class QStackedWidget;

namespace turnpike::ui {

class ChartCard;
class EmptyView;

/// How much goes through the relay, how much of it is lost, and what was refused.
class TrafficPage final : public LivePage {
    Q_OBJECT
public:
    explicit TrafficPage(Workspace &workspace, QWidget *parent = nullptr);
    [[nodiscard]] QString title() const override { return tr("Traffic"); }
    [[nodiscard]] QString summary() const override;

protected:
    void refresh() override;

private:
    QWidget *makeCounters();
    void refreshCharts();
    void refreshCounters(const live::Totals &totals);

    struct Counter {
        QLabel *value;
        std::uint64_t live::Totals::*field;
    };
    QStackedWidget *m_stack;
    EmptyView *m_empty;
    QLabel *m_span;
    ChartCard *m_rates;
    ChartCard *m_packets;
    std::vector<Counter> m_counters;
};

} // namespace turnpike::ui
