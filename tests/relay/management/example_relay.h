// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/json_codec.h"
#include "relay/management/relay_controller.h"
#include "tests/relay/management/virtual_clock.h"
#include "tests/support/example_deployment.h"
#include "tests/support/result.h"

#include <QTest>

namespace turnpike::testing {

/// A running relay whose time the test moves.
struct ExampleRelay {
    std::shared_ptr<VirtualClock> clock = std::make_shared<VirtualClock>();
    std::unique_ptr<management::RelayController> controller;
    trust::Caller administrator{QStringLiteral("anna"), wire::Role::Administrator};
    trust::Caller operatorCaller{QStringLiteral("otto"), wire::Role::Operator};
    trust::Caller viewer{QStringLiteral("vera"), wire::Role::Viewer};

    enum class Initial { WhenEmpty, WhenChanged, Always };

    [[nodiscard]] Result<void> start(const QString &folder = QStringLiteral(":memory:"),
                                     const model::Deployment &deployment = exampleDeployment(),
                                     Initial use = Initial::WhenEmpty)
    {
        auto store = store::openSqliteStore(folder);
        if (!store)
            return tl::make_unexpected(store.error());
        return start(std::move(*store), deployment, use);
    }

    [[nodiscard]] Result<void> start(std::unique_ptr<store::RevisionStore> store,
                                     const model::Deployment &deployment, Initial use = Initial::WhenEmpty)
    {
        management::RelayController::Options options;
        options.identity = {QStringLiteral("edge"), QStringLiteral("this")};
        options.initial = shared(deployment);
        options.isInitialAskedFor = use != Initial::WhenEmpty;
        options.isInitialBinding = use == Initial::Always;
        options.clock = clock;
        auto started = management::RelayController::start(std::move(options), std::move(store));
        if (!started)
            return tl::make_unexpected(started.error());
        controller = std::move(*started);
        return {};
    }

    /// What runs, changed.
    template <class Change>
    [[nodiscard]] wire::PushRequest changed(Change change,
                                            std::optional<std::chrono::seconds> confirmWithin = {}) const
    {
        model::Deployment deployment = *controller->running().deployment;
        change(deployment);
        return {shared(deployment), controller->running().revision.etag, QStringLiteral("a test"),
                confirmWithin};
    }
    [[nodiscard]] wire::PushRequest withRealm(const QString &realm,
                                              std::optional<std::chrono::seconds> confirmWithin = {}) const
    {
        return changed([&](model::Deployment &deployment) { deployment.edgeSites[0].avEdge.realm = realm; },
                       confirmWithin);
    }
    [[nodiscard]] QString runningRealm() const
    {
        return QString::fromStdString(controller->edge().settings().turn.realm);
    }
};

} // namespace turnpike::testing
