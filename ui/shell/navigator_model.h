// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/difference.h"
#include "core/validation/problem.h"
#include "ui/forms/page_node.h"

#include <QAbstractItemModel>
#include <QHash>

#include <functional>
#include <memory>

namespace turnpike::ui {

/// The navigator's tree. A new tree is worked into the old one node by node, so that what is expanded and
/// selected stays as it is.
class NavigatorModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole,
        ProblemsRole,  ///< how many at this place or below
        SeverityRole,  ///< of the worst of them, validation::Severity as int
        PendingRole,   ///< how many changes at this place or below
        CountRole,     ///< live count as text
        SearchTextRole ///< lower case: what the filter looks at
    };

    using PageOf = std::function<QString(const document::PropertyPath &)>;

    explicit NavigatorModel(QObject *parent = nullptr);
    ~NavigatorModel() override;

    /// `searchText` says by which further words a node is found: its settings.
    void setTree(const std::vector<PageNode> &nodes,
                 const std::function<QString(const PageNode &)> &searchText = {});
    /// Says on which page a place is; badges are shown there and on every node above.
    void setPageOf(PageOf pageOf) { m_pageOf = std::move(pageOf); }
    void setProblems(const validation::Problems &problems);
    void setPending(const document::Changes &changes);
    void setCount(const QString &id, const QString &count);

    [[nodiscard]] QModelIndex indexOf(const QString &id) const; ///< invalid when there is none
    [[nodiscard]] const PageNode *node(const QString &id) const;
    [[nodiscard]] const PageNode *node(const QModelIndex &index) const;
    /// "pool1 › Address book".
    [[nodiscard]] QString trail(const QModelIndex &index) const;
    /// Every node, depth first.
    void visit(const std::function<void(const QModelIndex &)> &visitor, const QModelIndex &parent = {}) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Node;
    [[nodiscard]] Node *nodeAt(const QModelIndex &index) const;
    [[nodiscard]] QString pageOf(const document::PropertyPath &path);
    [[nodiscard]] QModelIndex indexFor(const Node *node) const;
    void updateNodes(Node &into, const std::vector<PageNode> &nodes,
                     const std::function<QString(const PageNode &)> &searchText);
    struct Badges {
        int problems = 0;
        int severity = 0;
        int pending = 0;
    };
    void refreshBadges();
    Badges refreshBadges(Node &node, const QHash<QString, Badges> &own);
    std::unique_ptr<Node> m_root;
    QHash<QString, Node *> m_byId;
    PageOf m_pageOf;
    QHash<document::PropertyPath, QString>
        m_pages; ///< what m_pageOf said, for the thousands of places of an import
    validation::Problems m_problems;
    document::Changes m_pending;
};

} // namespace turnpike::ui
