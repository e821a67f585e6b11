// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/live/live_page.h"
#include "ui/workspace/live_picture.h"

class QLabel;
class QScrollArea;
class QStackedWidget;

namespace turnpike::ui {

class EmptyView;
class PortMap;

/// Which relay ports are in use, and how busy they are.
class PortsPage final : public LivePage {
    Q_OBJECT
public:
    explicit PortsPage(Workspace &workspace, QWidget *parent = nullptr);
    [[nodiscard]] QString title() const override { return tr("Ports"); }
    [[nodiscard]] QString summary() const override;
    /// A link's: the call whose port is looked for.
    bool showArgument(const QString &argument) override;
    [[nodiscard]] PortMap &map() const { return *m_map; }

protected:
    void refresh() override;
    void startOver() override;

private:
    void showCell(int cell);
    void keepCursorVisible(int cell);

    QLabel *m_summary;
    QLabel *m_outlook;
    QStackedWidget *m_stack;
    EmptyView *m_empty;
    QScrollArea *m_scroll;
    PortMap *m_map;
    QLabel *m_cell;
    SharedPicture m_before;
    SharedPicture m_shown;
};

} // namespace turnpike::ui
