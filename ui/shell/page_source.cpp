// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page_source.h"

#include "ui/live/live_links.h"
#include "ui/live/live_pages.h"
#include "ui/pages/page_catalog.h"

#include <QCoreApplication>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

const QString kLive = u"live"_s;

class StandardPages final : public PageSource {
public:
    std::vector<PageNode> tree(const model::Deployment &deployment) const override
    {
        std::vector<PageNode> nodes{
            {kLive, QCoreApplication::translate("Pages", "Live"), u"overview"_s, {}, livePages()}};
        for (PageNode &node : configurationTree(deployment))
            nodes.push_back(std::move(node));
        return nodes;
    }

    std::unique_ptr<Page> make(const PageNode &node, Workspace &workspace, QWidget *parent) const override
    {
        if (node.id == kLive)
            return nullptr;
        return node.path.isRoot() ? makeLivePage(node.id, workspace, parent)
                                  : makePage(node, workspace, parent);
    }

    QString pageIdFor(const document::PropertyPath &path) const override { return ui::pageIdFor(path); }
    QString callsPageId() const override { return u"live.calls"_s; }

    PageLink callsOf(const QString &user) const override { return linkToCallsOf(user); }
};

} // namespace

std::unique_ptr<PageSource> standardPages()
{
    return std::make_unique<StandardPages>();
}

} // namespace turnpike::ui
