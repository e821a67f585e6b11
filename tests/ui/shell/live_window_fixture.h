// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/live/synthetic_relay.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/live/ports/port_map.h"

#include <QTableView>

namespace turnpike::testing {

/// The real window with its real pages, and three calls on the relay.
class LiveWindowFixture : public WindowFixture {
public:
    explicit LiveWindowFixture(ui::Workspace::Options options = {})
        : WindowFixture(std::move(options), wire::Role::Administrator, nullptr, ui::standardPages())
    {
        window().resize(1366, 768);
        if (!QTest::qWaitForWindowExposed(&window()))
            qFatal("the window did not come up");
        for (const char *name : {"anna", "bob", "carol"})
            m_synthetic.add().username = name;
        tick();
        tick();
    }
    void tick()
    {
        relay().sendSnapshot(m_synthetic.tick());
        QCoreApplication::processEvents();
    }
    [[nodiscard]] SyntheticRelay &synthetic() { return m_synthetic; }
    [[nodiscard]] QString page() { return window().pageArea().currentId(); }
    [[nodiscard]] QTableView *table() { return find<QTableView>(QStringLiteral("callsTable")); }
    [[nodiscard]] QString selectedUser()
    {
        const QModelIndexList rows = table()->selectionModel()->selectedRows(0);
        return rows.size() == 1 ? rows.front().data().toString() : QString();
    }
    void select(const QString &user)
    {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            if (table()->model()->index(row, 0).data() == user)
                table()->selectRow(row);
        }
    }
    [[nodiscard]] ui::PortMap &map() { return *window().pageArea().page()->findChild<ui::PortMap *>(); }
    [[nodiscard]] int cellOf(const std::string &user)
    {
        for (const live::Allocation &call : m_synthetic.state().allocations) {
            if (call.username == user)
                return map().grid().cellOf(call.relayed.port);
        }
        return -1;
    }

private:
    SyntheticRelay m_synthetic;
};

} // namespace turnpike::testing
