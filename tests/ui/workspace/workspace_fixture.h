// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/default_deployment.h"
#include "tests/core/client/fake_relay_connection.h"
#include "tests/support/main.h"
#include "tests/ui/workspace/known_paths.h"
#include "ui/workspace/workspace.h"

#include <QTemporaryDir>
#include <QTest>

namespace turnpike::testing {

/// A workspace that is connected to a FakeRelayConnection with the default deployment.
class WorkspaceFixture {
public:
    explicit WorkspaceFixture(ui::Workspace::Options options = {},
                              wire::Role role = wire::Role::Administrator,
                              const model::SharedDeployment &deployment = document::defaultDeployment())
        : m_workspace(withFolder(std::move(options)))
    {
        connectTo(deployment, role);
    }

    /// Connects to a new relay; the workspace has its configuration when this returns.
    void connectTo(model::SharedDeployment deployment, wire::Role role = wire::Role::Administrator)
    {
        auto connection = std::make_unique<FakeRelayConnection>(deployment);
        connection->m_role = role;
        m_relay = connection.get();
        m_workspace.setConnection(std::move(connection));
        QTRY_VERIFY(*m_workspace.document().base() == *deployment && m_workspace.running().hasArrived() &&
                    !m_workspace.isValidating());
    }

    [[nodiscard]] ui::Workspace &workspace() { return m_workspace; }
    [[nodiscard]] FakeRelayConnection &relay() { return *m_relay; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    /// "forest.federation.enabled=false" as a person would type it.
    bool set(const QString &assignment, const QString &mergeKey = {})
    {
        const auto edit = document::parseAssignment(*m_workspace.document().working(), assignment);
        return edit && m_workspace.apply({QStringLiteral("Set ") + assignment, {*edit}}, mergeKey);
    }
    [[nodiscard]] QString value(const QString &path) const
    {
        return document::valueAt(*m_workspace.document().working(), document::PropertyPath::of(path))
            .value_or(QVariant())
            .toString();
    }

private:
    ui::Workspace::Options withFolder(ui::Workspace::Options options)
    {
        if (options.dataFolder.isEmpty())
            options.dataFolder = m_folder.path();
        return options;
    }

    QTemporaryDir m_folder;
    ui::Workspace m_workspace;
    FakeRelayConnection *m_relay = nullptr;
};

} // namespace turnpike::testing
