// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigator_model.h"

#include "ui/style/text_guard.h"
#include "ui/style/theme.h"

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

struct NavigatorModel::Node {
    PageNode page; ///< without children
    QString searchText;
    QString count;
    int problems = 0;
    int severity = 0;
    int pending = 0;
    Node *parent = nullptr;
    std::vector<std::unique_ptr<Node>> children;

    [[nodiscard]] int row() const
    {
        const auto &siblings = parent->children;
        const auto found = std::find_if(siblings.begin(), siblings.end(),
                                        [this](const auto &sibling) { return sibling.get() == this; });
        return static_cast<int>(found - siblings.begin());
    }
};

NavigatorModel::NavigatorModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{
}

NavigatorModel::~NavigatorModel() = default;

void NavigatorModel::setTree(const std::vector<PageNode> &nodes,
                             const std::function<QString(const PageNode &)> &searchText)
{
    m_pages.clear();
    updateNodes(*m_root, nodes, searchText);
    refreshBadges();
}

void NavigatorModel::updateNodes(Node &into, const std::vector<PageNode> &nodes,
                                 const std::function<QString(const PageNode &)> &searchText)
{
    const QModelIndex parent = indexFor(&into);
    const auto isWanted = [&nodes](const QString &id) {
        return std::any_of(nodes.begin(), nodes.end(), [&id](const PageNode &node) { return node.id == id; });
    };
    const std::function<void(const Node &)> forget = [&](const Node &node) {
        m_byId.remove(node.page.id);
        for (const auto &child : node.children)
            forget(*child);
    };
    const auto removeRow = [&](int row) {
        beginRemoveRows(parent, row, row);
        forget(*into.children[static_cast<size_t>(row)]);
        into.children.erase(into.children.begin() + row);
        endRemoveRows();
    };
    for (int row = static_cast<int>(into.children.size()) - 1; row >= 0; --row) {
        if (!isWanted(into.children[static_cast<size_t>(row)]->page.id))
            removeRow(row);
    }
    for (size_t position = 0; position < nodes.size(); ++position) {
        const PageNode &wanted = nodes[position];
        const int row = static_cast<int>(position);
        const bool isThere = position < into.children.size() && into.children[position]->page.id == wanted.id;
        if (!isThere) {
            // A node that changed its place comes back as a new one.
            for (size_t later = position + 1; later < into.children.size(); ++later) {
                if (into.children[later]->page.id == wanted.id) {
                    removeRow(static_cast<int>(later));
                    break;
                }
            }
            beginInsertRows(parent, row, row);
            auto node = std::make_unique<Node>();
            node->page = {wanted.id, wanted.text, wanted.icon, wanted.path, {}};
            node->parent = &into;
            m_byId.insert(wanted.id, node.get());
            into.children.insert(into.children.begin() + row, std::move(node));
            endInsertRows();
        }
        Node &node = *into.children[position];
        const QString words = (wanted.text + u' ' + (searchText ? searchText(wanted) : QString())).toLower();
        const bool isSame = node.page.text == wanted.text && node.page.icon == wanted.icon &&
                            node.page.path == wanted.path && node.searchText == words;
        node.page = {wanted.id, wanted.text, wanted.icon, wanted.path, {}};
        node.searchText = words;
        if (!isSame)
            Q_EMIT dataChanged(indexFor(&node), indexFor(&node));
        updateNodes(node, wanted.children, searchText);
    }
}

void NavigatorModel::setProblems(const validation::Problems &problems)
{
    m_problems = problems;
    refreshBadges();
}

void NavigatorModel::setPending(const document::Changes &changes)
{
    m_pending = changes;
    refreshBadges();
}

QString NavigatorModel::pageOf(const document::PropertyPath &path)
{
    const auto known = m_pages.constFind(path);
    return known != m_pages.cend() ? *known : *m_pages.insert(path, m_pageOf(path));
}

void NavigatorModel::refreshBadges()
{
    QHash<QString, Badges> own;
    if (m_pageOf) {
        for (const validation::Problem &problem : m_problems) {
            Badges &badges = own[pageOf(problem.path)];
            ++badges.problems;
            badges.severity = std::max(badges.severity, static_cast<int>(problem.severity));
        }
        for (const document::Change &change : m_pending)
            ++own[pageOf(change.path)].pending;
    }
    refreshBadges(*m_root, own);
}

NavigatorModel::Badges NavigatorModel::refreshBadges(Node &node, const QHash<QString, Badges> &own)
{
    Badges badges = own.value(node.page.id);
    for (const auto &child : node.children) {
        const Badges below = refreshBadges(*child, own);
        badges.problems += below.problems;
        badges.severity = std::max(badges.severity, below.severity);
        badges.pending += below.pending;
    }
    if (node.parent && (badges.problems != node.problems || badges.severity != node.severity ||
                        badges.pending != node.pending)) {
        node.problems = badges.problems;
        node.severity = badges.severity;
        node.pending = badges.pending;
        Q_EMIT dataChanged(indexFor(&node), indexFor(&node));
    }
    return badges;
}

void NavigatorModel::setCount(const QString &id, const QString &count)
{
    Node *node = m_byId.value(id);
    if (!node || node->count == count)
        return;
    node->count = count;
    Q_EMIT dataChanged(indexFor(node), indexFor(node), {CountRole, Qt::AccessibleTextRole});
}

QModelIndex NavigatorModel::indexOf(const QString &id) const
{
    const Node *node = m_byId.value(id);
    return node ? indexFor(node) : QModelIndex();
}

const PageNode *NavigatorModel::node(const QString &id) const
{
    const Node *node = m_byId.value(id);
    return node ? &node->page : nullptr;
}

const PageNode *NavigatorModel::node(const QModelIndex &index) const
{
    return index.isValid() ? &nodeAt(index)->page : nullptr;
}

QString NavigatorModel::trail(const QModelIndex &index) const
{
    QStringList texts;
    for (QModelIndex place = index; place.isValid(); place = place.parent())
        texts.prepend(place.data(Qt::DisplayRole).toString());
    return texts.join(u" › "_s);
}

void NavigatorModel::visit(const std::function<void(const QModelIndex &)> &visitor,
                           const QModelIndex &parent) const
{
    for (int row = 0; row < rowCount(parent); ++row) {
        const QModelIndex child = index(row, 0, parent);
        visitor(child);
        visit(visitor, child);
    }
}

NavigatorModel::Node *NavigatorModel::nodeAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex NavigatorModel::indexFor(const Node *node) const
{
    return node->parent ? createIndex(node->row(), 0, node) : QModelIndex();
}

QModelIndex NavigatorModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeAt(parent)->children[static_cast<size_t>(row)].get());
}

QModelIndex NavigatorModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexFor(nodeAt(index)->parent) : QModelIndex();
}

int NavigatorModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeAt(parent)->children.size());
}

int NavigatorModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant NavigatorModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return TextGuard::inert(node.page.text);
    case Qt::DecorationRole:
        return node.page.icon.isEmpty() ? QVariant() : QVariant(Theme::current().icon(node.page.icon));
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        QStringList parts{role == Qt::ToolTipRole ? trail(index) : TextGuard::inert(node.page.text)};
        if (!node.count.isEmpty())
            parts += node.count;
        if (node.problems > 0)
            parts += tr("%n problem(s)", nullptr, node.problems);
        if (node.pending > 0)
            parts += tr("%n change(s) not pushed", nullptr, node.pending);
        return parts.join(role == Qt::ToolTipRole ? u"\n"_s : u", "_s);
    }
    case IdRole:
        return node.page.id;
    case ProblemsRole:
        return node.problems;
    case SeverityRole:
        return node.severity;
    case PendingRole:
        return node.pending;
    case CountRole:
        return node.count;
    case SearchTextRole:
        return node.searchText;
    default:
        return {};
    }
}

} // namespace turnpike::ui
