// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page_source.h"

#include <QLabel>
#include <QVBoxLayout>

namespace turnpike::testing {

/// A page that shows nothing and remembers what it was asked to reveal.
class FakePage final : public ui::Page {
public:
    FakePage(ui::PageNode node, ui::Workspace &workspace, QWidget *parent)
        : Page(workspace, parent)
        , m_node(std::move(node))
    {
    }
    QString title() const override { return m_node.text; }
    QString summary() const override { return QStringLiteral("What this page is for."); }
    bool reveal(const document::PropertyPath &path) override
    {
        m_revealed = path;
        return true;
    }
    document::PropertyPath m_revealed;

private:
    ui::PageNode m_node;
};

/// Live › Calls, one node a pool with its address book below, and a page for everything else.
class FakePages final : public ui::PageSource {
public:
    std::vector<ui::PageNode> tree(const model::Deployment &deployment) const override
    {
        std::vector<ui::PageNode> pools;
        for (const model::Pool &pool : deployment.pools) {
            const auto path = document::PropertyPath::of(u"pools").entry(pool.name);
            pools.push_back({path.toString(),
                             pool.name,
                             QStringLiteral("pool"),
                             path,
                             {{path.child(QStringLiteral("addressBook")).toString(),
                               QStringLiteral("Address book"),
                               QStringLiteral("address-book"),
                               path.child(QStringLiteral("addressBook")),
                               {}}}});
        }
        return {{QStringLiteral("live"),
                 QStringLiteral("Live"),
                 {},
                 {},
                 {{QStringLiteral("live.calls"), QStringLiteral("Calls"), QStringLiteral("calls"), {}, {}}}},
                {QStringLiteral("pools"), QStringLiteral("Pools"), QStringLiteral("pool"),
                 document::PropertyPath::of(u"pools"), std::move(pools)},
                {QStringLiteral("rest"), QStringLiteral("Everything else"), {}, {}, {}}};
    }
    std::unique_ptr<ui::Page> make(const ui::PageNode &node, ui::Workspace &workspace,
                                   QWidget *parent) const override
    {
        if (node.id == u"live")
            return nullptr;
        return std::make_unique<FakePage>(node, workspace, parent);
    }
    QString pageIdFor(const document::PropertyPath &path) const override
    {
        if (path.isRoot() || path.steps().front().property != u"pools" || path.steps().front().key.isEmpty())
            return QStringLiteral("rest");
        const auto pool = document::PropertyPath::of(u"pools").entry(path.steps().front().key);
        const auto book = pool.child(QStringLiteral("addressBook"));
        return (path.startsWith(book) ? book : pool).toString();
    }
    QString callsPageId() const override { return QStringLiteral("live.calls"); }
    ui::PageLink callsOf(const QString &user) const override
    {
        m_user = user;
        return {callsPageId(), {}};
    }
    mutable QString m_user;
};

} // namespace turnpike::testing
